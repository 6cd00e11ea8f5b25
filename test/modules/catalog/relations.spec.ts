import { CatalogShop } from './catalog-http.fixture';

let shop: CatalogShop;
const ids: Record<string, string> = {};
let path = '';

beforeAll(async () => {
  shop = await CatalogShop.start();
  for (const slug of ['mug', 'spoon', 'bigger-mug', 'saucer']) ids[slug] = (await shop.product(slug)).id;
  ids['secret'] = (await shop.product('secret', { status: 'draft' })).id;
  path = `/v1/admin/products/${ids['mug']}/relations`;
});
afterAll(() => shop.close());

const shown = async (query = ''): Promise<unknown[]> => {
  const { body } = await shop.get<{ data: { kind: string; product: { slug: string } }[] }>(`/v1/products/mug/related${query}`);
  return body.data.map(({ kind, product }) => [kind, product.slug]);
};
const relate = (relations: [string, string][], tag?: string) =>
  shop.put(path, { relations: relations.map(([kind, slug]) => ({ kind, productId: ids[slug] })) }, tag);

it('shows what staff relate to a product, in their order, as far as shoppers may see it', async () => {
  expect(await shown()).toEqual([]);
  const before = await shop.get<{ version: number }>(path);
  const set = await relate(
    [
      ['accessory', 'spoon'],
      ['upsell', 'bigger-mug'],
      ['accessory', 'secret'],
      ['accessory', 'saucer'],
    ],
    before.headers.get('etag') ?? '',
  );
  expect(set.body).toMatchObject({ version: before.body.version + 1, relations: [{}, {}, {}, {}] });
  expect(await shown()).toEqual([
    ['accessory', 'spoon'],
    ['accessory', 'saucer'],
    ['upsell', 'bigger-mug'],
  ]);
  expect(await shown('?kind=upsell')).toEqual([['upsell', 'bigger-mug']]);
  expect((await shop.get('/v1/products/mug')).status).toBe(200);
  expect((await shop.get('/v1/products/secret/related')).status).toBe(404);
});

it('refuses what makes no sense, and a version that is not the present one', async () => {
  expect((await relate([['related', 'mug']])).body['code']).toBe('catalog/invalid-product');
  expect(
    (
      await relate([
        ['related', 'spoon'],
        ['related', 'spoon'],
      ])
    ).body['code'],
  ).toBe('catalog/invalid-product');
  expect((await shop.put(path, { relations: [{ kind: 'related', productId: 'prod_02ITLcBYoUJdzTUMCSHuv9' }] })).body['code']).toBe(
    'catalog/unknown-products',
  );
  expect((await relate([], '"1-00000000"')).status).toBe(412);
  expect((await relate([['friend', 'spoon']])).status).toBe(400);
});

it('keeps an archived product for those who have bought it, and shows nobody else', async () => {
  const path = `/v1/admin/products/${ids['spoon']}`;
  const variants = (await shop.get<{ variants: { id: string }[] }>(path)).body.variants;
  await shop.delete(path);
  expect((await shop.get(path)).body).toMatchObject({ status: 'archived', variants: [{ id: variants[0]?.id }] });
  expect((await shop.get('/v1/products/spoon')).status).toBe(404);
  expect(await shown('?kind=accessory')).toEqual([['accessory', 'saucer']]);
});
