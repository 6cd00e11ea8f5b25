import { text } from 'node:stream/consumers';
import { CatalogWriter } from '../../../src/modules/catalog';
import type { FileFormat } from '../../../src/modules/catalog';
import { ProductExport } from '../../../src/modules/catalog/transfer/product-export';
import { catalogFixture, eur, productDraft, usd, variantDraft } from '../catalog/catalog.fixture';
import type { CatalogFixture } from '../catalog/catalog.fixture';
import { importJobs } from './import-jobs.fixture';
import type { ImportJobs } from './import-jobs.fixture';

let fixture: CatalogFixture;
let jobs: ImportJobs;

beforeAll(async () => {
  fixture = await catalogFixture();
  jobs = importJobs(fixture);
});
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const imported = (content: string, format: FileFormat) => jobs.run(content, format);

const MOST = 999_999_999_999;
const mug = (variant: object): string => JSON.stringify({ slug: 'mug', title: 'Mug', variants: [{ sku: 'A', prices: [] }, variant] });
const OPTIONS = 'slug,title,variant_options';
const SHOPIFY = 'Handle,Title,Option1 Name,Option1 Value';

describe('numbers of a file', () => {
  it.each(['shopify_csv', 'csv', 'jsonl'] as const)('are taken as %s up to the limits of requests', async (format) => {
    const prices = [eur(MOST), usd(MOST)];
    const most = variantDraft({ sku: 'A', prices, compareAt: prices, weightGrams: 1_000_000_000, onHand: 1_000_000_000 });
    await fixture.app.get(CatalogWriter).upsertProduct(productDraft('mug', { variants: [most] }));
    const file = await text(fixture.app.get(ProductExport).file(format));
    await fixture.db.empty();
    expect(await imported(file, format)).toEqual({ counts: [1, 0, 0, 0], rows: [] });
  });

  it.each([
    ['a price', { prices: [{ amount: MOST + 1, currency: 'EUR' }] }, 'variants.1.prices.0.amount'],
    ['a "was" price', { prices: [], compareAt: [{ amount: MOST + 1, currency: 'EUR' }] }, 'variants.1.compareAt.0.amount'],
    ['a weight', { weightGrams: 1_000_000_001 }, 'variants.1.weightGrams'],
    ['stock', { onHand: 1_000_000_001 }, 'variants.1.onHand'],
  ])('are refused in JSON beyond them: %s', async (_name, variant, field) => {
    expect(await imported(mug(variant), 'jsonl')).toEqual({
      counts: [0, 0, 0, 1],
      rows: [{ line: 1, problem: expect.stringMatching(`^${field}: must be a whole number from 0 to`) }],
    });
  });

  it.each([
    ['price_eur', '10000000000.00'],
    ['price_eur', '-0.01'],
    ['compare_at_eur', '10000000000.00'],
    ['weight_grams', '1000000001'],
    ['on_hand', '1000000001'],
  ])('are refused in our own table beyond them, on their line: %s %s', async (column, cell) => {
    const file = `${OPTIONS},${column}\nmug,Mug,Size > S,1\nmug,,Size > M,${cell}\n`;
    const { counts, rows } = await imported(file, 'csv');
    expect(counts).toEqual([0, 0, 0, 1]);
    expect(rows).toContainEqual({ line: 3, problem: expect.stringMatching(`${column} is "${cell}"`) });
  });

  it.each([
    ['Variant Price', '10000000000.00'],
    ['Variant Compare At Price', '10000000000.00'],
    ['Price / USD', '10000000000.00'],
    ['Variant Grams', '1000000000.6'],
    ['Variant Inventory Qty', '1000000001'],
  ])("are refused in Shopify's table beyond them, on their line: %s %s", async (column, cell) => {
    const price = column === 'Variant Price' ? '' : ',Variant Price';
    const [first, second] = price === '' ? ['', ''] : [',1', ',1'];
    const file = `${SHOPIFY},${column}${price}\nmug,Mug,Size,S,1${first}\nmug,,,M,${cell}${second}\n`;
    const { counts, rows } = await imported(file, 'shopify_csv');
    expect(counts).toEqual([0, 0, 0, 1]);
    expect(rows).toEqual([{ line: 3, problem: expect.stringContaining(`${column} is "${cell}"`) }]);
  });
});
