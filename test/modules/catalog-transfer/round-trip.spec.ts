import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { CatalogWriter, FILE_FORMATS } from '../../../src/modules/catalog';
import type { FileFormat, ProductDraft } from '../../../src/modules/catalog';
import { AttributeStore } from '../../../src/modules/catalog/attributes/attribute-store';
import { CollectionStore } from '../../../src/modules/catalog/collections/collection-store';
import { PageStore } from '../../../src/modules/catalog/pages/page-store';
import { ProductExport } from '../../../src/modules/catalog/transfer/product-export';
import { ProductImport } from '../../../src/modules/catalog/transfer/product-import';
import type { ImportOutcome, ProductResult } from '../../../src/modules/catalog/transfer/product-import';
import { catalogFixture } from '../catalog/catalog.fixture';
import type { CatalogFixture } from '../catalog/catalog.fixture';
import { ATTRIBUTES, COLLECTIONS, catalogue } from './random-catalogue';

const seed = Number(process.env.TRANSFER_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.TRANSFER_RUNS ?? 8);

let fixture: CatalogFixture;
beforeAll(async () => {
  process.stdout.write(`export and import: TRANSFER_SEED=${seed} TRANSFER_RUNS=${numRuns}\n`);
  fixture = await catalogFixture();
});
afterAll(() => fixture.close());

async function emptyShop(): Promise<void> {
  await fixture.db.empty();
  for (const attribute of ATTRIBUTES) await fixture.app.get(AttributeStore).create(attribute);
  for (const slug of COLLECTIONS) await fixture.app.get(CollectionStore).create({ slug, title: slug, kind: 'manual', status: 'published' });
}

async function fill(products: readonly ProductDraft[]): Promise<void> {
  await emptyShop();
  for (const product of products) await fixture.app.get(CatalogWriter).upsertProduct(product);
}

const exported = (format: FileFormat): Promise<string> => text(fixture.app.get(ProductExport).file(format));

/** How many products had which outcome; problems fail the test with their words. */
async function imported(content: string, format: FileFormat): Promise<Partial<Record<ImportOutcome, number>>> {
  const products = fixture.app.get(ProductImport);
  const open = () => Readable.from([Buffer.from(content)]);
  const results: ProductResult[] = [];
  const told = { format, currency: 'EUR' };
  for await (const taken of products.takeAll(products.read(open(), told), { dryRun: false }, () => Promise.resolve()))
    results.push(...taken);
  expect(results.flatMap(({ problems }) => problems)).toEqual([]);
  expect(await products.count(open(), told)).toBe(results.length);
  const outcomes = results.map(({ outcome }) => outcome);
  return Object.fromEntries([...new Set(outcomes)].map((outcome) => [outcome, outcomes.filter((one) => one === outcome).length]));
}

const versions = (): Promise<object[]> =>
  fixture.db.database.query<object>('SELECT slug, version, updated_at FROM catalog_product ORDER BY slug');
const READ_MODELS = ['catalog_page', 'catalog_category_listing'] as const;
const readModels = (): Promise<object[][]> =>
  Promise.all(READ_MODELS.map((table) => fixture.db.database.query<object>(`SELECT * FROM ${table} ORDER BY 1, 2, 3`)));

describe.each(FILE_FORMATS)('a random catalogue as %s', (format) => {
  it('comes back without a change, makes the same shop of an empty one, and has the pages that reading it anew would give', async () => {
    await fc.assert(
      fc.asyncProperty(catalogue(format), async (products) => {
        await fill(products);
        const before = await versions();
        const file = await exported(format);
        expect(await imported(file, format)).toEqual({ skipped: products.length });
        expect(await versions()).toEqual(before);
        await emptyShop();
        expect(await imported(file, format)).toEqual({ created: products.length });
        expect(await exported(format)).toBe(file);
        const written = await readModels();
        const ids = await fixture.db.database.query<{ id: string }>('SELECT id FROM catalog_product');
        await fixture.db.database.transaction(() => fixture.app.get(PageStore).write(ids.map(({ id }) => id)));
        expect(await readModels()).toEqual(written);
      }),
      { seed, numRuns },
    );
  }, 120_000);
});
