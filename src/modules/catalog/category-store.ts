import { Injectable } from '@nestjs/common';
import { Changes } from '../../platform/changes';
import { Clock } from '../../platform/clock';
import { LISTS } from './catalog.topics';
import { Database, isDuplicateKey } from '../../platform/database';
import { newId } from '../../platform/ids';
import type { Sql } from './sql';
import { Category } from './catalog.entity';
import { CategoryListings } from './pages/category-listings';
import { PageStore } from './pages/page-store';
import { ProductSearch } from './search/product-search';
import { SlugHistory } from './slugs/slug-history';
import { CategoryCycle, CategoryTooDeep, SlugTaken, UnknownCategory } from './catalog.errors';

export const MAX_DEPTH = 8;

export interface CategoryContent {
  readonly parentId: string | null;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
  readonly position: number;
}

export interface StoredCategory extends CategoryContent {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** At the root, with nothing but a title. */
export function blankCategory(title: string): CategoryContent {
  return { parentId: null, slug: '', title, description: '', seoTitle: null, seoDescription: null, position: 0 };
}

/** Keeps the paths of the tree right. A subtree moves as one; whoever hangs something below a category locks it first. */
@Injectable()
export class CategoryStore {
  constructor(
    private readonly database: Database,
    private readonly pages: PageStore,
    private readonly listings: CategoryListings,
    private readonly search: ProductSearch,
    private readonly slugs: SlugHistory,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  async insert(content: CategoryContent): Promise<string> {
    this.database.requireTransaction();
    const id = newId('cat');
    const path = `${await this.lockedPath(content.parentId)}${id}/`;
    if (depthOf(path) > MAX_DEPTH) throw new CategoryTooDeep();
    const now = this.clock.now();
    await named(content.slug, () =>
      this.database.repository(Category).insert({ id, ...content, path, version: 1, createdAt: now, updatedAt: now }),
    );
    this.changes.announce([LISTS]);
    return id;
  }

  /** @returns whether the category still had that version */
  async update(id: string, version: number, before: string, content: CategoryContent): Promise<boolean> {
    this.database.requireTransaction();
    const set = { ...content, version: version + 1, updatedAt: this.clock.now() };
    const result = await named(content.slug, () => this.database.repository(Category).update({ id, version }, set));
    if (result.affected !== 1) return false;
    await this.slugs.remember('category', id, before, content.slug);
    await this.pages.outdate(membersOf(id));
    await this.search.outdate(membersOf(id));
    return true;
  }

  /**
   * Gives the category and everything below it the paths that follow from the new parent. The whole tree is locked, in the order of the
   * keys: of two moves that would make a cycle together, the second sees the first.
   */
  async move(id: string, parentId: string | null): Promise<void> {
    this.database.requireTransaction();
    const rows = await this.database.query<{ id: string; path: string }>('SELECT id, path FROM catalog_category ORDER BY id FOR UPDATE');
    const paths = new Map(rows.map((row) => [row.id, row.path]));
    const from = paths.get(id);
    const parent = parentId === null ? '' : paths.get(parentId);
    if (parent === undefined) throw new UnknownCategory([parentId ?? '']);
    if (from === undefined) return;
    if (parent.startsWith(from)) throw new CategoryCycle();
    const to = `${parent}${id}/`;
    const subtree = rows.filter(({ path }) => path.startsWith(from));
    if (subtree.some(({ path }) => depthOf(path) - depthOf(from) + depthOf(to) > MAX_DEPTH)) throw new CategoryTooDeep();
    const ids = subtree.map((row) => row.id);
    await this.database.execute('UPDATE catalog_category SET path = CONCAT(?, SUBSTRING(path, ?)) WHERE id IN (?)', [
      to,
      from.length + 1,
      ids,
    ]);
    await this.search.outdate(membersOf(id));
    await this.askRulesAgain();
    await this.listings.rebuild([...new Set([...from.split('/'), ...to.split('/')])].filter((step) => step !== '' && step !== id));
  }

  /** @returns whether the category still had that version */
  async remove(id: string, version: number): Promise<boolean> {
    this.database.requireTransaction();
    const [row] = await this.database.query<{ path: string }>('SELECT path FROM catalog_category WHERE id = ? FOR UPDATE', [id]);
    await this.pages.outdate(membersOf(id));
    await this.search.outdate(membersOf(id));
    const removed = await this.database.execute('DELETE FROM catalog_category WHERE id = ? AND version = ?', [id, version]);
    await this.listings.rebuild((row?.path ?? '').split('/').filter((step) => step !== '' && step !== id));
    if (removed !== 1) return false;
    await this.askRulesAgain();
    await this.slugs.forget(id);
    await this.database.execute('DELETE FROM catalog_translation WHERE target_id = ?', [id]);
    return true;
  }

  /** Rules ask for the categories of products, and for all above those. */
  private async askRulesAgain(): Promise<void> {
    await this.database.execute(
      "UPDATE catalog_collection SET rebuild_at = UTC_TIMESTAMP(3), rebuild_again = 1 WHERE kind = 'rule' AND CAST(rule AS CHAR) LIKE '%\"category\"%'",
    );
  }

  private async lockedPath(parentId: string | null): Promise<string> {
    if (parentId === null) return '';
    const rows = await this.database.query<{ path: string }>('SELECT path FROM catalog_category WHERE id = ? FOR UPDATE', [parentId]);
    const path = rows[0]?.path;
    if (path === undefined) throw new UnknownCategory([parentId]);
    return path;
  }
}

/** The products whose pages name the category: those in it, and those further down, whose breadcrumbs lead through it. */
function membersOf(id: string): Sql {
  const sql = `SELECT pc.product_id FROM catalog_category root
      JOIN catalog_category c ON c.path >= root.path AND c.path < CONCAT(root.path, '~')
      JOIN catalog_product_category pc ON pc.category_id = c.id
     WHERE root.id = ?`;
  return { sql, params: [id] };
}

function depthOf(path: string): number {
  return path.split('/').length - 1;
}

async function named<T>(slug: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isDuplicateKey(error, 'catalog_category_slug') ? new SlugTaken(slug) : error;
  }
}
