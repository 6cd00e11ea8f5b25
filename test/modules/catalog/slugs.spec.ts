import { CatalogShop, PRICE, slugsOf } from './catalog-http.fixture';

let shop: CatalogShop;
const SMALL = { sku: null, price: PRICE, onHand: 2, options: { Size: 'S' } };

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

it('leads from an old slug to the related products', async () => {
  const { id } = await shop.product('bowl-1');
  await rename(`/v1/admin/products/${id}`, 'bowl-2');
  expect(await location('/v1/products/bowl-1/related?kind=upsell')).toEqual([301, '/v1/products/bowl-2/related?kind=upsell']);
  expect((await shop.get('/v1/products/nothing/related')).status).toBe(404);
});

describe('a list that is narrowed by an old slug', () => {
  const make = async (path: string, body: object): Promise<string> => String((await shop.post(path, body)).body['id']);

  it.each([
    ['category', '/v1/admin/categories', { title: 'Tea things' }],
    ['brand', '/v1/admin/brands', { name: 'Tea things' }],
    ['collection', '/v1/admin/collections', { title: 'Tea things', kind: 'manual', status: 'published' }],
  ])('is that of the %s which had it', async (kind, path, body) => {
    const id = await make(path, body);
    const products = [];
    for (const name of ['cup', 'pot', 'tray']) {
      const ties = { category: { categories: [id] }, brand: { brandId: id }, collection: {} }[kind];
      products.push((await shop.product(`${kind}-${name}`, { ...ties, options: [{ name: 'Size', values: ['S'] }], variants: [SMALL] })).id);
    }
    if (kind === 'collection') await shop.put(`${path}/${id}/products`, { products });
    await rename(`${path}/${id}`, `for-tea-${kind}`);
    const all = [`${kind}-cup`, `${kind}-pot`, `${kind}-tray`];
    for (const query of ['', '&sort=price', '&sort=-title&inStock=true', '&option.size=S', '&q=the', '&priceGte=1&priceLte=99999']) {
      expect([query, slugsOf(await shop.get(`/v1/products?${kind}=tea-things${query}`))]).toEqual([query, all]);
    }
    const [first, facets] = [`/v1/products?${kind}=tea-things&limit=2`, '&include=total,facets'];
    const page = await shop.get<{ total: number; page: { nextCursor: string }; facets: { inStock: unknown } }>(first + facets);
    expect([page.body.total, page.body.facets.inStock]).toEqual([3, [{ value: true, count: 3 }]]);
    expect(slugsOf((await shop.get(`${first}&cursor=${page.body.page.nextCursor}`)) as never)).toHaveLength(1);
    await make(path, { ...body, ...(kind === 'brand' && { name: 'More tea things' }), slug: 'tea-things' });
    expect(slugsOf(await shop.get(`/v1/products?${kind}=tea-things`))).toEqual([]);
    expect(slugsOf(await shop.get(`/v1/products?${kind}=for-tea-${kind}`))).toEqual(all);
  });

  it('tells nothing of a collection that is a draft', async () => {
    const path = `/v1/admin/collections/${await make('/v1/admin/collections', { title: 'Draft 1', kind: 'manual', status: 'published' })}`;
    await shop.put(`${path}/products`, { products: [(await shop.product('drafted')).id] });
    await rename(path, 'draft-2');
    expect(slugsOf(await shop.get('/v1/products?collection=draft-1'))).toEqual(['drafted']);
    await shop.patch(path, { status: 'draft' });
    expect(slugsOf(await shop.get('/v1/products?collection=draft-1'))).toEqual([]);
  });
});
