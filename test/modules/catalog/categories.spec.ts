import { CategorySeo1700000038000 } from '../../../src/migrations/1700000038000-category-seo';
import { CatalogShop } from './catalog-http.fixture';

let shop: CatalogShop;

beforeAll(async () => {
  shop = await CatalogShop.start({ LOCALES: 'en,de' });
});
afterAll(async () => {
  delete process.env['LOCALES'];
  await shop.close();
});

const seo = ({ body }: { body: Readonly<Record<string, unknown>> }): unknown[] => [body['seoTitle'], body['seoDescription']];

it('has words for search engines, which staff write and translate', async () => {
  const made = await shop.post('/v1/admin/categories', { title: 'Kitchen', seoTitle: 'For the kitchen', seoDescription: 'Pots and pans.' });
  const path = `/v1/admin/categories/${String(made.body['id'])}`;
  expect([made.status, ...seo(made)]).toEqual([201, 'For the kitchen', 'Pots and pans.']);
  const shown = await shop.get('/v1/categories/kitchen');
  expect([...seo(shown), shown.body['canonicalPath']]).toEqual(['For the kitchen', 'Pots and pans.', '/v1/categories/kitchen']);
  await shop.put(`${path}/translations/de`, { title: 'Küche', seoTitle: 'Für die Küche' });
  expect(seo(await shop.get('/v1/categories/kitchen?locale=de'))).toEqual(['Für die Küche', 'Pots and pans.']);
  expect(seo(await shop.patch(path, { seoTitle: null }))).toEqual([null, 'Pots and pans.']);
  expect(seo(await shop.patch(path, { title: 'Kitchens' }))).toEqual([null, 'Pots and pans.']);
  expect(seo(await shop.get(path))).toEqual([null, 'Pots and pans.']);
  expect(seo(await shop.get('/v1/categories/kitchen'))).toEqual([null, 'Pots and pans.']);
});

it('has none of them until somebody writes them', async () => {
  await shop.post('/v1/admin/categories', { title: 'Garden' });
  expect(seo(await shop.get('/v1/categories/garden'))).toEqual([null, null]);
});

it('refuses words that are too long for search engines', async () => {
  for (const given of [{ seoTitle: 'x'.repeat(256) }, { seoDescription: 'x'.repeat(1001) }, { seoTitle: '' }]) {
    expect((await shop.post('/v1/admin/categories', { title: 'Long', ...given })).status).toBe(400);
  }
});

it('gets its columns from a migration that may break off half-way, and be taken back', async () => {
  const runner = shop.tables.dataSource.createQueryRunner();
  const columns = async (): Promise<string[]> =>
    (await shop.tables.database.query<{ Field: string }>("SHOW COLUMNS FROM catalog_category LIKE 'seo%'")).map(({ Field }) => Field);
  const migration = new CategorySeo1700000038000();
  try {
    await runner.query('ALTER TABLE catalog_category DROP COLUMN seo_description');
    await migration.up(runner);
    await migration.up(runner);
    expect(await columns()).toEqual(['seo_title', 'seo_description']);
    await migration.down(runner);
    await migration.down(runner);
    expect(await columns()).toEqual([]);
    await migration.up(runner);
  } finally {
    await runner.release();
  }
});
