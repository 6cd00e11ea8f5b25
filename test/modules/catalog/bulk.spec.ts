import { CatalogWriter } from '../../../src/modules/catalog';
import { BulkService } from '../../../src/modules/catalog/bulk/bulk.service';
import type { BulkOperation } from '../../../src/modules/catalog/bulk/bulk.dto';
import { catalogFixture, eur, productDraft, variantDraft } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';

let fixture: CatalogFixture;
beforeAll(async () => {
  fixture = await catalogFixture();
});
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const run = (operations: readonly BulkOperation[], key = 'k'.repeat(64)) => fixture.app.get(BulkService).run(operations, key);
const price = (amount: number) => ({ price: { amount, currency: 'EUR' } });
const create = (slug: string, sku?: string): BulkOperation => ({
  action: 'create',
  product: { title: slug, slug, status: 'published', variants: [{ sku, ...price(500) }] },
});
const products = () =>
  fixture.db.database.query<{ id: string; slug: string; status: string; version: number; variant: string; amount: unknown }>(
    `SELECT p.id, p.slug, p.status, p.version, v.id AS variant, c.amount FROM catalog_product p JOIN catalog_variant v ON v.product_id = p.id
       JOIN catalog_price c ON c.variant_id = v.id ORDER BY p.slug`,
  );

describe('many operations in one request', () => {
  it('each have a status, and one that is refused stops no other', async () => {
    await fixture.app
      .get(CatalogWriter)
      .upsertProduct(productDraft('mug', { variants: [variantDraft({ sku: 'MUG', prices: [eur(100)] })] }));
    const [mug] = await products();
    if (!mug) throw new Error('no mug');
    const results = await run([
      create('cup', 'CUP'),
      create('pot', 'MUG'),
      { action: 'update', id: mug.id, version: 1, changes: { title: 'Better mug' } },
      { action: 'update', id: mug.id, version: 1, changes: { title: 'Worse mug' } },
      { action: 'set_prices', variantId: mug.variant, prices: [price(700)] },
      { action: 'archive', id: mug.id, version: 3 },
      { action: 'archive', id: 'prod_0000000000000000000000', version: 1 },
    ]);
    expect(results.map(({ index, status, problem }) => [index, status, problem?.code])).toEqual([
      [0, 201, undefined],
      [1, 409, 'catalog/sku-taken'],
      [2, 200, undefined],
      [3, 412, 'request/stale'],
      [4, 200, undefined],
      [5, 204, undefined],
      [6, 404, 'resource/not-found'],
    ]);
    expect(results[5]).toMatchObject({ id: mug.id, version: 4 });
    expect((await products()).map(({ slug, status, version, amount }) => [slug, status, version, Number(amount)])).toEqual([
      ['cup', 'published', 1, 500],
      ['mug', 'archived', 4, 700],
    ]);
  });

  it('are done once under one key, also when the request broke off in the middle', async () => {
    const unnamed: BulkOperation = { action: 'create', product: { title: 'Cup', status: 'draft', variants: [price(5)] } };
    const first = await run([unnamed]);
    const again = await run([unnamed, unnamed, unnamed]);
    expect(again[0]).toEqual(first[0]);
    expect(await run([unnamed, unnamed, unnamed])).toEqual(again);
    expect(await products()).toHaveLength(3);
    await run([unnamed], 'other');
    expect(await products()).toHaveLength(4);
  });

  it('are refused as a whole when one is not complete, before anything is done', async () => {
    await expect(run([create('cup'), { action: 'update', id: 'prod_0000000000000000000000', version: 1 }])).rejects.toMatchObject({
      extensions: { errors: [{ pointer: '/operations/1/changes' }] },
    });
    await expect(run([{ ...create('cup'), prices: [] }])).rejects.toMatchObject({
      extensions: { errors: [{ pointer: '/operations/0/prices' }] },
    });
    expect(await products()).toEqual([]);
  });

  it('are remembered for two days', async () => {
    await run([create('cup')]);
    await fixture.db.database.execute('UPDATE catalog_bulk_done SET created_at = created_at - INTERVAL 3 DAY');
    await fixture.app.get(BulkService).tidy();
    expect(await fixture.db.database.query('SELECT 1 FROM catalog_bulk_done')).toEqual([]);
  });
});
