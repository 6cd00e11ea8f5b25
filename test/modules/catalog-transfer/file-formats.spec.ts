import { text } from 'node:stream/consumers';
import { demoCatalogue } from '../../../src/demo/demo-catalogue';
import { CatalogWriter, FILE_FORMATS } from '../../../src/modules/catalog';
import type { FileFormat, ProductDraft } from '../../../src/modules/catalog';
import { AttributeStore } from '../../../src/modules/catalog/attributes/attribute-store';
import { CollectionStore } from '../../../src/modules/catalog/collections/collection-store';
import { ExportFile } from '../../../src/modules/catalog/transfer/export-file';
import { ExportJobStore } from '../../../src/modules/catalog/transfer/export-job.store';
import { ExportExpired, ExportNotReady } from '../../../src/modules/catalog/transfer/export.errors';
import { ExportWorker } from '../../../src/modules/catalog/transfer/export.worker';
import { ProductExport } from '../../../src/modules/catalog/transfer/product-export';
import { catalogFixture, eur, productDraft, usd, variantDraft } from '../catalog/catalog.fixture';
import type { CatalogFixture } from '../catalog/catalog.fixture';
import { countsOf, importJobs, storedProduct } from './import-jobs.fixture';
import type { ImportJobs } from './import-jobs.fixture';

let fixture: CatalogFixture;
let jobs: ImportJobs;

beforeAll(async () => {
  fixture = await catalogFixture();
  jobs = importJobs(fixture);
});
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const exported = (format: FileFormat): Promise<string> => text(fixture.app.get(ProductExport).file(format));
const write = (draft: ProductDraft): Promise<unknown> => fixture.app.get(CatalogWriter).upsertProduct(draft);

async function imported(content: string, format: FileFormat) {
  const { job, rows } = await jobs.work(content, format);
  return { status: job.status, counts: countsOf(job), rows };
}

const stored = (slug: string): Promise<ProductDraft> => storedProduct(fixture, slug);

/** Whatever may go wrong on the way through a file. */
const odd = productDraft('odd-one', {
  title: 'A "quoted", semicolon; title',
  description: '<p>Two\nlines, and a <b>comma</b></p>',
  vendor: '=1+1',
  tags: ['a | b', 'c > d', 'e, f', 'back\\slash'],
  status: 'archived',
  taxCategory: 'reduced',
  seoTitle: 'Title',
  options: [{ name: 'Size > all', values: ['XL | XXL', 'S', 'unused'] }],
  variants: [
    variantDraft({ sku: 'O-1', options: { 'Size > all': 'S' }, prices: [eur(1234), usd(1500)], compareAt: [eur(2000)], weightGrams: 0 }),
    variantDraft({
      options: { 'Size > all': 'XL | XXL' },
      prices: [],
      taxable: false,
      requiresShipping: false,
      imageUrl: 'https://img.example/2.jpg',
    }),
  ],
  images: [
    { url: 'https://img.example/1.jpg', alt: 'One > two | three', position: 1 },
    { url: 'https://img.example/2.jpg', alt: null, position: 2 },
  ],
  categoryPaths: [['Home', 'A > B'], ['Sale']],
  extra: { ' blanks ': '  kept  ', quote: '"' },
});

describe.each(FILE_FORMATS)('an export as %s', (format) => {
  it('changes nothing when it is imported again, and makes the same shop of an empty one', async () => {
    for (const product of demoCatalogue('http://127.0.0.1:3000/demo/images').slice(0, 20)) await write(product);
    if (format !== 'shopify_csv') await write(odd);
    const first = await exported(format);
    const count = format === 'shopify_csv' ? 20 : 21;
    expect(await imported(first, format)).toMatchObject({ status: 'completed', counts: [0, 0, count, 0], rows: [] });
    await fixture.db.empty();
    expect(await imported(first, format)).toMatchObject({ counts: [count, 0, 0, 0], rows: [] });
    expect(await exported(format)).toBe(first);
  });
});

describe('a file of our own columns', () => {
  it('changes what it names and nothing else', async () => {
    await write(odd);
    const before = await stored('odd-one');
    expect(await imported('slug,sku,price_eur\nodd-one,O-1,9.99\nodd-one,,5\n', 'csv')).toMatchObject({ counts: [0, 0, 0, 1] });
    const named = `slug,variant_options,price_eur\nodd-one,Size \\> all > S,9.99\nodd-one,Size \\> all > XL \\| XXL,\n`;
    expect(await imported(named, 'csv')).toMatchObject({ counts: [0, 1, 0, 0], rows: [] });
    const [first, second] = before.variants;
    expect(await stored('odd-one')).toEqual({ ...before, variants: [{ ...first, prices: [eur(999), usd(1500)] }, second] });
  });

  it('tells unknown columns, wrong cells and repeated SKUs with their lines', async () => {
    expect(await imported('slug,colour\na,b\n', 'csv')).toMatchObject({
      status: 'failed',
      rows: [{ line: 1, problem: expect.stringContaining('"colour"') }],
    });
    const rows = ['a,A,S-1,five,', 'b,B,S-2,5,maybe', 'c,C,S-3,5,', 'd,D,S-3,5,', ',E,S-5,5,'].join('\n');
    const result = await imported(`slug,title,sku,price_eur,gift_card\n${rows}\n`, 'csv');
    expect(result.counts).toEqual([1, 0, 0, 4]);
    expect(result.rows.map(({ line }) => line)).toEqual([2, 3, 5, 6]);
  });
});

describe('a row that has not a cell for each column', () => {
  it('is refused: of a price with a comma only the beginning would count, and a row cut off would empty what it does not reach', async () => {
    await write(productDraft('whole', { vendor: 'Northwind', variants: [variantDraft({ prices: [eur(500)] })] }));
    const rows = [
      'slug,title,price_eur,vendor',
      'wide,Desk,1,299.00,Northwind',
      'whole,Cut',
      'cut-price,Mug,1,299.00,',
      'right,Chair,5.00,Northwind',
    ];
    const { counts, rows: problems } = await imported(rows.join('\n'), 'csv');
    expect(counts).toEqual([1, 0, 0, 3]);
    expect(problems.map(({ line, problem }) => `${line} ${problem}`)).toEqual([
      '2 The row has 5 cells, but the file has 4 columns. Put quotation marks around a text that holds a comma.',
      '3 The row has 2 cells, but the file has 4 columns. Export the file again, or add the missing commas.',
      '4 The row has 5 cells, but the file has 4 columns. Put quotation marks around a text that holds a comma.',
    ]);
    expect(await stored('whole')).toMatchObject({ vendor: 'Northwind', variants: [{ prices: [eur(500)] }] });
  });
});

describe('a file of JSON lines', () => {
  it('spoils nothing by one wrong line', async () => {
    const good = JSON.stringify({ slug: 'good', title: 'Good', variants: [{ sku: 'G', prices: [{ amount: 500, currency: 'EUR' }] }] });
    const lines = [
      good,
      '{"slug": "broken"',
      '',
      '{"slug":"x","title":"X","colour":1}',
      good,
      '{"slug":"new"}',
      '{"slug":"y","title":"Y","variants":[{"prices":[{"amount":1.5,"currency":"EUR"}]}]}',
    ];
    const result = await imported(lines.join('\n'), 'jsonl');
    expect(result.counts).toEqual([1, 0, 0, 5]);
    // Line 5 repeats a product and its SKU, which are two problems.
    expect(result.rows.map(({ line }) => line)).toEqual([2, 4, 5, 5, 6, 7]);
    expect(await imported('{"slug":"good","title":"Better"}', 'jsonl')).toMatchObject({ counts: [0, 1, 0, 0] });
    expect((await stored('good')).variants[0]).toMatchObject({ sku: 'G', prices: [eur(500)] });
  });
});

describe('a group of products', () => {
  it('loses only the one that the database refuses, and keeps the order of the file', async () => {
    await write(productDraft('holder', { variants: [variantDraft({ sku: 'TAKEN' })] }));
    const line = (index: number, sku: string): string =>
      JSON.stringify({ slug: `p-${index}`, title: `P ${index}`, variants: [{ sku, prices: [] }] });
    const lines = Array.from({ length: 30 }, (_, index) => line(index, index === 17 ? 'TAKEN' : `S-${index}`));
    const result = await imported(lines.join('\n'), 'jsonl');
    expect(result).toMatchObject({ counts: [29, 0, 0, 1], rows: [{ line: 18, problem: expect.stringContaining('TAKEN') }] });
    expect(fixture.stock.entries.length).toBeGreaterThanOrEqual(30);
  });
});

describe('an export as a job', () => {
  it('has a file once it is completed, until it expires', async () => {
    await write(odd);
    const store = fixture.app.get(ExportJobStore);
    const { id, status } = await store.add('jsonl', null);
    expect(status).toBe('pending');
    await expect(fixture.app.get(ExportFile).stored(id)).rejects.toThrow(ExportNotReady);
    await fixture.app.get(ExportWorker).work();
    expect(await store.get(id)).toMatchObject({ status: 'completed', total: 1, processed: 1, attempts: 1 });
    const file = await fixture.app.get(ExportFile).stored(id);
    expect(await text(file.getStream())).toBe(await exported('jsonl'));
    await fixture.db.database.execute('UPDATE catalog_export SET finished_at = finished_at - INTERVAL 13 HOUR');
    await expect(fixture.app.get(ExportFile).stored(id)).rejects.toThrow(ExportExpired);
  });

  it('begins anew when its worker was killed, and the old one writes nothing any more', async () => {
    await write(odd);
    const store = fixture.app.get(ExportJobStore);
    const { id } = await store.add('csv', null);
    const old = await store.claim();
    if (!old) throw new Error('nothing to claim');
    await fixture.app.get(ExportWorker).work();
    expect((await store.get(id)).status).toBe('running');
    await fixture.db.database.execute('UPDATE catalog_export SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND');
    await fixture.app.get(ExportWorker).work();
    expect(await store.get(id)).toMatchObject({ status: 'completed', attempts: 2 });
    await expect(store.complete(old, id, 1)).rejects.toThrow('not ours');
  });
});

describe('what files name by words', () => {
  const HEADER =
    'Handle,Title,Variant Price,Material (product.metafields.custom.material),Care (product.metafields.custom.care),Portico Collections';

  beforeEach(async () => {
    const options = [{ value: 'oak', label: 'Oak' }];
    await fixture.app.get(AttributeStore).create({ key: 'material', label: 'Material', type: 'select', options });
    await fixture.app.get(AttributeStore).create({ key: 'safe', label: 'Safe', type: 'boolean' });
    await fixture.app.get(CollectionStore).create({ slug: 'gifts', title: 'Gifts', kind: 'manual' });
  });

  it('is taken where the shop knows it: a metafield of another name stays a foreign column', async () => {
    expect(await imported(`${HEADER}\nmug,Mug,5,oak,by hand,gifts\n`, 'shopify_csv')).toMatchObject({ counts: [1, 0, 0, 0], rows: [] });
    expect(await stored('mug')).toMatchObject({
      attributes: { material: 'oak' },
      collections: ['gifts'],
      extra: { 'Care (product.metafields.custom.care)': 'by hand' },
    });
    expect(await imported('Handle,Title,Variant Price\nmug,Mug,5\n', 'shopify_csv')).toMatchObject({ counts: [0, 0, 1, 0] });
    expect(await imported(`${HEADER}\nmug,Mug,5,,by hand,\n`, 'shopify_csv')).toMatchObject({ counts: [0, 1, 0, 0] });
    expect(await stored('mug')).toMatchObject({ attributes: {}, collections: [] });
  });

  it('is a problem of its product alone where the shop does not', async () => {
    const lines = ['a,A,true,gifts', 'b,B,maybe,', 'c,C,,nowhere', 'd,D,FALSE,'];
    const rows = lines.map((line) => line.replace(/^(.),(.),(\w*),(\w*)$/, '$1,$2,5,safe > $3,$4').replace('safe > ,', ','));
    const result = await imported(`slug,title,price_eur,attributes,collections\n${rows.join('\n')}\n`, 'csv');
    expect(result.counts).toEqual([2, 0, 0, 2]);
    expect(result.rows).toEqual([
      { line: 3, problem: expect.stringContaining('"safe" is true or false') },
      { line: 4, problem: expect.stringContaining('no collection "nowhere"') },
    ]);
    expect([(await stored('a')).attributes, (await stored('d')).attributes]).toEqual([{ safe: true }, { safe: false }]);
    expect(await imported('{"slug":"a","attributes":{"colour":"red"}}', 'jsonl')).toMatchObject({ counts: [0, 0, 0, 1] });
  });

  it('is put at the end of a collection, which the other products of it stay in', async () => {
    for (const slug of ['one', 'two']) await write(productDraft(slug, { collections: ['gifts'] }));
    expect(await imported('{"slug":"one","collections":[]}\n{"slug":"two","title":"Two"}', 'jsonl')).toMatchObject({
      counts: [0, 2, 0, 0],
    });
    expect((await stored('one')).collections).toEqual([]);
    expect((await stored('two')).collections).toEqual(['gifts']);
  });

  it('is in a collection once, however often it says so', async () => {
    await write(productDraft('one'));
    expect(await imported('{"slug":"one","collections":["gifts","gifts"]}', 'jsonl')).toMatchObject({ counts: [0, 1, 0, 0], rows: [] });
    expect((await stored('one')).collections).toEqual(['gifts']);
  });
});
