import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { toInteger } from '../../platform/money';

export interface CategoryNode {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly productCount: number;
  readonly children: readonly CategoryNode[];
}

export interface CategoryPage extends CategoryNode {
  readonly description: string;
  /** From the root down to the parent. */
  readonly breadcrumbs: readonly { readonly id: string; readonly slug: string; readonly title: string }[];
}

interface CategoryRow {
  readonly id: string;
  readonly parent_id: string | null;
  readonly slug: string;
  readonly title: string;
  readonly path: string;
}

/** The tree with the number of products that a shopper would find in each category, those further down included. */
@Injectable()
export class CategoryTreeReader {
  constructor(private readonly database: Database) {}

  async tree(currency: string): Promise<CategoryNode[]> {
    const rows = await this.rows();
    return nodesBelow(null, childrenOf(rows), await this.counts(currency, rows));
  }

  async page(idOrSlug: string, currency: string): Promise<CategoryPage> {
    const rows = await this.rows();
    const row = rows.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
    if (!row) throw new NotFound('category');
    const counts = await this.counts(
      currency,
      rows.filter(({ path }) => path.startsWith(row.path)),
    );
    const [text] = await this.database.query<{ description: string }>('SELECT description FROM catalog_category WHERE id = ?', [row.id]);
    const byId = new Map(rows.map((category) => [category.id, category]));
    const above = row.path.split('/').filter((id) => id !== '' && id !== row.id);
    return {
      ...{ id: row.id, slug: row.slug, title: row.title, description: text?.description ?? '', productCount: counts.get(row.id) ?? 0 },
      breadcrumbs: above.flatMap((id) => {
        const category = byId.get(id);
        return category ? [{ id, slug: category.slug, title: category.title }] : [];
      }),
      children: nodesBelow(row.id, childrenOf(rows), counts),
    };
  }

  private rows(): Promise<CategoryRow[]> {
    return this.database.query<CategoryRow>('SELECT id, parent_id, slug, title, path FROM catalog_category ORDER BY position, id');
  }

  /** Read off the lists of the categories: whatever a list shows is counted, and once. */
  private async counts(currency: string, categories: readonly CategoryRow[]): Promise<ReadonlyMap<string, number>> {
    if (categories.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; products: unknown }>(
      'SELECT category_id AS id, COUNT(*) AS products FROM catalog_category_listing WHERE category_id IN (?) AND currency = ? GROUP BY category_id',
      [categories.map(({ id }) => id), currency],
    );
    return new Map(rows.map(({ id, products }) => [id, toInteger(products)]));
  }
}

function childrenOf(rows: readonly CategoryRow[]): ReadonlyMap<string | null, readonly CategoryRow[]> {
  const groups = new Map<string | null, CategoryRow[]>();
  for (const row of rows) groups.set(row.parent_id, [...(groups.get(row.parent_id) ?? []), row]);
  return groups;
}

function nodesBelow(
  parentId: string | null,
  children: ReadonlyMap<string | null, readonly CategoryRow[]>,
  counts: ReadonlyMap<string, number>,
): CategoryNode[] {
  return (children.get(parentId) ?? []).map(({ id, slug, title }) => {
    return { id, slug, title, productCount: counts.get(id) ?? 0, children: nodesBelow(id, children, counts) };
  });
}
