import { stemOf } from '../../../src/modules/catalog/search/text/stem';
import { PageVersion } from '../../../src/modules/catalog/pages/page-version';
import { catalogFixture, shopWindow } from './catalog.fixture';
import type { CatalogFixture, Query } from './catalog.fixture';

const PRODUCTS = 6_000;
const LIMIT = 20;
/** Each word with how many products lie between two that have it. */
const WORDS = { everywhere: 1, thirdly: 3, halfway: 2, rarely: 200, rarer: 500 } as const;

let fixture: CatalogFixture;

beforeAll(async () => {
  fixture = await catalogFixture();
  await fill();
}, 240_000);
afterAll(() => fixture.close());

/** Products by arithmetic in the database, with just what a search reads. */
async function fill(): Promise<void> {
  const { database } = fixture.db;
  const pageVersion = fixture.app.get(PageVersion, { strict: false }).of(1);
  const digits =
    '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
  const numbers = `(SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM ${digits} a, ${digits} b, ${digits} c, ${digits} e, ${digits} f) numbers WHERE n <= ${PRODUCTS}`;
  const id = "CONCAT('prod_', LPAD(n, 22, '0'))";
  await database.execute(
    `INSERT INTO catalog_product (id, slug, title, description, vendor, product_type, tags, status, tax_category, gift_card, options, extra, in_stock, version, created_at, updated_at, search_number)
     SELECT ${id}, CONCAT('p-', n), CONCAT('Thing ', n), '', 'Acme', '', '[]', 'published', 'standard', 0, '[]', '{}', MOD(n, 7) > 0, 1, '2026-01-01' + INTERVAL n MINUTE, '2026-01-01', n
       FROM ${numbers}`,
  );
  await database.execute(
    `INSERT INTO catalog_price_range (product_id, currency, min_amount, max_amount) SELECT ${id}, 'EUR', MOD(n * 104729, 99991), 100000 FROM ${numbers}`,
  );
  await database.execute(
    `INSERT INTO catalog_page (product_id, currency, locale, version, outdated, summary, detail) SELECT ${id}, 'EUR', '', ${pageVersion}, 0, CONCAT('{"slug":"p-', n, '"}'), '{}' FROM ${numbers}`,
  );
  await database.execute(
    `INSERT INTO catalog_variant (id, product_id, sku, sku_key, title, options, option_key, position, requires_shipping, taxable, extra)
     SELECT CONCAT('var_', LPAD(n, 22, '0')), ${id}, CONCAT('Thing-', n, '-Xl'), CONCAT('thing-', n, '-xl'), '', '{}', '', 1, 1, 1, '{}' FROM ${numbers}`,
  );
  for (const [index, [word, step]] of Object.entries(WORDS).entries()) {
    await database.execute('INSERT INTO catalog_search_term (id, term, stem, spelling, products, rarity) VALUES (?, ?, ?, ?, ?, 4)', [
      ...[index + 1, word, stemOf(word), word, Math.floor(PRODUCTS / step)],
    ]);
    await database.execute(
      `INSERT INTO catalog_search_posting (term_id, product_number, weight) SELECT ?, n, 10 + MOD(n * 7919, 150) FROM ${numbers} AND MOD(n, ?) = 0 ORDER BY n`,
      [index + 1, step],
    );
  }
  for (const table of ['product', 'variant', 'price_range', 'page', 'search_term', 'search_posting'])
    await database.query(`ANALYZE TABLE catalog_${table}`);
}

/** Rows that the engine has handed over while the work ran, whatever the plan was. In a transaction: the counters are the session's. */
async function rowsRead(work: () => Promise<unknown>): Promise<number> {
  const { database } = fixture.db;
  const reads = async (): Promise<number> => {
    const counters = await database.query<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return counters.reduce((sum, { Value }) => sum + Number(Value), 0);
  };
  return database.transaction(async () => {
    const before = await reads();
    await work();
    return (await reads()) - before;
  });
}

const hits = (word: keyof typeof WORDS): number => Math.floor(PRODUCTS / WORDS[word]);

const SEARCHES: [Query, number][] = [
  [{ q: 'thirdly' }, 5 * hits('thirdly')],
  [{ q: 'rarely' }, 40 * hits('rarely')],
  [{ q: 'thirdly rarely' }, 40 * hits('rarely')],
  [{ q: 'everywhere rarer' }, 60 * hits('rarer') + 500],
  [{ q: 'thirdly halfway' }, 8 * hits('thirdly')],
  [{ q: 'rare' }, 40 * (hits('rarely') + hits('rarer'))],
  [{ q: 'tHING-4321-xL' }, 100],
];

it.each(SEARCHES)('reads little more than its hits for %j', async (query, most) => {
  const list = () => shopWindow(fixture.app).list({ ...query, limit: LIMIT });
  let shown = 0;
  const rows = await rowsRead(async () => (shown = (await list()).page.data.length));
  expect(shown).toBeGreaterThan(0);
  expect(rows).toBeLessThan(most);
});
