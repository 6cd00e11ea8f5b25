import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { demoCatalogue } from '../../../src/demo/demo-catalogue';
import { CatalogWriter } from '../../../src/modules/catalog';
import type { ProductDraft } from '../../../src/modules/catalog';
import { ImportWorker } from '../../../src/modules/catalog/transfer/import.worker';
import { ProductExport } from '../../../src/modules/catalog/transfer/product-export';
import { catalogFixture, eur, productDraft, usd, variantDraft } from '../catalog/catalog.fixture';
import type { CatalogFixture } from '../catalog/catalog.fixture';
import { importJobs, storedProduct } from './import-jobs.fixture';
import type { ImportJobs } from './import-jobs.fixture';

let fixture: CatalogFixture;
let jobs: ImportJobs;
let worker: ImportWorker;

beforeAll(async () => {
  fixture = await catalogFixture();
  jobs = importJobs(fixture);
  worker = fixture.app.get(ImportWorker);
});
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const exportFile = (): Promise<string> => text(fixture.app.get(ProductExport).file());
const count = async (table: string): Promise<number> => {
  const [row] = await fixture.db.database.query<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row?.n);
};

const stored = (slug: string): Promise<ProductDraft> => storedProduct(fixture, slug);

async function importFile(csv: string | Buffer, dryRun = false) {
  const id = await jobs.add(csv, { dryRun });
  await worker.work();
  const { job, rows } = await jobs.get(id);
  const { status, total, processed, created, updated, skipped, failed } = job;
  return { status, total, processed, counts: [created, updated, skipped, failed], rows };
}

const HEADER = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price';

describe('importing the demo exports', () => {
  it.each(['apparel.csv', 'jewelery.csv'])('takes %s once, and changes nothing the second time or by its own export', async (file) => {
    const csv = readFileSync(`test/fixtures/shopify/${file}`);
    const products = new Set(csv.toString().match(/^[a-z0-9-]+(?=,)/gm)).size;
    expect(await importFile(csv)).toMatchObject({ status: 'completed', total: products, counts: [products, 0, 0, 0], rows: [] });
    expect(await importFile(csv)).toMatchObject({ status: 'completed', counts: [0, 0, products, 0] });
    const exported = await exportFile();
    expect(await importFile(exported)).toMatchObject({ status: 'completed', counts: [0, 0, products, 0] });
    expect(await exportFile()).toBe(exported);
    const versions = await fixture.db.database.query<{ version: number }>('SELECT DISTINCT version FROM catalog_product');
    expect(versions).toEqual([{ version: 1 }]);
    expect(await count('catalog_import_chunk')).toBe(0);
  });

  it('gives the whole demo shop back through its export', async () => {
    const products = demoCatalogue('http://127.0.0.1:3000/demo/images');
    for (const product of products) await fixture.app.get(CatalogWriter).upsertProduct(product);
    const exported = await exportFile();
    expect(await importFile(exported)).toMatchObject({ status: 'completed', counts: [0, 0, products.length, 0], rows: [] });
    await fixture.db.empty();
    expect(await importFile(exported)).toMatchObject({ counts: [products.length, 0, 0, 0] });
    expect(await exportFile()).toBe(exported);
  });
});

describe('files with problems', () => {
  it('takes the good products and tells the bad ones with their lines', async () => {
    const csv = `${HEADER}\nmug,Mug,Size,S,M-S,5\nmug,,,L,M-L,"1,299.00"\ncup,Cup,,,C-1,4.50\nbowl,Bowl,,,C-1,6\npot,Pot,Size,S,,1\npot,,,s,,2\n`;
    const result = await importFile(csv);
    expect(result).toMatchObject({ status: 'completed', total: 4, processed: 4, counts: [1, 0, 0, 3] });
    expect(result.rows.map((row) => row.line)).toEqual([3, 5, 6]);
    expect(result.rows[0]?.problem).toContain('Variant Price');
    expect(result.rows[2]?.problem).toContain('twice');
    expect(await count('catalog_product')).toBe(1);
  });

  it('tells of a SKU that another product of the shop has', async () => {
    await fixture.app.get(CatalogWriter).upsertProduct(productDraft('old-mug', { variants: [variantDraft({ sku: 'M-1' })] }));
    const result = await importFile(`${HEADER}\nmug,Mug,,,M-1,5\n`);
    expect(result).toMatchObject({ counts: [0, 0, 0, 1], rows: [{ line: 2, problem: expect.stringContaining('M-1') }] });
  });

  it('writes nothing of a file that cannot be read to its end', async () => {
    const result = await importFile(`${HEADER}\nmug,Mug,,,M-1,5\ncup,"Cup,,,,4\n`);
    expect(result).toMatchObject({
      status: 'failed',
      processed: 0,
      rows: [{ line: 3, problem: expect.stringContaining('quotation mark') }],
    });
    expect(await count('catalog_product')).toBe(0);
    expect(await count('catalog_import_chunk')).toBe(0);
  });

  it('keeps the first thousand problems and counts all of them', async () => {
    const rows = Array.from({ length: 1200 }, (_, index) => `p-${index},Product,,,,free`);
    const result = await importFile(`${HEADER}\n${rows.join('\n')}\n`);
    expect(result).toMatchObject({ status: 'completed', counts: [0, 0, 0, 1200] });
    expect(result.rows).toHaveLength(1000);
    expect(result.rows.at(-1)?.line).toBe(1001);
  });

  it('rehearses without keeping anything', async () => {
    await importFile(`${HEADER}\nmug,Mug,,,M-1,5\n`);
    const csv = `${HEADER}\nmug,Mug,,,M-1,6\ncup,Cup,,,C-1,4\nbowl,Bowl,,,,x\n`;
    expect(await importFile(csv, true)).toMatchObject({ status: 'completed', counts: [1, 1, 0, 1] });
    expect(await count('catalog_product')).toBe(1);
    expect((await stored('mug')).variants[0]?.prices).toEqual([eur(500)]);
  });
});

describe('what a file does not tell', () => {
  const mug = productDraft('mug', {
    title: 'Mug',
    description: '<p>Round</p>',
    taxCategory: 'reduced',
    tags: ['gift'],
    options: [{ name: 'Size', values: ['L', 'S'] }],
    variants: [
      variantDraft({
        sku: 'M-S',
        options: { Size: 'S' },
        prices: [eur(500), usd(600)],
        compareAt: [eur(700)],
        extra: { 'Cost per item': '2' },
      }),
      variantDraft({ sku: 'M-L', options: { Size: 'L' }, prices: [eur(800), usd(900)] }),
    ],
    images: [{ url: 'https://img.example/1.jpg', alt: 'A mug', position: 1 }],
    categoryPaths: [['Kitchen', 'Mugs']],
    extra: { 'Google Shopping / MPN': '7' },
  });

  it('stays as it is', async () => {
    await fixture.app.get(CatalogWriter).upsertProduct(mug);
    const before = await stored('mug');
    const same = `${HEADER}\nmug,Mug,Size,S,M-S,5\nmug,,,L,M-L,8\n`;
    expect(await importFile(same)).toMatchObject({ counts: [0, 0, 1, 0] });
    expect(await importFile(same.replace(',5', ',5.50'))).toMatchObject({ counts: [0, 1, 0, 0] });
    const [small, large] = before.variants;
    expect(await stored('mug')).toEqual({ ...before, variants: [{ ...small, prices: [eur(550), usd(600)] }, large] });
  });

  it('is emptied by a column that is there and blank', async () => {
    await fixture.app.get(CatalogWriter).upsertProduct(mug);
    await importFile(`${HEADER},Body (HTML),Tags,Cost per item\nmug,Mug,Size,S,M-S,5,,,\nmug,,,L,M-L,8,,,\n`);
    const after = await stored('mug');
    expect(after).toMatchObject({ description: '', tags: [], taxCategory: 'reduced', categoryPaths: [['Kitchen', 'Mugs']] });
    expect(after.variants[0]?.extra).toEqual({});
  });
});

describe('a file of several groups', () => {
  /** New categories, brands and words in every group; some SKUs that a product of an earlier group has. */
  const rows = (taken: readonly number[]): string[] =>
    Array.from({ length: 700 }, (_, index) => {
      const sku = taken.includes(index) ? 'SKU-50' : `SKU-${index}`;
      return `thing-${index},Thing ${index} of wood,Maker ${index % 90},Kind ${index % 130} > Part ${index % 7},,,${sku},${index + 1}.00`;
    });
  const file = (taken: readonly number[]): string =>
    ['Handle,Title,Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price', ...rows(taken), ''].join('\n');

  it('is taken whole, each product once, although two groups are written at a time', async () => {
    expect(await importFile(file([]))).toMatchObject({ status: 'completed', total: 700, processed: 700, counts: [700, 0, 0, 0], rows: [] });
    expect(await count('catalog_product')).toBe(700);
    expect(await count('catalog_search_source')).toBe(700);
    expect(await count('(SELECT DISTINCT product_id FROM catalog_page) pages')).toBe(700);
    expect(await importFile(file([]))).toMatchObject({ processed: 700, counts: [0, 0, 700, 0] });
  });

  it('refuses alone what a group before it has taken', async () => {
    const outcome = await importFile(file([60, 250, 650]));
    expect(outcome).toMatchObject({ status: 'completed', processed: 700, counts: [697, 0, 0, 3] });
    expect(outcome.rows.map(({ line }) => line)).toEqual([62, 252, 652]);
    expect(await count('catalog_product')).toBe(697);
    expect(await count('catalog_search_source')).toBe(697);
  });
});
