import { PageStore } from '../../../src/modules/catalog/pages/page-store';
import { StorefrontService } from '../../../src/modules/catalog/storefront.service';
import { Database } from '../../../src/platform/database';
import { CatalogShop, PRICE } from './catalog-http.fixture';

/** Every currency and language that pages are written in. */
const KINDS = [
  ['EUR', 'en'],
  ['EUR', 'de'],
  ['USD', 'en'],
  ['USD', 'de'],
] as const;
const GLASS = { value: 'glass', label: 'Glass' };

interface Ids {
  readonly mug: string;
  readonly pan: string;
  readonly variant: string;
  readonly image: string;
  readonly above: string;
  readonly category: string;
  readonly extra: string;
  readonly brand: string;
  readonly attribute: string;
}

let shop: CatalogShop;
let ids: Ids;

const database = () => shop.app.get(Database, { strict: false });
const made = async (path: string, body: object): Promise<string> => (await shop.post<{ id: string }>(path, body)).body.id;

async function begin(): Promise<Ids> {
  const above = await made('/v1/admin/categories', { title: 'Home' });
  const category = await made('/v1/admin/categories', { title: 'Kitchen', parentId: above });
  const extra = await made('/v1/admin/categories', { title: 'Gifts' });
  const brand = await made('/v1/admin/brands', { name: 'Northwind' });
  const attribute = await made('/v1/admin/attributes', { key: 'material', label: 'Material', type: 'select', options: [GLASS] });
  const variants = ['S', 'L'].map((size) => ({ sku: `M-${size}`, options: { Size: size }, price: PRICE }));
  const links = { categories: [category, extra], brandId: brand, attributes: { material: 'glass' } };
  const { id: mug } = await shop.product('mug', { ...links, variants, options: [{ name: 'Size', values: ['S', 'L'] }] });
  const { id: pan } = await shop.product('pan');
  const picture = { url: 'https://images.example.com/mug.jpg', alt: 'A mug' };
  const { body } = await shop.post<{ images: { id: string }[]; variants: { id: string }[] }>(`/v1/admin/products/${mug}/images`, picture, {
    'if-match': '*',
  });
  return { mug, pan, above, category, extra, brand, attribute, variant: body.variants[0]?.id ?? '', image: body.images[0]?.id ?? '' };
}

beforeAll(async () => {
  shop = await CatalogShop.start({ LOCALES: 'en,de' });
  ids = await begin();
}, 60_000);
afterAll(async () => {
  delete process.env['LOCALES'];
  await shop.close();
});

/** As shoppers get it, out of memory or out of the kept page. */
async function shown(slug: string): Promise<unknown[]> {
  const paths = KINDS.map(([currency, language]) => [`/v1/products/${slug}?currency=${currency}`, language] as const);
  return Promise.all(
    paths.map(async ([path, language]) => {
      const { status, body } = await shop.get(path, { 'accept-language': language });
      return status === 200 ? body : status;
    }),
  );
}

/** As it would be written now. */
async function anew(slug: string): Promise<unknown[]> {
  await database().execute('DELETE FROM catalog_page WHERE product_id = ?', [ids.mug]);
  const storefront = shop.app.get(StorefrontService, { strict: false });
  const read = async ([currency, language]: (typeof KINDS)[number]): Promise<unknown> => {
    const product = await storefront.product(slug, currency, language === 'en' ? '' : language).catch(() => undefined);
    return product ? (JSON.parse(product.detail) as unknown) : 404;
  };
  const pages = await Promise.all(KINDS.map(read));
  await database().transaction(() => shop.app.get(PageStore, { strict: false }).write([ids.mug]));
  return pages;
}

const rowsOf = (id: string) => database().query('SELECT * FROM catalog_page WHERE product_id = ? ORDER BY currency, locale', [id]);

const product = (body: object) => () => shop.patch(`/v1/admin/products/${ids.mug}`, body);
const sized = (name: string, values: readonly string[]) => async () => {
  const { body } = await shop.get<{ variants: { id: string }[] }>(`/v1/admin/products/${ids.mug}`);
  const combinations = body.variants.map(({ id }, index) => ({ variantId: id, options: { [name]: values[index] } }));
  return shop.patch(`/v1/admin/products/${ids.mug}`, { options: [{ name, values }], combinations });
};
const bulk = async () => {
  const { version } = (await shop.get<{ version: number }>(`/v1/admin/products/${ids.mug}`)).body;
  const operations = [{ action: 'update', id: ids.mug, version, changes: { vendor: 'Acme' } }];
  return shop.post('/v1/admin/products/bulk', { operations }, { 'idempotency-key': 'b1' });
};

describe.each<readonly [write: string, status: number, () => Promise<{ readonly status: number }>]>([
  ['the words of the product', 200, product({ title: 'The big mug', description: 'Holds tea', seoTitle: 'Mug' })],
  ['an option value', 200, sized('Size', ['Small', 'L'])],
  ['only the capitals of an option value', 200, sized('Size', ['small', 'L'])],
  ['the name of an option', 200, sized('Volume', ['small', 'L'])],
  ['the order of option values', 200, product({ options: [{ name: 'Volume', values: ['L', 'small', 'tiny'] }] })],
  ['the value of one variant', 200, () => shop.patch(`/v1/admin/variants/${ids.variant}`, { options: { Volume: 'tiny' } })],
  ['the code of a variant', 200, () => shop.patch(`/v1/admin/variants/${ids.variant}`, { barcode: '4006381333931' })],
  ['its prices', 200, () => shop.put(`/v1/admin/variants/${ids.variant}/prices`, { prices: [{ price: { amount: 5, currency: 'USD' } }] })],
  ['what an image shows', 200, () => shop.patch(`/v1/admin/products/${ids.mug}/images/${ids.image}`, { alt: 'A cup' })],
  ['a category', 200, () => shop.patch(`/v1/admin/categories/${ids.category}`, { title: 'Cooking', slug: 'cooking' })],
  ['a category above', 200, () => shop.patch(`/v1/admin/categories/${ids.above}`, { title: 'House' })],
  ['a category in another language', 200, () => shop.put(`/v1/admin/categories/${ids.above}/translations/de`, { title: 'Haus' })],
  ['the place of a category', 200, () => shop.patch(`/v1/admin/categories/${ids.category}`, { parentId: null })],
  ['that a category goes', 204, () => shop.delete(`/v1/admin/categories/${ids.extra}`)],
  ['a brand', 200, () => shop.patch(`/v1/admin/brands/${ids.brand}`, { name: 'Southwind', slug: 'south' })],
  ['a brand in another language', 200, () => shop.put(`/v1/admin/brands/${ids.brand}/translations/de`, { title: 'Südwind' })],
  ['an attribute', 200, () => shop.patch(`/v1/admin/attributes/${ids.attribute}`, { label: 'Made of' })],
  ['the word for its value', 200, () => shop.patch(`/v1/admin/attributes/${ids.attribute}`, { options: [{ ...GLASS, label: 'Crystal' }] })],
  [
    'an attribute in another language',
    200,
    () => shop.put(`/v1/admin/attributes/${ids.attribute}/translations/de`, { label: 'Aus', options: [{ value: 'glass', label: 'Glas' }] }),
  ],
  ['that a translation goes', 204, () => shop.delete(`/v1/admin/attributes/${ids.attribute}/translations/de`)],
  ['the product in another language', 200, () => shop.put(`/v1/admin/products/${ids.mug}/translations/de`, { title: 'Der Becher' })],
  ['many at once', 200, bulk],
])('a kept page, after staff have changed %s', (_, status, write) => {
  it('is as if it were written now, and others stay as they are', async () => {
    const before = await shown('mug');
    const others = await rowsOf(ids.pan);
    expect((await write()).status).toBe(status);
    const kept = await shown('mug');
    expect(kept).not.toEqual(before);
    expect(kept).toEqual(await anew('mug'));
    expect(await rowsOf(ids.pan)).toEqual(others);
  });
});
