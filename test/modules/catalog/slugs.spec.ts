import { CatalogShop } from './catalog-http.fixture';

let shop: CatalogShop;

beforeAll(async () => {
  shop = await CatalogShop.start();
});
afterAll(() => shop.close());

const rename = (path: string, slug: string) => shop.patch(path, { slug });
const location = async (path: string): Promise<unknown[]> => {
  const { status, headers } = await shop.get(path);
  return [status, headers.get('location')];
};

it('leads from every slug that a product had to the present one, with the query', async () => {
  const { id } = await shop.product('cup-1');
  await rename(`/v1/admin/products/${id}`, 'cup-2');
  await rename(`/v1/admin/products/${id}`, 'cup-3');
  expect(await location('/v1/products/cup-1?currency=EUR')).toEqual([301, '/v1/products/cup-3?currency=EUR']);
  expect(await location('/v1/products/cup-2')).toEqual([301, '/v1/products/cup-3']);
  expect((await shop.get('/v1/products/cup-1')).headers.get('cache-control')).toMatch(/^public, max-age=60/);
  await rename(`/v1/admin/products/${id}`, 'cup-1');
  expect(await location('/v1/products/cup-3')).toEqual([301, '/v1/products/cup-1']);
  expect((await shop.get('/v1/products/cup-1')).status).toBe(200);
});

it('gives a slug that was given up to whoever takes it', async () => {
  const old = await shop.product('pot');
  await rename(`/v1/admin/products/${old.id}`, 'old-pot');
  const next = await shop.product('pot');
  expect((await shop.get('/v1/products/pot')).body['id']).toBe(next.id);
  await rename(`/v1/admin/products/${next.id}`, 'new-pot');
  expect(await location('/v1/products/pot')).toEqual([301, '/v1/products/new-pot']);
});

it('tells nothing of a product that is hidden', async () => {
  const { id } = await shop.product('secret-1', { status: 'draft' });
  await rename(`/v1/admin/products/${id}`, 'secret-2');
  expect((await shop.get('/v1/products/secret-1')).status).toBe(404);
});

it('follows categories and brands, and forgets them with what is deleted', async () => {
  const category = (await shop.post('/v1/admin/categories', { title: 'Gifts' })).body['id'];
  await rename(`/v1/admin/categories/${String(category)}`, 'presents');
  expect(await location('/v1/categories/gifts')).toEqual([301, '/v1/categories/presents']);
  const brand = (await shop.post('/v1/admin/brands', { name: 'Northwind' })).body['id'];
  await rename(`/v1/admin/brands/${String(brand)}`, 'north');
  expect(await location('/v1/brands/northwind')).toEqual([301, '/v1/brands/north']);
  await shop.delete(`/v1/admin/brands/${String(brand)}`);
  expect((await shop.get('/v1/brands/northwind')).status).toBe(404);
});
