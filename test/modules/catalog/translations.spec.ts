import { CatalogShop } from './catalog-http.fixture';

let shop: CatalogShop;
let id = '';

beforeAll(async () => {
  shop = await CatalogShop.start({ LOCALES: 'en,de,de-AT' });
  const category = (await shop.post<{ id: string }>('/v1/admin/categories', { title: 'Gifts' })).body.id;
  const attribute = await shop.post<{ id: string }>('/v1/admin/attributes', {
    ...{ key: 'material', label: 'Material', type: 'select', position: 1 },
    options: [
      { value: 'glass', label: 'Glass' },
      { value: 'wood', label: 'Wood' },
    ],
  });
  await shop.post('/v1/admin/attributes', { key: 'weight', label: 'Weight', type: 'number' });
  ({ id } = await shop.product('mug', { categories: [category], attributes: { material: 'glass' }, description: '<p>Holds tea.</p>' }));
  await shop.product('plain', { vendor: 'Northwind' });
  const [brand] = (await shop.get<{ data: { id: string }[] }>('/v1/brands')).body.data;
  const collection = await shop.post<{ id: string }>('/v1/admin/collections', {
    ...{ title: 'For cooks', status: 'published', kind: 'manual' },
  });
  await shop.post('/v1/admin/categories', { title: 'Toys', position: 1 });
  await shop.post('/v1/admin/brands', { name: 'Southwind' });
  await shop.post('/v1/admin/collections', { title: 'Plain picks', status: 'published', kind: 'manual' });
  await shop.put(`/v1/admin/brands/${brand?.id}/translations/de`, { title: 'Nordwind', description: '<p>Seit 1911.</p><script/>' });
  await shop.put(`/v1/admin/collections/${collection.body.id}/translations/de`, {
    title: 'Für Köche',
    description: 'Töpfe',
    seoTitle: 'Köche!',
  });
  await shop.put(`/v1/admin/collections/${collection.body.id}/translations/de-AT`, { title: 'Für Köch' });
  await shop.put(`/v1/admin/products/${id}/translations/de`, {
    title: 'Becher',
    seoTitle: 'Becher!',
    description: '<p>Hält Tee.</p><script/>',
  });
  await shop.put(`/v1/admin/products/${id}/translations/de-AT`, { title: 'Häferl' });
  await shop.put(`/v1/admin/categories/${category}/translations/de`, { title: 'Geschenke', description: 'Schön' });
  await shop.put(`/v1/admin/attributes/${attribute.body.id}/translations/de`, {
    ...{ label: 'Werkstoff', options: [{ value: 'glass', label: 'Glas' }] },
  });
  await shop.put(`/v1/admin/attributes/${attribute.body.id}/translations/de-AT`, {
    ...{ label: 'Werkstoff', options: [{ value: 'wood', label: 'Holz' }] },
  });
});
afterAll(async () => {
  delete process.env['LOCALES'];
  await shop.close();
});

it.each([
  ['/v1/products/mug', '', 'The mug', 'en'],
  ['/v1/products/mug', 'de', 'Becher', 'de'],
  ['/v1/products/mug', 'de-CH, en;q=0.5', 'Becher', 'de'],
  ['/v1/products/mug', 'de-AT', 'Häferl', 'de-AT'],
  ['/v1/products/mug', 'fr, de;q=0.2, en;q=0.1', 'Becher', 'de'],
  ['/v1/products/mug', 'fr', 'The mug', 'en'],
  ['/v1/products/mug?locale=de', 'en', 'Becher', 'de'],
  ['/v1/products/mug?locale=fr', 'de', 'Becher', 'de'],
  ['/v1/products/plain', 'de', 'The plain', 'en'],
  ['/v1/categories/gifts', 'de-AT', 'Geschenke', 'de'],
  ['/v1/categories/toys', 'de', 'Toys', 'en'],
  ['/v1/collections/plain-picks?locale=de', '', 'Plain picks', 'en'],
])('answers %s to a reader of "%s" with "%s", in %s', async (path, header, title, language) => {
  const { body, headers } = await shop.get(path, header === '' ? {} : { 'accept-language': header });
  expect([body['title'], headers.get('content-language')]).toEqual([title, language]);
  expect(headers.get('vary')).toMatch(/accept-language/);
});

it('says what a language lacks in the one behind it, and translates what is shown around a product', async () => {
  const { body } = await shop.get('/v1/products/mug', { 'accept-language': 'de-AT' });
  expect(body).toMatchObject({
    ...{ title: 'Häferl', description: '<p>Hält Tee.</p>', seoTitle: 'Becher!', locale: 'de-AT', slug: 'mug' },
    ...{ categories: [{ title: 'Geschenke' }], breadcrumbs: [{ title: 'Geschenke' }], variants: [{ title: 'Häferl' }] },
    attributes: [{ key: 'material', label: 'Werkstoff', value: 'glass', text: 'Glas' }],
  });
});

it.each([
  ['/v1/brands/northwind', '', { name: 'Northwind', description: '' }, 'en'],
  ['/v1/brands/northwind', 'de-AT', { name: 'Nordwind', description: '<p>Seit 1911.</p>' }, 'de'],
  ['/v1/brands/southwind', 'de', { name: 'Southwind' }, 'en'],
  ['/v1/products/plain', 'de', { brand: { name: 'Nordwind' } }, 'en'],
  ['/v1/collections/for-cooks', 'fr', { title: 'For cooks', seoTitle: null }, 'en'],
  ['/v1/collections/for-cooks?locale=de-AT', 'fr', { title: 'Für Köch', description: 'Töpfe', seoTitle: 'Köche!' }, 'de-AT'],
])('answers %s to a reader of "%s" with brands and collections in the language', async (path, header, expected, language) => {
  const { body, headers } = await shop.get(path, header === '' ? {} : { 'accept-language': header });
  expect(body).toMatchObject(expected);
  expect(headers.get('content-language')).toBe(language);
  expect(headers.get('vary')).toMatch(/accept-language/);
});

it.each([
  ['/v1/brands?limit=1', 'de-AT', ['Nordwind'], 'de'],
  ['/v1/brands', 'de-AT', ['Nordwind', 'Southwind'], 'de, en'],
  ['/v1/brands', 'en', ['Northwind', 'Southwind'], 'en'],
  ['/v1/collections', 'de-AT', ['Plain picks', 'Für Köch'], 'en, de-AT'],
  ['/v1/categories', 'de', ['Geschenke', 'Toys'], 'de, en'],
])('says of %s to a reader of "%s" in which languages its words are', async (path, header, expected, languages) => {
  const { body, headers } = await shop.get<{ data: { title?: string; name?: string }[] }>(path, { 'accept-language': header });
  expect(body.data.map(({ title, name }) => title ?? name)).toEqual(expected);
  expect(headers.get('content-language')).toBe(languages);
  expect(headers.get('vary')).toMatch(/accept-language/);
});

it.each([
  ['/v1/attributes', '', ['Weight', 'Material'], ['Glass', 'Wood'], 'en'],
  ['/v1/attributes?locale=de', '', ['Weight', 'Werkstoff'], ['Glas', 'Wood'], 'en, de'],
  ['/v1/attributes', 'de-AT', ['Weight', 'Werkstoff'], ['Glas', 'Holz'], 'en, de-AT'],
  ['/v1/attributes?locale=fr', '', ['Weight', 'Material'], ['Glass', 'Wood'], 'en'],
])('answers %s to a reader of "%s" with attributes in the language', async (path, header, labels, options, languages) => {
  const { status, body, headers } = await shop.get<{ data: { label: string; options: { label: string }[] }[] }>(
    path,
    header === '' ? {} : { 'accept-language': header },
  );
  expect([status, headers.get('content-language')]).toEqual([200, languages]);
  expect(body.data.map(({ label }) => label)).toEqual(labels);
  expect(body.data[1]?.options.map(({ label }) => label)).toEqual(options);
  expect(headers.get('vary')).toMatch(/accept-language/);
  expect((await shop.get(path, { 'accept-language': header, 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304);
});

it('names the values of facets in the language', async () => {
  const { body } = await shop.get<{ facets: object }>('/v1/products?include=facets&locale=de');
  expect(body.facets).toMatchObject({
    brands: [{ title: 'Nordwind', count: 1 }],
    categories: [{ title: 'Geschenke', count: 1 }],
    attributes: [{ label: 'Werkstoff', values: [{ value: 'glass', label: 'Glas', count: 1 }] }],
  });
});

it('lists and finds products in the language, and names categories in it', async () => {
  const listed = await shop.get<{ data: { title: string }[] }>('/v1/products?q=becher&locale=de');
  expect(listed.body.data.map(({ title }) => title)).toEqual(['Becher']);
  const tree = await shop.get<{ data: { title: string }[] }>('/v1/categories?locale=de');
  expect(tree.body.data.map(({ title }) => title)).toEqual(['Geschenke', 'Toys']);
});

it('is part of the product: it has the product’s version, and goes with If-Match', async () => {
  const path = `/v1/admin/products/${id}/translations`;
  const before = await shop.get<{ version: number; data: { locale: string }[] }>(path);
  expect(before.body.data.map(({ locale }) => locale)).toEqual(['de', 'de-AT']);
  expect((await shop.call('PUT', `${path}/de`, { body: { title: 'x' } })).status).toBe(428);
  expect((await shop.put(`${path}/de`, { title: 'x' }, '"1-00000000"')).status).toBe(412);
  expect((await shop.put(`${path}/german`, { title: 'x' })).status).toBe(400);
  expect((await shop.delete(`${path}/de-AT`, before.headers.get('etag') ?? '')).status).toBe(204);
  expect((await shop.delete(`${path}/de-AT`)).status).toBe(404);
  const { body } = await shop.get('/v1/products/mug', { 'accept-language': 'de-AT' });
  expect(body['title']).toBe('Becher');
  expect((await shop.get<{ version: number }>(`/v1/admin/products/${id}`)).body.version).toBe(before.body.version + 1);
});

it('refuses a language that is none', async () => {
  expect((await shop.get('/v1/products?locale=GERMAN')).status).toBe(400);
});
