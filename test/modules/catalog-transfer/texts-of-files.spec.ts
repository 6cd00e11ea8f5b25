import { text } from 'node:stream/consumers';
import { CatalogWriter, FILE_FORMATS } from '../../../src/modules/catalog';
import type { FileFormat, ProductDraft } from '../../../src/modules/catalog';
import { AttributeStore } from '../../../src/modules/catalog/attributes/attribute-store';
import { ProductExport } from '../../../src/modules/catalog/transfer/product-export';
import { catalogFixture, productDraft, variantDraft } from '../catalog/catalog.fixture';
import type { CatalogFixture } from '../catalog/catalog.fixture';
import { importJobs, storedProduct } from './import-jobs.fixture';
import type { ImportJobs } from './import-jobs.fixture';

let fixture: CatalogFixture;
let jobs: ImportJobs;

beforeAll(async () => {
  fixture = await catalogFixture();
  jobs = importJobs(fixture);
});
beforeEach(async () => {
  await fixture.db.empty();
  await fixture.app.get(AttributeStore).create({ key: 'note', label: 'Note', type: 'text' });
});
afterAll(() => fixture.close());

const exported = (format: FileFormat): Promise<string> => text(fixture.app.get(ProductExport).file(format));

const imported = (content: string, format: FileFormat) => jobs.run(content, format);

const stored = (slug: string): Promise<ProductDraft> => storedProduct(fixture, slug);

const BAD = [
  ['NUL', 'a\u0000b'],
  ['an escape', 'a\u001bb'],
  ['half a pair', 'a\ud800b'],
] as const;
const lineWith = (given: object): string => JSON.stringify({ slug: 'mug', title: 'Mug', variants: [{ sku: 'A', prices: [] }], ...given });

/** One bad text, in each of the places of a document. */
const PLACES: readonly (readonly [field: string, given: (bad: string) => object])[] = [
  ['slug', (bad) => ({ slug: bad })],
  ['title', (bad) => ({ title: bad })],
  ['description', (bad) => ({ description: `<p>${bad}</p>` })],
  ['vendor', (bad) => ({ vendor: bad })],
  ['productType', (bad) => ({ productType: bad })],
  ['tags.1', (bad) => ({ tags: ['good', bad] })],
  ['seoTitle', (bad) => ({ seoTitle: bad })],
  ['seoDescription', (bad) => ({ seoDescription: bad })],
  ['brand', (bad) => ({ brand: bad })],
  ['categories.0.1', (bad) => ({ categories: [['Home', bad]] })],
  ['attributes.note', (bad) => ({ attributes: { note: bad } })],
  ['images.0.url', (bad) => ({ images: [{ url: `https://img.example/${bad}.jpg` }] })],
  ['images.0.alt', (bad) => ({ images: [{ url: 'https://img.example/1.jpg', alt: bad }] })],
  ['translations.de.title', (bad) => ({ translations: { de: { title: bad } } })],
  ['translations.de.description', (bad) => ({ translations: { de: { description: bad } } })],
  ['extra.note', (bad) => ({ extra: { note: bad } })],
  ['variants.0.sku', (bad) => ({ variants: [{ sku: bad, prices: [] }] })],
  ['variants.0.barcode', (bad) => ({ variants: [{ barcode: bad, prices: [] }] })],
  ['variants.0.options.Size', (bad) => ({ variants: [{ options: { Size: bad }, prices: [] }] })],
  ['variants.0.extra.note', (bad) => ({ variants: [{ extra: { note: bad }, prices: [] }] })],
  [
    'options.0.values.0',
    (bad) => ({ options: [{ name: 'Size', values: [bad, 'S'] }], variants: [{ options: { Size: 'S' }, prices: [] }] }),
  ],
  ['options.0.name', (bad) => ({ options: [{ name: bad, values: ['S'] }] })],
];
const KEYS: readonly (readonly [field: string, given: (bad: string) => object])[] = [
  ['variants.0.options', (bad) => ({ variants: [{ options: { [bad]: 'S' }, prices: [] }] })],
  ['extra', (bad) => ({ extra: { [bad]: 'S' } })],
];

describe.each(BAD)('a text with %s', (_name, bad) => {
  it.each(PLACES)('is a problem of its line of JSON, as %s', async (field, given) => {
    const { counts, rows } = await imported(`${lineWith({ slug: 'good', variants: [{ prices: [] }] })}\n${lineWith(given(bad))}`, 'jsonl');
    expect(rows).toEqual([{ line: 2, problem: expect.stringMatching(new RegExp(`^${field}: must `)) }]);
    expect(counts).toEqual([1, 0, 0, 1]);
  });

  it.each(KEYS)('is a problem as a key of %s', async (field, given) => {
    const { counts, rows } = await imported(lineWith(given(bad)), 'jsonl');
    expect(rows).toEqual([{ line: 1, problem: `${field}.a\ufffdb: must not contain control characters.` }]);
    expect(counts).toEqual([0, 0, 0, 1]);
  });
});

describe('a text of one line', () => {
  it.each(FILE_FORMATS)('has no line break in a file either: %s', async (format) => {
    await fixture.app.get(CatalogWriter).upsertProduct(productDraft('mug', { title: 'Mug of oak', seoTitle: 'SEO', vendor: 'Maker' }));
    const file = await exported(format);
    const broken = format === 'jsonl' ? 'Mug\\nof oak' : '"Mug\nof oak"';
    expect(await imported(file.replace('Mug of oak', broken), format)).toEqual({
      counts: [0, 0, 0, 1],
      rows: [{ line: format === 'jsonl' ? 1 : 2, problem: expect.stringMatching(/^title\b.*control character/i) }],
    });
  });

  it('loses the blanks and line breaks around it', async () => {
    expect(await imported(lineWith({ title: '\n Mug\t\n', brand: 'Maker\n' }), 'jsonl')).toEqual({ counts: [1, 0, 0, 0], rows: [] });
    expect(await stored('mug')).toMatchObject({ title: 'Mug', brand: 'Maker' });
  });
});

describe('tables', () => {
  it('tell the line of the row with a bad cell', async () => {
    const file =
      'slug,title,variant_options,sku,extra\nmug,Mug,Size > S,A,\nmug,,Size > M,"B\u0007",\n"cup",C\u0000up,,C,"{""a"":""\\ud800""}"\n';
    const { counts, rows } = await imported(file, 'csv');
    expect(counts).toEqual([0, 0, 0, 2]);
    expect(rows).toEqual([
      { line: 3, problem: 'variants.1.sku: must not contain control characters.' },
      { line: 4, problem: 'title: must not contain control characters.' },
      { line: 4, problem: 'extra.a: must not contain control characters.' },
    ]);
  });

  it.each([
    ['Vendor', '"a\nb"'],
    ['Tags', '"good, a\nb"'],
    ['Variant SKU', '"a\nb"'],
    ['Image Alt Text,Image Src', '"a\nb",https://img.example/1.jpg'],
    ['Portico Translations', '"{""de"":{""title"":""a\\u0000b""}}"'],
    ['Body (HTML)', 'a\u0000b'],
    ['Foreign', 'a\u001bb'],
  ])("of Shopify's form refuse in %s what requests refuse", async (columns, cells) => {
    const { counts, rows } = await imported(`Handle,Title,Variant Price,${columns}\nmug,Mug,1,${cells}\n`, 'shopify_csv');
    expect(rows).toEqual([{ line: 2, problem: expect.stringContaining('control character') }]);
    expect(counts).toEqual([0, 0, 0, 1]);
  });

  it('refuse a foreign column whose name nobody can see', async () => {
    const { rows } = await imported('Handle,Title,Variant Price,Note\u0000\nmug,Mug,1,x\n', 'shopify_csv');
    expect(rows).toEqual([{ line: 1, problem: expect.stringContaining('control character') }]);
  });
});

describe.each(FILE_FORMATS)('texts of several lines in an export as %s', (format) => {
  it('come back without a change', async () => {
    const file = 'Handle,Title,Variant Price,Body (HTML),Foreign\r\nmug,Mug,1,"<p>One\r\n\ttwo</p>","a\r\nb\rc"\r\n';
    expect(await imported(file, 'shopify_csv')).toEqual({ counts: [1, 0, 0, 0], rows: [] });
    expect(await stored('mug')).toMatchObject({ description: '<p>One\n\ttwo</p>', extra: { Foreign: 'a\r\nb\rc' } });
    expect(await imported(await exported(format), format)).toEqual({ counts: [0, 0, 1, 0], rows: [] });
  });

  it('are taken with the line breaks of other systems, which are ours afterwards', async () => {
    await fixture.app.get(CatalogWriter).upsertProduct(
      productDraft('mug', {
        description: '<p>One\r\ntwo</p>',
        translations: { de: { title: null, description: '<p>Eins\rzwei</p>', seoTitle: null, seoDescription: null, options: {} } },
        variants: [variantDraft()],
      }),
    );
    expect(await imported(await exported(format), format)).toEqual({ counts: [0, 1, 0, 0], rows: [] });
    expect(await stored('mug')).toMatchObject({
      description: '<p>One\ntwo</p>',
      translations: { de: { description: '<p>Eins\nzwei</p>' } },
    });
    expect(await imported(await exported(format), format)).toEqual({ counts: [0, 0, 1, 0], rows: [] });
  });
});
