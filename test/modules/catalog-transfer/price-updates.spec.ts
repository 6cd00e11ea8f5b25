import { CatalogWriter } from '../../../src/modules/catalog';
import type { ProductDraft } from '../../../src/modules/catalog';
import { catalogFixture, eur, productDraft, usd, variantDraft } from '../catalog/catalog.fixture';
import type { CatalogFixture } from '../catalog/catalog.fixture';
import { importJobs, storedProduct } from './import-jobs.fixture';
import type { ImportJobs } from './import-jobs.fixture';

let fixture: CatalogFixture;
let jobs: ImportJobs;

const mug = productDraft('mug', {
  title: 'Mug',
  description: '<p>Round</p>',
  productType: 'Mugs',
  vendor: 'Maker',
  options: [{ name: 'Size', values: ['L', 'S'] }],
  variants: [
    variantDraft({ sku: 'M-S', options: { Size: 'S' }, prices: [eur(500), usd(600)], barcode: '1' }),
    variantDraft({ sku: 'M-L', options: { Size: 'L' }, prices: [eur(800)], compareAt: [eur(900)] }),
  ],
  categoryPaths: [['Kitchen', 'Mugs']],
});
const cup = productDraft('cup', { variants: [variantDraft({ sku: 'C-1', prices: [eur(100)] })] });

beforeAll(async () => {
  fixture = await catalogFixture();
  jobs = importJobs(fixture);
});
beforeEach(async () => {
  await fixture.db.empty();
  for (const product of [mug, cup]) await fixture.app.get(CatalogWriter).upsertProduct(product);
});
afterAll(() => fixture.close());

const imported = (content: string) => jobs.run(content);

const stored = (slug: string): Promise<ProductDraft> => storedProduct(fixture, slug);

describe("a file of handles, SKUs and prices in Shopify's form", () => {
  it('changes prices and nothing else, whatever the order of its rows', async () => {
    const before = await stored('mug');
    const same = 'Handle,Variant SKU,Variant Price\nmug,M-S,5\nmug,M-L,8\ncup,C-1,1\n';
    expect(await imported(same)).toEqual({ counts: [0, 0, 2, 0], rows: [] });
    expect(await imported(same.replace(',8\n', ',8.50\n'))).toEqual({ counts: [0, 1, 1, 0], rows: [] });
    const [small, large] = before.variants;
    expect(await stored('mug')).toEqual({ ...before, variants: [small, { ...large, prices: [eur(850)] }] });
    expect(await imported('Handle,Variant SKU,Variant Price\nmug,M-L,9\nmug,M-S,6\n')).toEqual({ counts: [0, 1, 0, 0], rows: [] });
    expect((await stored('mug')).variants.map(({ sku, options, prices }) => [sku, options, prices])).toEqual([
      ['M-S', { Size: 'S' }, [eur(600), usd(600)]],
      ['M-L', { Size: 'L' }, [eur(900)]],
    ]);
  });

  it('leaves the variants alone that it does not name, and gives no variant the SKU of another', async () => {
    const [small, large] = (await stored('mug')).variants;
    expect(await imported('Handle,Variant SKU,Variant Price\nmug,M-L,9\n')).toEqual({ counts: [0, 1, 0, 0], rows: [] });
    expect((await stored('mug')).variants).toEqual([small, { ...large, prices: [eur(900)] }]);
    expect(await imported('Handle,Variant SKU,Variant Price\ncup,TYPO-1,2\n')).toEqual({
      counts: [0, 0, 0, 1],
      rows: [{ line: 2, problem: expect.stringContaining('no variant with the SKU "TYPO-1"') }],
    });
    expect((await stored('cup')).variants).toMatchObject([{ sku: 'C-1', prices: [eur(100)] }]);
  });

  it('gives the only variant of a product its first SKU', async () => {
    await fixture.app.get(CatalogWriter).upsertProduct(productDraft('jug', { variants: [variantDraft({ prices: [eur(100)] })] }));
    expect(await imported('Handle,Variant SKU,Variant Price\njug,J-1,2\n')).toEqual({ counts: [0, 1, 0, 0], rows: [] });
    expect((await stored('jug')).variants).toMatchObject([{ sku: 'J-1', prices: [eur(200)] }]);
  });

  it('needs no SKU for the only variant of a product, whatever its options', async () => {
    await fixture.app
      .get(CatalogWriter)
      .upsertProduct(
        productDraft('bowl', { options: [{ name: 'Size', values: ['S'] }], variants: [variantDraft({ options: { Size: 'S' } })] }),
      );
    expect(await imported('Handle,Variant Price\ncup,2\nbowl,3\n')).toEqual({ counts: [0, 2, 0, 0], rows: [] });
    expect([(await stored('cup')).variants, (await stored('bowl')).variants]).toMatchObject([
      [{ sku: 'C-1', prices: [eur(200)] }],
      [{ options: { Size: 'S' }, prices: [eur(300)] }],
    ]);
    expect((await stored('bowl')).options).toEqual([{ name: 'Size', values: ['S'] }]);
  });

  it('tells of products that there are not, of variants that it does not name, and of those that it names twice', async () => {
    const rows = ['new,N-1,1', 'mug,M-S,5', 'mug,M-XL,9', 'cup,,1', 'cup,,2', 'pot,P-1,1'];
    const result = await imported(`Handle,Variant SKU,Variant Price\n${rows.join('\n')}\n`);
    expect(result.counts).toEqual([0, 0, 0, 4]);
    expect(result.rows).toEqual([
      { line: 2, problem: expect.stringContaining('A new product needs a title.') },
      { line: 3, problem: expect.stringContaining('no variant with the SKU "M-XL"') },
      { line: 6, problem: expect.stringContaining('Line 5 has the same variant') },
      { line: 7, problem: expect.stringContaining('A new product needs a title.') },
    ]);
    expect(await imported('Handle,Variant Price\nmug,5\n')).toEqual({
      counts: [0, 0, 0, 1],
      rows: [{ line: 2, problem: expect.stringContaining('SKU') }],
    });
    expect(await stored('mug')).toMatchObject({ title: 'Mug', options: mug.options });
  });

  it('still refuses a blank title where it has the column', async () => {
    const result = await imported('Handle,Title,Variant SKU,Variant Price\ncup,,C-1,2\n');
    expect(result).toEqual({ counts: [0, 0, 0, 1], rows: [{ line: 2, problem: expect.stringContaining('Title is empty') }] });
  });
});
