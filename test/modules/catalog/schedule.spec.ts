import { CatalogFacade } from '../../../src/modules/catalog';
import { ScheduleKeeper } from '../../../src/modules/catalog/schedule/schedule-keeper';
import { CatalogShop, slugsOf } from './catalog-http.fixture';

let shop: CatalogShop;

beforeAll(async () => {
  shop = await CatalogShop.start();
});
afterAll(() => shop.close());

const HOUR = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();
const keep = (): Promise<void> => shop.app.get(ScheduleKeeper, { strict: false }).keep();
/** What the clock would do, without waiting for it: the moment is moved into the past, and nothing else is touched. */
const pass = (slug: string, moment: 'publish_at' | 'unpublish_at'): Promise<number> =>
  shop.tables.database.execute(`UPDATE catalog_product SET ${moment} = TIMESTAMPADD(SECOND, -1, UTC_TIMESTAMP(3)) WHERE slug = ?`, [slug]);
const shows = async (slug: string): Promise<boolean[]> => {
  const [detail, list] = [await shop.get(`/v1/products/${slug}`), await shop.get('/v1/products?limit=100')];
  return [detail.status === 200, slugsOf(list).includes(slug)];
};
const staffStatus = async (id: string): Promise<unknown> => (await shop.get(`/v1/admin/products/${id}`)).body['status'];

it('shows and sells a product from its moment on, without anybody doing anything', async () => {
  const category = (await shop.post<{ id: string }>('/v1/admin/categories', { title: 'Soon' })).body.id;
  const { id } = await shop.product('soon', { publishAt: inHours(1), categories: [category] });
  const count = async () => (await shop.get('/v1/categories/soon')).body['productCount'];
  const offered = async (): Promise<number> => {
    const { variants } = (await shop.get<{ variants: { id: string }[] }>(`/v1/admin/products/${id}`)).body;
    return (await shop.app.get(CatalogFacade, { strict: false }).offers([variants[0]?.id ?? ''], 'EUR')).size;
  };
  expect([await staffStatus(id), await shows('soon'), await count(), await offered()]).toEqual(['scheduled', [false, false], 0, 0]);
  await pass('soon', 'publish_at');
  expect([await staffStatus(id), await shows('soon'), await count(), await offered()]).toEqual(['published', [true, true], 1, 1]);
});

it('hides a product from its last moment on, and archives it', async () => {
  const { id, version } = await shop.product('seasonal', { unpublishAt: inHours(1) });
  expect(await shows('seasonal')).toEqual([true, true]);
  await pass('seasonal', 'unpublish_at');
  expect([await staffStatus(id), await shows('seasonal')]).toEqual(['archived', [false, false]]);
  await keep();
  await keep();
  expect((await shop.get(`/v1/admin/products/${id}`)).body).toMatchObject({ status: 'archived', unpublishAt: null, version: version + 1 });
});

it('tells when a product was published, and not when it was once meant to be', async () => {
  const { id } = await shop.product('put-off', { publishAt: inHours(1) });
  const path = `/v1/admin/products/${id}`;
  const told = async (): Promise<unknown> => (await shop.get(path)).body['publishedAt'];
  expect(await told()).toBeNull();
  await shop.patch(path, { publishAt: inHours(2) });
  expect((await shop.patch(path, { status: 'draft', publishAt: null })).body['publishedAt']).toBeNull();
  const before = new Date().toISOString();
  const first = String((await shop.patch(path, { status: 'published' })).body['publishedAt']);
  expect(first >= before && first <= new Date().toISOString()).toBe(true);
  await shop.patch(path, { publishAt: inHours(1) });
  expect(await told()).toBe(first);
});

it('lists scheduled products for staff, and refuses an end before the beginning', async () => {
  const { id } = await shop.product('later', { publishAt: inHours(2), unpublishAt: inHours(3) });
  const listed = async (status: string): Promise<boolean> =>
    slugsOf(await shop.get(`/v1/admin/products?status=${status}`)).includes('later');
  expect([await listed('scheduled'), await listed('published'), await listed('archived')]).toEqual([true, false, false]);
  const path = `/v1/admin/products/${id}`;
  expect((await shop.patch(path, { unpublishAt: inHours(1) })).body['code']).toBe('catalog/invalid-product');
  expect((await shop.patch(path, { publishAt: null })).body['status']).toBe('published');
  expect(await shows('later')).toEqual([true, true]);
});
