import { CatalogShop, slugsOf } from './catalog-http.fixture';

let shop: CatalogShop;
const ids: Record<string, string> = {};

const define = (key: string, type: string, given: object = {}) =>
  shop.post<{ id: string; code?: string }>('/v1/admin/attributes', { key, type, label: `The ${key}`, ...given });

beforeAll(async () => {
  shop = await CatalogShop.start();
  const options = [
    { value: 'stoneware', label: 'Stoneware' },
    { value: 'glass', label: 'Glass' },
  ];
  for (const [key, type, given] of [
    ['material', 'select', { options, position: 1 }],
    ['capacity', 'number', { unit: 'l', position: 2 }],
    ['washable', 'boolean', {}],
    ['made_on', 'date', {}],
    ['story', 'text', {}],
    ['internal', 'text', { filterable: false }],
  ] as const) {
    ids[key] = (await define(key, type, given)).body.id;
  }
  await shop.product('mug', {
    attributes: { material: 'stoneware', capacity: '0.30', washable: true, made_on: '2026-02-28', story: ' Born at  Sea ', internal: 'x' },
  });
  await shop.product('jar', { attributes: { material: 'glass', capacity: '1.25', washable: false, made_on: '2025-12-31' } });
  await shop.product('lamp');
});
afterAll(() => shop.close());

it.each([
  ['attr.material=stoneware', ['mug']],
  ['attr.material=stoneware&attr.material=glass', ['jar', 'mug']],
  ['attr.material=wood', []],
  ['attr.capacity=0.30', ['mug']],
  ['attr.capacityGte=0.3&attr.capacityLte=1', ['mug']],
  ['attr.capacityGte=1', ['jar']],
  ['attr.made_onGte=2026-01-01', ['mug']],
  ['attr.washable=false', ['jar']],
  ['attr.story=born%20at%20sea', ['mug']],
  ['attr.material=glass&attr.washable=true', []],
  ['attr.internal=x', []],
  ['attr.unknown=1', []],
])('finds products by %s', async (query, expected) => {
  expect(slugsOf(await shop.get(`/v1/products?${query}`))).toEqual(expected);
});

it.each([
  'attr.capacityGte=abc',
  'attr.capacityGte=1e-1',
  'attr.capacityGte=.3',
  'attr.capacityGte=0.3&attr.capacityGte=1',
  'attr.capacityGte=99999999999',
  'attr.made_onLte=2026-02-30',
  'q=unheard&attr.capacityGte=abc',
])('refuses the end of a range in %s', async (query) => {
  const { status, body } = await shop.get<{ errors: object[] }>(`/v1/products?${query}`);
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([{ pointer: `?${/attr\.[^=]+/.exec(query)?.[0]}`, code: 'bound' }]);
});

it('shows values in the order of the attributes, typed, and in words', async () => {
  const { body } = await shop.get<{ attributes: object[] }>('/v1/products/mug');
  expect(body.attributes).toHaveLength(6);
  expect(body.attributes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        key: 'material',
        label: 'The material',
        type: 'select',
        unit: null,
        value: 'stoneware',
        text: 'Stoneware',
      }),
      expect.objectContaining({ key: 'capacity', label: 'The capacity', type: 'number', unit: 'l', value: '0.3', text: '0.3 l' }),
      expect.objectContaining({ key: 'washable', label: 'The washable', type: 'boolean', unit: null, value: true, text: 'true' }),
    ]),
  );
  const { body: all } = await shop.get<{ data: { key: string }[] }>('/v1/attributes');
  expect(all.data.map(({ key }) => key).slice(-2)).toEqual(['material', 'capacity']);
  await shop.patch(`/v1/admin/attributes/${ids['material']}`, { label: 'Stuff' });
  expect((await shop.get('/v1/products/mug')).body['attributes']).toContainEqual(expect.objectContaining({ label: 'Stuff' }));
});

it.each([
  [{ material: 'wood' }, 422, 'catalog/invalid-product'],
  [{ capacity: 'a cup' }, 422, 'catalog/invalid-product'],
  [{ capacity: '0.1234567' }, 422, 'catalog/invalid-product'],
  [{ washable: 'yes' }, 422, 'catalog/invalid-product'],
  [{ made_on: '2026-02-30' }, 422, 'catalog/invalid-product'],
  [{ unheard_of: 1 }, 422, 'catalog/unknown-attribute'],
  [{ Material: 'x' }, 400, 'request/invalid'],
  [{ material: ['x'] }, 400, 'request/invalid'],
  [{ capacity: 0.5 }, 400, 'request/invalid'],
])('refuses %j', async (attributes, status, code) => {
  const { id } = (await shop.get<{ id: string }>('/v1/products/lamp')).body;
  const answer = await shop.patch(`/v1/admin/products/${id}`, { attributes });
  expect([answer.status, answer.body['code']]).toEqual([status, code]);
});

it('merges a patch into the values: what is absent stays, null takes away, the same again changes nothing', async () => {
  const { id, version } = await shop.product('vase', { attributes: { material: 'glass', capacity: 2 } });
  const path = `/v1/admin/products/${id}`;
  const changed = await shop.patch(path, { attributes: { capacity: null, washable: true } });
  expect(changed.body).toMatchObject({ version: version + 1, attributes: { material: 'glass', washable: true } });
  expect(Object.keys(changed.body['attributes'] as object)).toEqual(['material', 'washable']);
  expect((await shop.patch(path, { attributes: { washable: true, capacity: null } })).body['version']).toBe(version + 1);
});

it('keeps attributes that products have, with the options that they have', async () => {
  const path = `/v1/admin/attributes/${ids['material']}`;
  expect((await shop.delete(path)).body['code']).toBe('catalog/attribute-in-use');
  expect((await shop.patch(path, { options: [{ value: 'wood', label: 'Wood' }] })).body['code']).toBe('catalog/attribute-in-use');
  expect((await define('material', 'text')).body.code).toBe('catalog/attribute-key-taken');
  expect((await define('empty', 'select')).body.code).toBe('catalog/invalid-attribute');
  expect((await define('spare', 'text', { unit: 'l' })).body.code).toBe('catalog/invalid-attribute');
  expect((await define('Spare', 'text')).status).toBe(400);
  const spare = `/v1/admin/attributes/${(await define('spare', 'text')).body.id}`;
  expect((await shop.call('DELETE', spare)).status).toBe(428);
  expect((await shop.delete(spare)).status).toBe(204);
});

it('names what a product asks for and the shop does not have', async () => {
  const path = `/v1/admin/products/${(await shop.product('bare')).id}`;
  expect((await shop.patch(path, { attributes: { unheard_of: 'x' } })).body['code']).toBe('catalog/unknown-attribute');
  expect((await shop.patch(path, { brandId: `brand_${'0'.repeat(22)}` })).body['code']).toBe('catalog/unknown-brand');
});

it('has no key that nobody could send', async () => {
  expect(await define('constructor', 'text')).toMatchObject({ status: 422, body: { code: 'catalog/invalid-attribute' } });
});

it('counts the characters of a text as the document does', async () => {
  const path = `/v1/admin/products/${(await shop.product('smiling')).id}`;
  const changes = { title: '🙂'.repeat(255), attributes: { story: '🙂'.repeat(1000) } };
  expect(await shop.patch(path, changes)).toMatchObject({ status: 200, body: changes });
  expect((await shop.patch(path, { title: '🙂'.repeat(256) })).status).toBe(400);
});
