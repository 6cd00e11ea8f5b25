import { Injectable } from '@nestjs/common';
import { CursorCodec } from './cursor-codec';
import type { PageQuery } from './page.dto';
import { pageOf, pageSize, wantsTotal } from './paging';
import type { Page } from './paging';

type Source<T> = {
  /** So many rows, newest first, from below the id. */
  readonly list: (limit: number, before?: string) => Promise<readonly T[]>;
  /** Of all pages together, when somebody asks. */
  readonly count: () => Promise<number>;
};

/** Most lists are alike: newest first, by id. */
@Injectable()
export class KeysetPages {
  constructor(private readonly cursors: CursorCodec) {}

  /** The scope binds a cursor to its list, its filters and its caller. */
  async page<T extends { readonly id: string }>(query: PageQuery, scope: unknown, source: Source<T>): Promise<Page<T>> {
    const limit = pageSize(query);
    const [before] = query.cursor === undefined ? [] : this.cursors.decode(query.cursor, scope);
    const rows = await source.list(limit + 1, before === undefined ? undefined : String(before));
    const total = wantsTotal(query) ? await source.count() : undefined;
    return pageOf(rows, limit, (last) => this.cursors.encode([last.id], scope), total);
  }
}
