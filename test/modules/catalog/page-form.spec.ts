import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillText } from '../../../src/modules/catalog/pages/page-text';
import { FORM } from '../../../src/modules/catalog/pages/page-version';
import { Database } from '../../../src/platform/database';
import { CatalogShop, PRICE } from './catalog-http.fixture';

const WRITTEN_DOWN = join(__dirname, '../../fixtures/product-pages.json');
const GLASS = { value: 'glass', label: 'Glass' };

let shop: CatalogShop;

beforeAll(async () => (shop = await CatalogShop.start({ LOCALES: 'en,de' })), 60_000);
afterAll(async () => {
  delete process.env['LOCALES'];
  await shop.close();
});

const made = async (path: string, body: object): Promise<string> => (await shop.post<{ id: string }>(path, body)).body.id;

/** A product that has something of everything. */
async function sample(): Promise<string> {
  const above = await made('/v1/admin/categories', { title: 'Home' });
  const category = await made('/v1/admin/categories', { title: 'Kitchen', parentId: above });
  const brand = await made('/v1/admin/brands', { name: 'Northwind' });
  const select = await made('/v1/admin/attributes', { key: 'material', label: 'Material', type: 'select', options: [GLASS] });
  await made('/v1/admin/attributes', { key: 'weight', label: 'Weight', type: 'number', unit: 'kg', position: 1 });
  const inDollars = { price: { amount: 2_500, currency: 'USD' } };
  const { id } = await shop.product('mug', {
    ...{
      description: '<p>Holds tea.</p>',
      vendor: 'Northwind',
      productType: 'Mug',
      tags: ['tea'],
      seoTitle: 'Mug',
      seoDescription: 'A mug',
    },
    ...{ categories: [category], brandId: brand, attributes: { material: 'glass', weight: '0.3' } },
    options: [{ name: 'Size', values: ['S', 'M', 'L'] }],
    variants: [
      {
        sku: 'M-S',
        options: { Size: 'S' },
        price: PRICE,
        compareAtPrice: { ...PRICE, amount: 2_999 },
        barcode: '4006381333931',
        weightGrams: 350,
      },
      { sku: 'M-L', options: { Size: 'L' }, ...inDollars },
    ],
  });
  for (const url of ['https://images.example.com/mug.jpg', 'http://127.0.0.1:3000/media/med_02ITLcBYoUJdzTUMCSHuv3/1600x1200.jpg'])
    await shop.post(`/v1/admin/products/${id}/images`, { url, alt: 'A mug' }, { 'if-match': '*' });
  await shop.put(`/v1/admin/products/${id}/translations/de`, { title: 'Becher', description: '<p>Hält Tee.</p>' });
  await shop.put(`/v1/admin/categories/${category}/translations/de`, { title: 'Küche' });
  await shop.put(`/v1/admin/brands/${brand}/translations/de`, { title: 'Nordwind' });
  await shop.put(`/v1/admin/attributes/${select}/translations/de`, { label: 'Werkstoff', options: [{ value: 'glass', label: 'Glas' }] });
  return id;
}

/** Without what differs from run to run. */
function plain(text: string): unknown {
  const steady = fillText(text, () => 0)
    .replace(/\b([a-z]+)_[0-9A-Za-z]{22}/g, '$1_')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a moment');
  return JSON.parse(steady);
}

it('pages say what was written down for this form; who changes that raises FORM, and writes it down anew', async () => {
  const id = await sample();
  await shop.app.get(Database, { strict: false }).execute('DELETE FROM catalog_page');
  await shop.patch(`/v1/admin/products/${id}`, { productType: 'Cup' });
  const rows = await shop.tables.database.query<{ currency: string; locale: string; summary: string; detail: string }>(
    'SELECT currency, locale, summary, detail FROM catalog_page WHERE product_id = ? ORDER BY currency, locale',
    [id],
  );
  const pages = rows.map(({ currency, locale, summary, detail }) => ({ currency, locale, summary: plain(summary), detail: plain(detail) }));
  expect({ form: FORM, pages }).toEqual(JSON.parse(readFileSync(WRITTEN_DOWN, 'utf8')));
});
