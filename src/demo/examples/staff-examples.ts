import { EXAMPLE_LOOKUP_KEY, exampleId } from '../../platform/http';
import type { ChosenIds } from '../../platform/ids';
import type { ShopApi } from './shop-api';

/** What the API makes, and under which ids. The first id is the one that the document shows; the others are spares for what destroys. */
interface Example {
  readonly id: string;
  readonly ids: ChosenIds;
  readonly path: string;
  readonly body: object;
  /** Sent as Idempotency-Key. */
  readonly key?: string;
}

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const one = (prefix: 'brand' | 'attr' | 'coll' | 'cat' | 'promo' | 'tax' | 'ship' | 'prod' | 'syn', nth: 1 | 2) => ({
  id: exampleId(prefix, nth),
  ids: { [prefix]: [exampleId(prefix, nth)] },
});

const category = (nth: 1 | 2, title: string): Example => ({
  ...one('cat', nth),
  path: '/v1/admin/categories',
  body: { title, slug: title.toLowerCase() },
});

/** A brand of the mug's vendor, what the shop knows of its material, and a collection to show it in; each with a spare. */
const merchandising: readonly Example[] = [
  {
    ...one('brand', 1),
    path: '/v1/admin/brands',
    body: { name: 'Northwind', slug: 'northwind', description: '<p>Stoneware since 1911.</p>' },
  },
  { ...one('brand', 2), path: '/v1/admin/brands', body: { name: 'Out of business' } },
  {
    ...one('attr', 1),
    path: '/v1/admin/attributes',
    body: {
      ...{ key: 'material', label: 'Material', type: 'select', position: 1 },
      options: [
        { value: 'stoneware', label: 'Stoneware' },
        { value: 'glass', label: 'Glass' },
      ],
    },
  },
  { ...one('attr', 2), path: '/v1/admin/attributes', body: { key: 'unused', label: 'Unused', type: 'text' } },
  {
    ...one('coll', 1),
    path: '/v1/admin/collections',
    body: { title: 'For cooks', slug: 'for-cooks', kind: 'manual', status: 'published' },
  },
  { ...one('coll', 2), path: '/v1/admin/collections', body: { title: 'Last season', kind: 'manual' } },
  { ...one('syn', 1), path: '/v1/admin/search-synonyms', body: { kind: 'equivalent', words: ['jumper', 'sweater', 'pullover'] } },
  { ...one('syn', 2), path: '/v1/admin/search-synonyms', body: { kind: 'one_way', from: 'kitchenware', words: ['pan', 'bowl'] } },
];

function mug(imageBase: string): Example {
  const { id, ids } = one('prod', 1);
  const picture = (colour: string) => `${imageBase}/mug.svg?colour=${colour}`;
  const sizes = [
    { size: 'S', price: 1799 },
    { size: 'L', price: 2199 },
    { size: 'XL', price: 2499 },
  ];
  return {
    id,
    ids: { ...ids, var: [exampleId('var'), exampleId('var', 2), exampleId('var', 3)], img: [exampleId('img'), exampleId('img', 2)] },
    path: '/v1/admin/products',
    body: {
      ...{ title: 'Blue mug', slug: 'blue-mug', description: '<p>Holds 0.3 litres.</p>', status: 'published', vendor: 'Northwind' },
      ...{ productType: 'Mug', tags: ['ceramic'], taxCategory: 'standard', categories: [exampleId('cat')] },
      attributes: { material: 'stoneware' },
      options: [{ name: 'Size', values: ['S', 'M', 'L', 'XL'] }],
      variants: sizes.map(({ size, price }, index) => ({
        ...{ sku: `MUG-BLUE-${size}`, options: { Size: size }, price: eur(price), onHand: 50 },
        imageUrl: picture(index === 0 ? '33466b' : '4f6d8f'),
      })),
    },
  };
}

const leaflet: Example = {
  ...one('prod', 2),
  path: '/v1/admin/products',
  body: {
    title: 'Last year’s calendar',
    slug: 'last-years-calendar',
    status: 'draft',
    variants: [{ sku: 'CALENDAR-OLD', price: eur(500) }],
  },
};

const terms: readonly Example[] = [
  {
    ...{ id: exampleId('promo', 2), ids: { promo: [exampleId('promo', 2)], idem: [exampleId('idem')] } },
    ...{ path: '/v1/admin/promotions', key: EXAMPLE_LOOKUP_KEY },
    body: { code: 'LASTYEAR', title: 'Last year’s 5 % off', kind: 'percent', percent: '5', active: false },
  },
  { ...one('tax', 2), path: '/v1/admin/tax-categories', body: { code: 'unused', title: 'No longer used' } },
  {
    ...one('ship', 2),
    path: '/v1/admin/shipping-methods',
    body: {
      ...{ title: 'Cargo bike', description: 'No longer offered.', taxCategory: 'standard', countries: ['DE'], minDays: 1, maxDays: 2 },
      ...{ position: 9, active: false, prices: [{ price: eur(900) }] },
    },
  },
];

/** A blue and an orange rectangle. */
const PICTURES = [
  [
    1,
    'iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwCAMAAACWlYwtAAAAA1BMVEUmVHwc3qLPAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAGklEQVRIx+3BgQAAAADDoPlTX+AIVQEAAHwDDDAAAcvAQmMAAAAASUVORK5CYII=',
  ],
  [
    2,
    'iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwCAMAAACWlYwtAAAAA1BMVEXZdwasP3lhAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAGklEQVRIx+3BgQAAAADDoPlTX+AIVQEAAHwDDDAAAcvAQmMAAAAASUVORK5CYII=',
  ],
] as const;
const BOUNDARY = 'portico-demo';

function part(name: string, value: string | Buffer): Buffer {
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; ${name}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')]);
}

function form(...parts: readonly Buffer[]) {
  return {
    payload: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  };
}

/** What staff would have made: goods, terms, and an import that only rehearses. */
export async function makeStaffExamples(staff: ShopApi, imageBase: string): Promise<void> {
  const examples = [category(1, 'Gifts'), category(2, 'Clearance'), ...merchandising, mug(imageBase), leaflet, ...terms];
  for (const { path, body, ids, key } of examples) {
    await staff.send('POST', path, { payload: body, ids, ...(key !== undefined && { headers: { 'idempotency-key': key } }) });
  }
  const file = part('name="file"; filename="mugs.csv"', 'Handle,Title,Variant SKU,Variant Price\nred-mug,Red mug,MUG-RED,18.00\n');
  await staff.send('POST', '/v1/admin/imports', { ...form(part('name="dryRun"', 'true'), file), ids: { imp: [exampleId('imp')] } });
  for (const [number, picture] of PICTURES) {
    const image = part(`name="file"; filename="colour-${number}.png"`, Buffer.from(picture, 'base64'));
    await staff.send('POST', '/v1/admin/media', { ...form(image), ids: { med: [exampleId('med', number)] } });
  }
  await staff.send('POST', '/v1/admin/exports', { payload: { format: 'jsonl' }, ids: { exp: [exampleId('exp')] } });
}
