import { newId } from '../../../src/platform/ids';
import { PageVersion } from '../../../src/modules/catalog/pages/page-version';
import { catalogFixture, shopWindow } from './catalog.fixture';
import type { CatalogFixture, Query } from './catalog.fixture';

const PRODUCTS = 20_000;
const STEP = 2_000;
const CATEGORIES = 20;
const LIMIT = 20;
/** Reading the counters is counted itself. */
const OWN_READS = 0;

let fixture: CatalogFixture;

beforeAll(async () => {
  fixture = await catalogFixture();
  await fill();
}, 120_000);
afterAll(() => fixture.close());

/** Twenty thousand products by arithmetic in the database: writing each one would take minutes, and lists read no more than this. */
async function fill(): Promise<void> {
  const { database } = fixture.db;
  const pageVersion = fixture.app.get(PageVersion, { strict: false }).of(1);
  const root = newId('cat');
  const category = (id: string, parent: string | null, slug: string, path: string) => [id, parent, slug, slug, '', 1, path, 1];
  const children = Array.from({ length: CATEGORIES }, () => newId('cat')).sort();
  const rows = [
    category(root, null, 'all', `${root}/`),
    ...children.map((id, index) => category(id, root, `part-${index}`, `${root}/${id}/`)),
  ];
  const stamps = 'UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)';
  for (const row of rows) {
    await database.execute(
      `INSERT INTO catalog_category (id, parent_id, slug, title, description, position, path, version, created_at, updated_at) VALUES (?, ${stamps})`,
      [row],
    );
  }
  const digits =
    '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
  const numbers = `(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM ${digits} a, ${digits} b, ${digits} c, ${digits} e, ${digits} f) numbers`;
  const id = "CONCAT('prod_', LPAD(n, 22, '0'))";
  // A busy machine writes so many within the patience with a silent server.
  for (let from = 0; from < PRODUCTS; from += STEP) {
    const step = `n >= ${from} AND n < ${from + STEP}`;
    await database.execute(
      `INSERT INTO catalog_product (id, slug, title, description, vendor, product_type, tags, status, tax_category, gift_card, options, extra, in_stock, sold, version, created_at, updated_at)
       SELECT ${id}, CONCAT('p-', n), CONCAT('Thing ', MOD(n * 7919, ${PRODUCTS})), '', 'Acme', '', '[]', 'published', 'standard', 0, '[]', '{}', n NOT BETWEEN 9000 AND 9999, MOD(n * 31, 97), 1,
              '2026-01-01' + INTERVAL n MINUTE, '2026-01-01' FROM ${numbers} WHERE ${step}`,
    );
    await database.execute(
      `INSERT INTO catalog_price_range (product_id, currency, min_amount, max_amount, in_stock)
       SELECT ${id}, 'EUR', MOD(n * 104729, 99991), 100000, n NOT BETWEEN 9000 AND 9999 FROM ${numbers} WHERE ${step}`,
    );
    await database.execute(
      `INSERT INTO catalog_product_category (product_id, category_id)
       SELECT ${id}, ELT(1 + MOD(n, ${CATEGORIES}), ?) FROM ${numbers} WHERE ${step}`,
      [children],
    );
    await database.execute(
      `INSERT INTO catalog_page (product_id, currency, locale, version, outdated, summary, detail)
       SELECT ${id}, 'EUR', '', ${pageVersion}, 0, CONCAT('{"slug":"p-', n, '"}'), '{}' FROM ${numbers} WHERE ${step}`,
    );
    // What the migration does for shops that existed before.
    await database.execute(
      `INSERT INTO catalog_category_listing (category_id, currency, product_id, created_at, min_amount, title, in_stock, sold)
       SELECT above.id, r.currency, p.id, p.created_at, r.min_amount, p.title, p.in_stock, p.sold
         FROM catalog_category above JOIN catalog_category c ON c.path >= above.path AND c.path < CONCAT(above.path, '~')
         JOIN catalog_product_category pc ON pc.category_id = c.id JOIN catalog_product p ON p.id = pc.product_id
         JOIN catalog_price_range r ON r.product_id = p.id
        WHERE p.id BETWEEN CONCAT('prod_', LPAD(?, 22, '0')) AND CONCAT('prod_', LPAD(?, 22, '0'))`,
      [from, from + STEP - 1],
    );
  }
  for (const table of ['catalog_product', 'catalog_price_range', 'catalog_category_listing', 'catalog_page']) {
    await database.query(`ANALYZE TABLE ${table}`);
  }
}

/** Rows that the engine has handed over while the work ran, whatever the plan was. The pool has one connection, and the counters are its session's. */
async function rowsRead(work: () => Promise<unknown>): Promise<number> {
  const before = await reads();
  await work();
  return (await reads()) - before - OWN_READS;
}

async function reads(): Promise<number> {
  const counters = await fixture.db.database.query<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
  return counters.reduce((sum, { Value }) => sum + Number(Value), 0);
}

async function pageAfter(query: Query, pages: number): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const { page: stand } = (await shopWindow(fixture.app).list({ ...query, limit: 100, cursor })).page;
    cursor = stand.nextCursor ?? undefined;
  }
  return cursor;
}

const SORTS = ['newest', 'createdAt', 'price', '-price', 'title', '-title', 'best_selling'] as const;
const LISTS: Query[] = SORTS.flatMap((sort) => [
  { sort },
  { sort, category: 'all' },
  { sort, category: 'part-7' },
  { sort, inStock: true },
  { sort, inStock: false },
  { sort, priceLte: 99_000 },
  { sort, priceGte: 100 },
]);
const costOf = async (query: Query): Promise<number> => {
  let shown = 0;
  const rows = await rowsRead(async () => (shown = (await shopWindow(fixture.app).list({ ...query, limit: LIMIT })).page.data.length));
  expect(shown).toBe(LIMIT);
  expect(rows).toBeGreaterThan(LIMIT);
  return rows;
};

it.each(LISTS)('reads a page of %j off an index, the first like a deep one', async (query) => {
  // The cursor was made for pages of another size, which is not part of its scope.
  const cursor = await pageAfter(query, 5);
  expect(await costOf(query)).toBeLessThan(15 * LIMIT);
  expect(await costOf({ ...query, cursor })).toBeLessThan(15 * LIMIT);
});
