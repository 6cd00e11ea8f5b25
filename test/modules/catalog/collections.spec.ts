import { setTimeout as sleep } from 'node:timers/promises';
import { CollectionKeeper } from '../../../src/modules/catalog/collections/collection-keeper';
import { CollectionStore } from '../../../src/modules/catalog/collections/collection-store';
import { RuleReferences } from '../../../src/modules/catalog/collections/rule-references';
import { Database } from '../../../src/platform/database';
import { CatalogShop, countsOf, slugsOf, soldUnevenly } from './catalog-http.fixture';

let shop: CatalogShop;
const ids: Record<string, string> = {};

beforeAll(async () => {
  shop = await CatalogShop.start();
  ids['home'] = (await shop.post<{ id: string }>('/v1/admin/categories', { title: 'Home' })).body.id;
  ids['kitchen'] = (await shop.post<{ id: string }>('/v1/admin/categories', { title: 'Kitchen', parentId: ids['home'] })).body.id;
  for (const slug of ['mug', 'jug', 'pan']) {
    ids[slug] = (await shop.product(slug, { tags: slug === 'pan' ? [] : ['ceramic'], categories: [ids['kitchen']] })).id;
  }
});
afterAll(() => shop.close());

const keep = (): Promise<void> => shop.app.get(CollectionKeeper, { strict: false }).keep();
const make = (title: string, given: object) =>
  shop.post<{ id: string; code?: string; slug: string }>('/v1/admin/collections', { title, status: 'published', ...given });
const ruled = (conditions: object[], match = 'all'): object => ({ kind: 'rule', rule: { match, conditions } });
const inside = async (slug: string): Promise<string[]> => slugsOf(await shop.get(`/v1/products?collection=${slug}`));

it('finds the products of a rule, and keeps up with what becomes of them', async () => {
  await make('Ceramics', ruled([{ field: 'tag', operator: 'equals', value: 'Ceramic' }]));
  expect(await inside('ceramics')).toEqual([]);
  await keep();
  expect(await inside('ceramics')).toEqual(['jug', 'mug']);
  await shop.patch(`/v1/admin/products/${ids['jug']}`, { tags: ['glass'] });
  await shop.product('vase', { tags: ['ceramic'] });
  expect(await inside('ceramics')).toEqual(['mug', 'vase']);
  expect((await shop.get('/v1/collections/ceramics')).body).toMatchObject({ title: 'Ceramics', productCount: 2 });
});

it('follows a changed rule, and a category that moves', async () => {
  const { id } = (await make('Homely', ruled([{ field: 'category', operator: 'equals', value: ids['home'] }]))).body;
  await keep();
  expect(await inside('homely')).toEqual(['jug', 'mug', 'pan']);
  await shop.patch(`/v1/admin/categories/${ids['kitchen']}`, { parentId: null });
  await keep();
  expect(await inside('homely')).toEqual([]);
  const rule = {
    match: 'any',
    conditions: [
      { field: 'price', operator: 'lte', value: '1999' },
      { field: 'title', operator: 'contains', value: 'x' },
    ],
  };
  await shop.patch(`/v1/admin/collections/${id}`, { rule });
  await keep();
  expect(await inside('homely')).toEqual(['jug', 'mug', 'pan', 'vase']);
});

it('shows picked products in their order, a page at a time', async () => {
  const { id } = (await make('Picked', { kind: 'manual' })).body;
  const path = `/v1/admin/collections/${id}`;
  await shop.put(`${path}/products`, { products: [ids['pan'], ids['mug'], ids['jug']] });
  const order: string[] = [];
  for (let next = '/v1/products?collection=picked&sort=position&limit=1'; next !== '';) {
    const { body } = await shop.get<{ data: { slug: string }[]; page: { nextCursor: string | null } }>(next);
    order.push(...body.data.map(({ slug }) => slug));
    next = body.page.nextCursor === null ? '' : `/v1/products?collection=picked&sort=position&limit=1&cursor=${body.page.nextCursor}`;
  }
  expect(order).toEqual(['pan', 'mug', 'jug']);
  expect((await shop.get(`${path}/products`)).body).toEqual({ products: [ids['pan'], ids['mug'], ids['jug']] });
  expect((await shop.put(`${path}/products`, { products: ['prod_02ITLcBYoUJdzTUMCSHuv9'] })).body['code']).toBe('catalog/unknown-products');
});

it('counts what its list shows, in the currency that is asked for', async () => {
  const { id } = (await make('Uneven', { kind: 'manual' })).body;
  const products = [...(await soldUnevenly(shop, 'uneven')), ids['mug']];
  await shop.put(`/v1/admin/collections/${id}/products`, { products });
  expect(await countsOf(shop, 'collection', 'uneven', 'EUR')).toEqual([2, 2, 2]);
  expect(await countsOf(shop, 'collection', 'uneven', 'USD')).toEqual([1, 1, 1]);
  expect((await shop.get('/v1/collections/uneven')).body['productCount']).toBe(2);
  for (const path of ['/v1/collections', '/v1/collections/uneven']) {
    expect((await shop.get(`${path}?currency=GBP`)).body['code']).toBe('catalog/currency-not-offered');
  }
});

it.each([
  [{ kind: 'rule' }, 422],
  [{ kind: 'manual', rule: { match: 'all', conditions: [{ field: 'tag', operator: 'equals', value: 'x' }] } }, 422],
  [ruled([]), 400],
  [ruled([{ field: 'tag', operator: 'gte', value: 'x' }]), 422],
  [ruled([{ field: 'price', operator: 'gte', value: '1.5' }]), 422],
  [ruled([{ field: 'category', operator: 'equals', value: 'home' }]), 422],
  [ruled([{ field: 'attribute', operator: 'equals', value: 'x' }]), 422],
  [ruled([{ field: 'created', operator: 'gte', value: 'yesterday' }]), 422],
  [ruled([{ field: 'stock', operator: 'gte', value: '1' }]), 400],
])('refuses %j', async (given, status) => {
  expect((await make('Wrong', given)).status).toBe(status);
});

it('hides drafts, leads on from old slugs, and is deleted with If-Match', async () => {
  const { id } = (await make('Hidden', { kind: 'manual', status: 'draft' })).body;
  await shop.put(`/v1/admin/collections/${id}/products`, { products: [ids['pan']] });
  expect([(await shop.get('/v1/collections/hidden')).status, await inside('hidden')]).toEqual([404, []]);
  await shop.patch(`/v1/admin/collections/${id}`, { status: 'published', slug: 'open' });
  expect((await shop.get('/v1/collections/hidden')).headers.get('location')).toBe('/v1/collections/open');
  expect((await shop.call('DELETE', `/v1/admin/collections/${id}`)).status).toBe(428);
  expect((await shop.delete(`/v1/admin/collections/${id}`)).status).toBe(204);
  expect((await shop.get('/v1/collections/open')).status).toBe(404);
});

it('keeps what rules name: brands, categories, attributes and their options are deleted when no rule asks for them', async () => {
  const post = async (path: string, body: object): Promise<string> => (await shop.post<{ id: string }>(`/v1/admin/${path}`, body)).body.id;
  const brand = await post('brands', { name: 'Northwind' });
  const category = await post('categories', { title: 'Garden' });
  const options = ['glass', 'wood'].map((value) => ({ value, label: value }));
  const attribute = await post('attributes', { key: 'material', label: 'Material', type: 'select', options });
  const spare = await post('attributes', { key: 'materials', label: 'Materials', type: 'text' });
  const named = [
    { field: 'brand', operator: 'equals', value: brand },
    { field: 'category', operator: 'not_equals', value: category },
    { field: 'attribute', operator: 'equals', value: 'Glass', attribute: 'material' },
  ];
  const steel = { field: 'attribute', operator: 'not_equals', value: 'steel', attribute: 'material' };
  expect((await make('Wrong', ruled([steel]))).body.code).toBe('catalog/invalid-collection');
  const published = (await make('Naming', ruled(named, 'any'))).body.id;
  const draft = (await make('Naming too', { ...ruled(named), status: 'draft' })).body.id;
  const paths = [`/v1/admin/brands/${brand}`, `/v1/admin/categories/${category}`, `/v1/admin/attributes/${attribute}`];
  const refused = [409, 'catalog/named-by-rules', [published, draft]];
  const seen = ({ status, body }: { status: number; body: Record<string, unknown> }): unknown[] => [
    status,
    body['code'],
    body['collections'],
  ];
  for (const path of paths) expect([path, ...seen(await shop.delete(path))]).toEqual([path, ...refused]);
  const [glass, wood] = options;
  expect(seen(await shop.patch(`/v1/admin/attributes/${attribute}`, { options: [wood] }))).toEqual(refused);
  expect((await shop.patch(`/v1/admin/attributes/${attribute}`, { options: [glass] })).status).toBe(200);
  expect((await shop.delete(`/v1/admin/attributes/${spare}`)).status).toBe(204);
  await shop.patch(`/v1/admin/collections/${published}`, { rule: { match: 'all', conditions: [named[0]] } });
  expect(seen(await shop.delete(paths[0] ?? ''))).toEqual(refused);
  expect(seen(await shop.delete(paths[1] ?? ''))).toEqual([409, 'catalog/named-by-rules', [draft]]);
  await shop.delete(`/v1/admin/collections/${draft}`);
  await shop.delete(`/v1/admin/collections/${published}`);
  for (const path of paths) expect([path, (await shop.delete(path)).status]).toEqual([path, 204]);
});

it.each(['brand', 'category', 'attribute'] as const)(
  'keeps a %s, one of several, that a rule names which is being written',
  async (field) => {
    const path = { brand: 'brands', category: 'categories', attribute: 'attributes' }[field];
    const made: string[] = [];
    for (const name of ['first', 'second']) {
      const words = { brand: { name }, category: { title: name }, attribute: { key: name, label: name, type: 'text' } }[field];
      made.push((await shop.post<{ id: string }>(`/v1/admin/${path}`, words)).body.id);
    }
    const [first = '', second = ''] = made;
    const names = (id: string, key: string) => (field === 'attribute' ? { value: 'x', attribute: key } : { value: id });
    const conditions = [names(first, 'first'), names(second, 'second')].map((named) => ({ field, operator: 'equals' as const, ...named }));
    const rule = { match: 'any' as const, conditions };
    const database = shop.app.get(Database, { strict: false });
    const written = await database.transaction(async () => {
      await shop.app.get(RuleReferences, { strict: false }).hold(rule);
      const deletion = database.detached(() => shop.delete(`/v1/admin/${path}/${second}`));
      await sleep(300);
      const store = shop.app.get(CollectionStore, { strict: false });
      return { id: (await store.create({ title: `By ${field}`, kind: 'rule', status: 'published', rule })).id, deletion };
    });
    expect(await written.deletion).toMatchObject({ status: 409, body: { code: 'catalog/named-by-rules', collections: [written.id] } });
  },
);

it.each([
  { field: 'brand', operator: 'equals', value: 'brand_02ITLcBYoUJdzTUMCSHuv9' },
  { field: 'category', operator: 'equals', value: 'cat_02ITLcBYoUJdzTUMCSHuv9' },
  { field: 'attribute', operator: 'equals', value: 'x', attribute: 'unheard_of' },
])('refuses a rule that names what there is not: %j', async (condition) => {
  expect((await make('Wrong', ruled([condition]))).body.code).toBe('catalog/invalid-collection');
  const { id } = (await make('Right', ruled([{ field: 'tag', operator: 'equals', value: 'x' }]))).body;
  const rule = { match: 'all', conditions: [condition] };
  expect((await shop.patch(`/v1/admin/collections/${id}`, { rule })).body['code']).toBe('catalog/invalid-collection');
  expect((await shop.delete(`/v1/admin/collections/${id}`)).status).toBe(204);
});

it.each([
  ['number', 'equals', 'heavy', 'is a number'],
  ['number', 'gte', '1e3', 'is a number'],
  ['date', 'lte', '2026-02-30', 'is a day'],
  ['boolean', 'not_equals', 'yes', 'is true or false'],
  ['boolean', 'gte', 'true', 'is not a number or a day'],
  ['text', 'lte', 'x', 'is not a number or a day'],
])('refuses a rule that no %s attribute can decide: %s %s', async (type, operator, value, words) => {
  const key = `${type}_${operator}`;
  await shop.post('/v1/admin/attributes', { key, type, label: 'Of a rule' });
  const refused = await make('Undecided', ruled([{ field: 'attribute', attribute: key, operator, value }]));
  expect(refused).toMatchObject({ status: 422, body: { code: 'catalog/invalid-collection', detail: expect.stringContaining(words) } });
});
