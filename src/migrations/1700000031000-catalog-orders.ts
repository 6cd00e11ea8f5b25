import type { MigrationInterface, QueryRunner } from 'typeorm';

const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const SALES = `CREATE TABLE IF NOT EXISTS catalog_sales (
    product_id ${ID} NOT NULL,
    day INT NOT NULL,
    units INT NOT NULL,
    counted TINYINT NOT NULL DEFAULT 0,
    PRIMARY KEY (product_id, day),
    KEY catalog_sales_due (counted, product_id),
    KEY catalog_sales_day (day)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`;

interface Change {
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  /** Anew where they exist with other columns. */
  readonly keys: Readonly<Record<string, string>>;
}

const CHANGES: readonly Change[] = [
  {
    table: 'catalog_product',
    columns: { sold: 'INT NOT NULL DEFAULT 0 AFTER in_stock' },
    keys: {
      catalog_product_stock_title: 'status, in_stock, title, id',
      catalog_product_sold: 'status, sold, id',
      catalog_product_stock_sold: 'status, in_stock, sold, id',
    },
  },
  {
    table: 'catalog_price_range',
    columns: { in_stock: 'TINYINT NOT NULL DEFAULT 0' },
    keys: {
      catalog_price_range_min: 'currency, min_amount, product_id, max_amount, in_stock',
      catalog_price_range_stock: 'currency, in_stock, min_amount, product_id, max_amount',
    },
  },
  {
    table: 'catalog_category_listing',
    columns: { in_stock: 'TINYINT NOT NULL DEFAULT 0', sold: 'INT NOT NULL DEFAULT 0' },
    keys: {
      catalog_category_listing_newest: 'category_id, currency, created_at, product_id, in_stock',
      catalog_category_listing_price: 'category_id, currency, min_amount, product_id, in_stock',
      catalog_category_listing_title: 'category_id, currency, title, product_id, in_stock',
      catalog_category_listing_sold: 'category_id, currency, sold, product_id, in_stock',
    },
  },
];

const BEFORE: Readonly<Record<string, string>> = {
  catalog_price_range_min: 'currency, min_amount, product_id',
  catalog_category_listing_newest: 'category_id, currency, created_at, product_id',
  catalog_category_listing_price: 'category_id, currency, min_amount, product_id',
  catalog_category_listing_title: 'category_id, currency, title, product_id',
};

/** Lists by what sells best, and lists of what is in stock, in every order off an index. */
export class CatalogOrders1700000031000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SALES);
    for (const { table, columns, keys } of CHANGES) {
      for (const [column, type] of Object.entries(columns)) {
        if (!(await runner.hasColumn(table, column))) await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
      }
      for (const [key, on] of Object.entries(keys)) await this.index(runner, table, key, on);
    }
    await runner.query('UPDATE catalog_price_range r JOIN catalog_product p ON p.id = r.product_id SET r.in_stock = p.in_stock');
    await runner.query('UPDATE catalog_category_listing l JOIN catalog_product p ON p.id = l.product_id SET l.in_stock = p.in_stock');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, columns, keys } of CHANGES) {
      for (const key of Object.keys(keys)) await this.index(runner, table, key, BEFORE[key]);
      for (const column of Object.keys(columns)) {
        if (await runner.hasColumn(table, column)) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
      }
    }
    await runner.query('DROP TABLE IF EXISTS catalog_sales');
  }

  /** In one statement, because a foreign key may lean on the index. */
  private async index(runner: QueryRunner, table: string, key: string, on: string | undefined): Promise<void> {
    const known: unknown[] = await runner.query(`SHOW INDEX FROM ${table} WHERE Key_name = '${key}'`);
    const parts = [...(known.length > 0 ? [`DROP KEY ${key}`] : []), ...(on === undefined ? [] : [`ADD KEY ${key} (${on})`])];
    if (parts.length > 0) await runner.query(`ALTER TABLE ${table} ${parts.join(', ')}`);
  }
}
