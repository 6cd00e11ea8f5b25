import { Injectable } from '@nestjs/common';
import { CursorCodec, pageOf, pageSize, wantsTotal } from '../../platform/http';
import type { Page, PageQuery } from '../../platform/http';

type Source<T> = {
  /** Newest first, from below the id. */
  readonly list: (limit: number, before?: string) => Promise<readonly T[]>;
  readonly count: () => Promise<number>;
};

/** The lists of this module are all alike: newest first, by id. */
@Injectable()
export class KeysetPages {
  constructor(private readonly cursors: CursorCodec) {}

  /** The scope binds a cursor to its list, its filters and its caller. */
  async page<T extends { readonly id: string }>(
    query: PageQuery,
    scope: Readonly<Record<string, unknown>>,
    source: Source<T>,
  ): Promise<Page<T>> {
    const limit = pageSize(query);
    const [before] = query.cursor === undefined ? [] : this.cursors.decode(query.cursor, scope);
    const rows = await source.list(limit + 1, before === undefined ? undefined : String(before));
    const total = wantsTotal(query) ? await source.count() : undefined;
    return pageOf(rows, limit, (last) => this.cursors.encode([last.id], scope), total);
  }
}
