import { CatalogFacade, CatalogWriter } from '../../../src/modules/catalog';
import { ProductStanding } from '../../../src/modules/catalog/pages/product-standing';
import { SALES_DAYS, SalesBook } from '../../../src/modules/catalog/sales/sales-book';
import { catalogFixture, productDraft, shopWindow } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';

const DAY_MS = 86_400_000;
let fixture: CatalogFixture;
const ids: Record<string, string> = {};

beforeEach(async () => {
  fixture ??= await catalogFixture();
  await fixture.db.empty();
  for (const slug of ['mug', 'jug', 'pan']) {
    await fixture.app.get(CatalogWriter).upsertProduct(productDraft(slug, { categoryPaths: [['Home', 'Kitchen']] }));
    const [row] = await fixture.db.database.query<{ id: string }>('SELECT id FROM catalog_product WHERE slug = ?', [slug]);
    ids[slug] = row?.id ?? '';
  }
});
afterAll(() => fixture.close());

const book = (): SalesBook => fixture.app.get(SalesBook, { strict: false });
const sell = (slug: string, units: number, daysAgo = 0): Promise<void> =>
  fixture.db.database.transaction(() =>
    fixture.app.get(CatalogFacade).rememberSales([{ productId: ids[slug] ?? '', units, at: new Date(Date.now() - daysAgo * DAY_MS) }]),
  );
const best = async (query: object = {}): Promise<string[]> =>
  (await shopWindow(fixture.app).list({ sort: 'best_selling', ...query })).page.data.map(({ slug }) => slug);

it('lists what sells most first, in the whole shop and below a category', async () => {
  await sell('mug', 2);
  await sell('jug', 3);
  await sell('mug', 4, 10);
  await book().count();
  expect(await best()).toEqual(['mug', 'jug', 'pan']);
  expect(await best({ category: 'home' })).toEqual(['mug', 'jug', 'pan']);
  expect(await best({ category: 'kitchen', inStock: true })).toEqual(['mug', 'jug', 'pan']);
});

it('takes cancelled orders back, and never counts below nothing', async () => {
  await sell('mug', 2);
  await sell('jug', 1);
  await book().count();
  await sell('mug', -2);
  await sell('pan', -5);
  await book().count();
  expect(await best()).toEqual(['jug', 'pan', 'mug']);
});

it('forgets what was sold longer ago than it looks back', async () => {
  await sell('mug', 9, SALES_DAYS);
  await sell('jug', 1, SALES_DAYS - 1);
  await book().count();
  expect(await best()).toEqual(['jug', 'pan', 'mug']);
  expect(await fixture.db.database.query('SELECT product_id FROM catalog_sales')).toHaveLength(1);
});

it('adds up what many orders tell', async () => {
  for (let order = 0; order < 5; order += 1) await sell('mug', 1);
  await book().count();
  await sell('mug', 1);
  await book().count();
  const [row] = await fixture.db.database.query<{ sold: number }>('SELECT sold FROM catalog_product WHERE slug = ?', ['mug']);
  expect(row?.sold).toBe(6);
});

it('keeps its place when the product is edited', async () => {
  await sell('mug', 2);
  await book().count();
  await fixture.app
    .get(CatalogWriter)
    .upsertProduct(productDraft('mug', { title: 'A new title', categoryPaths: [['Home', 'Kitchen'], ['Gifts']] }));
  expect(await best({ category: 'gifts' })).toEqual(['mug']);
  expect(await best({ category: 'home' })).toEqual(['mug', 'pan', 'jug']);
});

it('mends the copies of stock and sales that somebody else has left behind', async () => {
  const { database } = fixture.db;
  await database.execute('UPDATE catalog_product SET sold = 7, in_stock = 0 WHERE slug = ?', ['pan']);
  expect(await best({ category: 'home', inStock: false })).toEqual([]);
  await fixture.app.get(ProductStanding, { strict: false }).mend();
  expect(await best({ category: 'home' })).toEqual(['pan', 'jug', 'mug']);
  expect(await best({ category: 'home', inStock: false })).toEqual(['pan']);
  expect(await best({ sort: 'price', inStock: false })).toEqual(['pan']);
});
