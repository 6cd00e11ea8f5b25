import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { Moved, NotFound } from '../../../platform/http';
import { isId } from '../../../platform/ids';
import { visibleAs } from '../schedule/visibility';
import type { Sql } from '../sql';

/** What has a slug, where it is kept, and what of it shoppers may see. */
const KINDS = {
  product: { prefix: 'prod', table: 'catalog_product', visible: visibleAs('t'), path: '/v1/products/' },
  category: { prefix: 'cat', table: 'catalog_category', visible: 'TRUE', path: '/v1/categories/' },
  collection: { prefix: 'coll', table: 'catalog_collection', visible: "t.status = 'published'", path: '/v1/collections/' },
  brand: { prefix: 'brand', table: 'catalog_brand', visible: 'TRUE', path: '/v1/brands/' },
} as const;
export type SlugKind = keyof typeof KINDS;

/** The id of what shoppers find under an id or a slug, one that it had before too, as a part of a statement. */
export function idOf(kind: SlugKind, idOrSlug: string): Sql {
  const { prefix, table, visible } = KINDS[kind];
  if (isId(prefix, idOrSlug) && visible === 'TRUE') return { sql: '?', params: [idOrSlug] };
  if (isId(prefix, idOrSlug)) return { sql: `(SELECT t.id FROM ${table} t WHERE t.id = ? AND ${visible})`, params: [idOrSlug] };
  const present = `SELECT t.id FROM ${table} t WHERE t.slug = ? AND ${visible}`;
  const past = `SELECT t.id FROM catalog_past_slug s JOIN ${table} t ON t.id = s.target_id WHERE s.kind = '${kind}' AND s.slug = ? AND ${visible}`;
  return { sql: `COALESCE((${present}), (${past}))`, params: [idOrSlug, idOrSlug] };
}

/** Links that people keep go on working: what once had a slug is found under it, until something else that shoppers may see takes the slug over. */
@Injectable()
export class SlugHistory {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The last one that gave a slug up is the one that is found under it. */
  async remember(kind: SlugKind, targetId: string, before: string, after: string): Promise<void> {
    if (before === after) return;
    this.database.requireTransaction();
    await this.database.execute(
      `INSERT INTO catalog_past_slug (kind, slug, target_id, replaced_at) VALUES (?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE target_id = VALUES(target_id), replaced_at = VALUES(replaced_at)`,
      [kind, before, targetId, this.clock.now()],
    );
  }

  async forget(targetId: string): Promise<void> {
    await this.database.execute('DELETE FROM catalog_past_slug WHERE target_id = ?', [targetId]);
  }

  /**
   * Reads what has the slug; when nothing has, asks who had it. Costs nothing for a slug that is right.
   * @throws Moved to where it is now; `below` is the rest of the path
   */
  async follow<T>(kind: SlugKind, slug: string, read: () => Promise<T>, below = ''): Promise<T> {
    try {
      return await read();
    } catch (error) {
      const present = error instanceof NotFound ? await this.presentSlug(kind, slug) : undefined;
      if (present === undefined || present === slug) throw error;
      throw new Moved(`${KINDS[kind].path}${encodeURIComponent(present)}${below}`);
    }
  }

  private async presentSlug(kind: SlugKind, slug: string): Promise<string | undefined> {
    const { table, visible } = KINDS[kind];
    const rows = await this.database.query<{ slug: string }>(
      `SELECT t.slug FROM catalog_past_slug s JOIN ${table} t ON t.id = s.target_id WHERE s.kind = ? AND s.slug = ? AND ${visible}`,
      [kind, slug],
    );
    return rows[0]?.slug;
  }
}
