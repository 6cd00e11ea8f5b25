import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { groupBy } from '../../../platform/group-by';
import { toInteger } from '../../../platform/money';
import type { StoredProduct } from '../product-content';
import { priceRangesOf } from '../product-projections';

interface ListingRow {
  readonly category_id: string;
  readonly currency: string;
  readonly product_id: string;
  readonly created_at: Date;
  readonly min_amount: unknown;
  readonly title: string;
}

const LISTING_COLUMNS = ['category_id', 'currency', 'product_id', 'created_at', 'min_amount', 'title'];

/** Keeps each visible product in the lists of its categories and of all above them, so that a list of any subtree is read off an index. */
@Injectable()
export class CategoryListings {
  constructor(private readonly database: Database) {}

  /** Of products that this transaction has made. */
  async insert(products: readonly StoredProduct[]): Promise<void> {
    if (products.length === 0) return;
    const paths = await this.paths(products.map(({ id }) => id));
    const rows = products.flatMap((product) =>
      rowsOf(product, paths.get(product.id) ?? []).map((row) => [...row, Number(product.inStock)]),
    );
    await this.database.insertRows({ table: 'catalog_category_listing', columns: [...LISTING_COLUMNS, 'in_stock'], rows });
  }

  /** The products must be locked, and their standing is copied afterwards. Those that stand right already are left alone. */
  async write(products: readonly StoredProduct[]): Promise<void> {
    if (products.length === 0) return;
    const ids = products.map(({ id }) => id);
    const paths = await this.paths(ids);
    const stored = await this.database.query<ListingRow>(
      'SELECT category_id, currency, product_id, created_at, min_amount, title FROM catalog_category_listing WHERE product_id IN (?)',
      [ids],
    );
    const before = groupBy(stored, (row) => row.product_id);
    const wanted = products.map((product) => ({ product, rows: rowsOf(product, paths.get(product.id) ?? []) }));
    const changed = wanted.filter(({ product, rows }) => factsOf(rows) !== factsOf((before.get(product.id) ?? []).map(columnsOf)));
    const gone = changed.filter(({ product }) => before.has(product.id)).map(({ product }) => product.id);
    if (gone.length > 0) await this.database.execute('DELETE FROM catalog_category_listing WHERE product_id IN (?)', [gone]);
    const rows = changed.flatMap((product) => product.rows);
    await this.database.insertRows({ table: 'catalog_category_listing', columns: LISTING_COLUMNS, rows });
  }

  /** The lists of these categories anew, after a part of the tree has moved. Whoever moves it has locked the tree. */
  async rebuild(categoryIds: readonly string[]): Promise<void> {
    this.database.requireTransaction();
    if (categoryIds.length === 0) return;
    await this.database.execute('DELETE FROM catalog_category_listing WHERE category_id IN (?)', [categoryIds]);
    await this.database.execute(
      `INSERT INTO catalog_category_listing (${LISTING_COLUMNS.join(', ')}, in_stock, sold)
       SELECT DISTINCT above.id, r.currency, p.id, p.created_at, r.min_amount, p.title, p.in_stock, p.sold
         FROM catalog_category above
         JOIN catalog_category c ON c.path >= above.path AND c.path < CONCAT(above.path, '~')
         JOIN catalog_product_category pc ON pc.category_id = c.id
         JOIN catalog_product p ON p.id = pc.product_id AND p.status = 'published'
         JOIN catalog_price_range r ON r.product_id = p.id
        WHERE above.id IN (?)`,
      [categoryIds],
    );
  }

  /** Locked until the lists are written, so that nobody moves the categories meanwhile. */
  private async paths(productIds: readonly string[]): Promise<ReadonlyMap<string, readonly { readonly path: string }[]>> {
    const rows = await this.database.query<{ product_id: string; path: string }>(
      `SELECT pc.product_id, c.path
         FROM catalog_product_category pc FORCE INDEX (PRIMARY) STRAIGHT_JOIN catalog_category c ON c.id = pc.category_id
        WHERE pc.product_id IN (?) LOCK IN SHARE MODE`,
      [productIds],
    );
    return groupBy(rows, (row) => row.product_id);
  }
}

type Columns = readonly [categoryId: string, currency: string, productId: string, createdAt: Date, minAmount: number, title: string];

function rowsOf(product: StoredProduct, paths: readonly { readonly path: string }[]): Columns[] {
  if (product.status !== 'published') return [];
  const categories = [...new Set(paths.flatMap(({ path }) => path.split('/').filter(Boolean)))];
  return priceRangesOf(product).flatMap(({ currency, min }) => {
    return categories.map((category): Columns => [category, currency, product.id, product.createdAt, min, product.title]);
  });
}

function columnsOf(row: ListingRow): Columns {
  return [row.category_id, row.currency, row.product_id, row.created_at, toInteger(row.min_amount), row.title];
}

function factsOf(rows: readonly Columns[]): string {
  return JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());
}
