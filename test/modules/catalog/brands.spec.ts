import { CatalogWriter } from '../../../src/modules/catalog';
import { productDraft } from './catalog.fixture';
import { CatalogShop, countsOf, slugsOf, soldUnevenly } from './catalog-http.fixture';

let shop: CatalogShop;

beforeAll(async () => {
  shop = await CatalogShop.start();
});
afterAll(() => shop.close());

const brand = async (name: string): Promise<string> =>
  (await shop.post<{ id: string }>('/v1/admin/brands', { name, description: '<p>x</p><script>y</script>' })).body.id;

it('keeps brands: made, changed with If-Match, refused twice, deleted while no product names them', async () => {
  const made = await shop.post('/v1/admin/brands', { name: 'Harbour  Pottery' });
  expect([made.status, made.body['slug'], made.body['version']]).toEqual([201, 'harbour-pottery', 1]);
  const path = `/v1/admin/brands/${String(made.body['id'])}`;
  expect((await shop.post('/v1/admin/brands', { name: 'HARBOUR POTTERY', slug: 'other' })).body['code']).toBe('catalog/brand-name-taken');
  expect((await shop.post('/v1/admin/brands', { name: 'Other', slug: 'harbour-pottery' })).body['code']).toBe('catalog/slug-taken');
  expect((await shop.call('PATCH', path, { body: { name: 'x' } })).status).toBe(428);
  const changed = await shop.patch(path, { name: 'Harbour', logoUrl: 'https://x.example/l.svg' }, made.headers.get('etag') ?? '*');
  expect([changed.status, changed.body['name'], changed.body['version']]).toEqual([200, 'Harbour', 2]);
  expect((await shop.patch(path, { name: 'Late' }, '"1-00000000"')).status).toBe(412);
  await shop.product('jug', { brandId: made.body['id'] });
  expect((await shop.delete(path)).body['code']).toBe('catalog/brand-in-use');
  expect((await shop.delete(`/v1/admin/brands/${await brand('Short-lived')}`)).status).toBe(204);
});

it('shows brands by name with their published products, and products by brand', async () => {
  const id = await brand('Aardvark');
  await shop.product('ant', { brandId: id });
  await shop.product('hidden-ant', { brandId: id, status: 'draft' });
  const { body } = await shop.get<{ data: { name: string; productCount: number }[] }>('/v1/brands?limit=1');
  expect(body.data).toMatchObject([{ name: 'Aardvark', productCount: 1 }]);
  expect((await shop.get('/v1/brands/aardvark')).body).toMatchObject({
    id,
    description: '<p>x</p>',
    productCount: 1,
    canonicalPath: '/v1/brands/aardvark',
  });
  expect((await shop.get('/v1/products/ant')).body['brand']).toEqual({ id, slug: 'aardvark', name: 'Aardvark' });
  expect(slugsOf(await shop.get('/v1/products?brand=aardvark'))).toEqual(['ant']);
  expect(slugsOf(await shop.get(`/v1/products?brand=${id}`))).toEqual(['ant']);
  expect(slugsOf(await shop.get('/v1/products?brand=nobody'))).toEqual([]);
  expect((await shop.get('/v1/brands/nobody')).status).toBe(404);
});

it('counts what its list shows, in the currency that is asked for', async () => {
  const brandId = await brand('Uneven');
  await soldUnevenly(shop, 'uneven', { brandId });
  expect(await countsOf(shop, 'brand', 'uneven', 'EUR')).toEqual([1, 1, 1]);
  await shop.product('uneven-more', { brandId });
  expect(await countsOf(shop, 'brand', 'uneven', 'EUR')).toEqual([2, 2, 2]);
  expect(await countsOf(shop, 'brand', 'uneven', 'USD')).toEqual([1, 1, 1]);
  expect((await shop.get('/v1/brands/uneven')).body['productCount']).toBe(2);
  for (const path of ['/v1/brands', '/v1/brands/uneven']) {
    expect((await shop.get(`${path}?currency=GBP`)).body['code']).toBe('catalog/currency-not-offered');
  }
});

it('finds or makes the brand that the vendor of an import names, and leaves a brand that staff have chosen', async () => {
  const writer = shop.app.get(CatalogWriter, { strict: false });
  await writer.upsertProduct(productDraft('north-1', { vendor: 'North  Wind' }));
  await writer.upsertProduct(productDraft('north-2', { vendor: 'NORTH WIND' }));
  const north = (await shop.get<{ brand: { id: string; slug: string } }>('/v1/products/north-1')).body.brand;
  expect(north.slug).toBe('north-wind');
  expect((await shop.get('/v1/products/north-2')).body['brand']).toEqual(north);
  const { id } = (await shop.get<{ id: string }>('/v1/products/north-2')).body;
  await shop.patch(`/v1/admin/products/${id}`, { brandId: null });
  expect(await writer.upsertProduct(productDraft('north-2', { vendor: 'NORTH WIND' }))).toBe('unchanged');
  expect((await shop.get('/v1/products/north-2')).body['brand']).toBeNull();
  await shop.patch(`/v1/admin/products/${id}`, { vendor: 'north wind' });
  expect((await shop.get('/v1/products/north-2')).body['brand']).toEqual(north);
  expect((await shop.patch(`/v1/admin/products/${id}`, { brandId: 'brand_02ITLcBYoUJdzTUMCSHuv9' })).body['code']).toBe(
    'catalog/unknown-brand',
  );
});

it.each(['brands', 'collections'])('counts the %s of a list when it is asked to', async (list) => {
  await shop.post('/v1/admin/brands', { name: 'Counted' });
  for (const status of ['published', 'draft']) await shop.post('/v1/admin/collections', { title: 'Counted', kind: 'manual', status });
  const { data, total } = (await shop.get<{ data: unknown[]; total: number }>(`/v1/${list}?limit=100&include=total`)).body;
  expect(data.length).toBeGreaterThan(0);
  expect(total).toBe(data.length);
  expect((await shop.get(`/v1/${list}?limit=1`)).body['total']).toBeUndefined();
});
