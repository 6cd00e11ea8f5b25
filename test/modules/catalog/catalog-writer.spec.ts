import { CatalogFacade, CatalogReader, CatalogWriter } from '../../../src/modules/catalog';
import type { ProductDraft } from '../../../src/modules/catalog';
import { newId } from '../../../src/platform/ids';
import { catalogFixture, eur, productDraft, usd, variantDraft } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';
import { VariantStore } from '../../../src/modules/catalog/variant-store';

let fixture: CatalogFixture;
let writer: CatalogWriter;

beforeAll(async () => {
  fixture = await catalogFixture();
  writer = fixture.app.get(CatalogWriter);
});
beforeEach(async () => {
  await fixture.db.empty();
  fixture.stock.entries.length = 0;
});
afterAll(() => fixture.close());

const shirt = (given: Partial<ProductDraft> = {}): ProductDraft =>
  productDraft('shirt', {
    title: 'Shirt',
    description: '<p onclick="x()">Soft &amp; warm<script>alert(1)</script></p>',
    vendor: 'Acme',
    tags: ['b', 'a', 'b'],
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: [
      variantDraft({
        sku: 'S-1',
        options: { Size: 'S' },
        prices: [usd(1200), eur(1000)],
        compareAt: [eur(1500)],
        onHand: 3,
        extra: { z: '1', a: '2' },
      }),
      variantDraft({ sku: 'S-2', options: { Size: 'M' }, imageUrl: 'https://img.example/2.jpg', onHand: 0 }),
    ],
    images: [{ url: 'https://img.example/1.jpg', alt: '', position: 1 }],
    categoryPaths: [['Clothing', 'Shirts'], ['Sale']],
    extra: { 'Google Shopping / MPN': '7' },
    ...given,
  });

const ids = async (): Promise<Map<string | null, string>> => {
  const rows = await fixture.db.database.query<{ sku: string | null; id: string }>('SELECT sku, id FROM catalog_variant');
  return new Map(rows.map(({ sku, id }) => [sku, id]));
};
const version = async (): Promise<number | undefined> =>
  (await fixture.db.database.query<{ version: number }>('SELECT version FROM catalog_product'))[0]?.version;

async function exported(): Promise<ProductDraft[]> {
  const drafts: ProductDraft[] = [];
  for await (const batch of fixture.app.get(CatalogReader).exportBatches(2)) drafts.push(...batch);
  return drafts;
}

it('creates, then finds nothing to change, then writes only the difference', async () => {
  expect(await writer.upsertProduct(shirt())).toBe('created');
  expect(await writer.upsertProduct(shirt())).toBe('unchanged');
  expect(await version()).toBe(1);
  expect(await writer.upsertProduct(shirt({ title: 'Shirt, new' }))).toBe('updated');
  expect(await version()).toBe(2);
});

it('takes back what it gave out without a difference', async () => {
  await writer.upsertProduct(shirt());
  const [draft] = await exported();
  if (!draft) throw new Error('nothing exported');
  expect(draft.description).toBe('<p>Soft &amp; warm</p>');
  expect(draft.images.map(({ url }) => url)).toEqual(['https://img.example/1.jpg', 'https://img.example/2.jpg']);
  expect(draft.categoryPaths).toEqual(expect.arrayContaining([['Clothing', 'Shirts'], ['Sale']]));
  expect(await writer.upsertProduct(draft)).toBe('unchanged');
});

it('exports every product once, by slug, in batches', async () => {
  for (const slug of ['c', 'a', 'e', 'b', 'd']) await writer.upsertProduct(productDraft(slug));
  expect((await exported()).map(({ slug }) => slug)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('tells the stock about new variants only', async () => {
  await writer.upsertProduct(shirt());
  expect(fixture.stock.entries.map(({ onHand }) => onHand)).toEqual([3, 0]);
  const more = shirt({
    options: [{ name: 'Size', values: ['S', 'M', 'L'] }],
    variants: [...shirt().variants, variantDraft({ options: { Size: 'L' }, onHand: 9 })],
  });
  await writer.upsertProduct(more);
  expect(fixture.stock.entries.map(({ onHand }) => onHand)).toEqual([3, 0, 9]);
});

it('keeps the variants when an option is renamed and SKUs are swapped', async () => {
  await writer.upsertProduct(shirt());
  const before = await ids();
  const [s, m] = shirt().variants;
  if (!s || !m) throw new Error('the shirt has two variants');
  await writer.upsertProduct(
    shirt({
      variants: [
        { ...s, sku: 'S-2' },
        { ...m, sku: 'S-1' },
      ],
    }),
  );
  const swapped = await ids();
  expect([swapped.get('S-1'), swapped.get('S-2')]).toEqual([before.get('S-2'), before.get('S-1')]);
  const renamed = [
    { ...s, sku: 'S-2', options: { Fit: 'S' } },
    { ...m, sku: 'S-1', options: { Fit: 'M' } },
  ];
  expect(await writer.upsertProduct(shirt({ options: [{ name: 'Fit', values: ['S', 'M'] }], variants: renamed }))).toBe('updated');
  expect(await ids()).toEqual(swapped);
});

it('takes prices, images, variants and categories away', async () => {
  await writer.upsertProduct(shirt());
  const [s] = shirt().variants;
  if (!s) throw new Error('the shirt has variants');
  const less = shirt({
    variants: [{ ...s, prices: [eur(900)], compareAt: [] }],
    options: [{ name: 'Size', values: ['S'] }],
    images: [],
    categoryPaths: [['Sale']],
  });
  expect(await writer.upsertProduct(less)).toBe('updated');
  const [draft] = await exported();
  expect(draft).toMatchObject({
    images: [],
    categoryPaths: [['Sale']],
    variants: [{ sku: 'S-1', prices: [{ amount: 900, currency: 'EUR' }] }],
  });
  expect(await fixture.db.database.query('SELECT currency, min_amount, max_amount FROM catalog_price_range')).toHaveLength(1);
});

it.each([
  ['a missing option', { variants: [variantDraft({ options: {} })] }, 'catalog/option-mismatch'],
  ['a foreign option', { variants: [variantDraft({ options: { Size: 'S', Colour: 'Red' } })] }, 'catalog/option-mismatch'],
  ['an unlisted value', { variants: [variantDraft({ options: { Size: 'XXL' } })] }, 'catalog/option-mismatch'],
  [
    'a combination twice',
    { variants: [variantDraft({ options: { Size: 'S' } }), variantDraft({ options: { size: ' s ' } })] },
    'catalog/duplicate-combination',
  ],
  [
    'a SKU twice',
    { variants: [variantDraft({ sku: 'A', options: { Size: 'S' } }), variantDraft({ sku: 'A', options: { Size: 'M' } })] },
    'catalog/sku-taken',
  ],
  [
    'two prices in a currency',
    { variants: [variantDraft({ options: { Size: 'S' }, prices: [eur(1), eur(2)] })] },
    'catalog/invalid-product',
  ],
  ['no variant', { variants: [] }, 'catalog/invalid-product'],
  ['a slug like an id', { slug: 'prod_02itlcbyoujdztumcshuv3' }, 'catalog/invalid-product'],
  ['a script as image', { images: [{ url: 'javascript:alert(1)', alt: null, position: 1 }] }, 'catalog/invalid-product'],
])('refuses %s', async (_, given, code) => {
  await expect(writer.upsertProduct(shirt(given))).rejects.toMatchObject({ type: { code } });
});

it('names the SKU that another product has, and changes nothing', async () => {
  await writer.upsertProduct(shirt());
  const thief = productDraft('thief', { variants: [variantDraft({ sku: 'S-1' })] });
  await expect(writer.upsertProduct(thief)).rejects.toMatchObject({ type: { code: 'catalog/sku-taken' }, extensions: { skus: ['S-1'] } });
  expect((await exported()).map(({ slug }) => slug)).toEqual(['shirt']);
});

it('makes one product and one category tree of twenty simultaneous imports', async () => {
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => writer.upsertProduct(shirt())));
  expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'unchanged')).toHaveLength(19);
  expect(await fixture.db.database.query('SELECT id FROM catalog_category')).toHaveLength(3);
});

it('takes a product that somebody else makes between the look for its slug and the look for its SKUs for what it is', async () => {
  const mug = productDraft('mug', { variants: [variantDraft({ sku: 'MUG' })] });
  const taken = jest.spyOn(VariantStore.prototype, 'taken').mockImplementationOnce(async function (this: VariantStore, skus) {
    await fixture.db.database.detached(() => writer.upsertProduct(mug));
    return this.taken(skus);
  });
  expect(await writer.upsertProduct(mug)).toBe('unchanged');
  expect(taken.mock.calls.length).toBeGreaterThan(1);
  taken.mockRestore();
});

it('gives a contested SKU to one of twenty products', async () => {
  const drafts = Array.from({ length: 20 }, (_, i) => productDraft(`p-${i}`, { variants: [variantDraft({ sku: 'ONE' })] }));
  const results = await Promise.allSettled(drafts.map((draft) => writer.upsertProduct(draft)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ type: { code: 'catalog/sku-taken' } });
});

describe('the facade', () => {
  it('offers what is published and priced, in one query', async () => {
    await writer.upsertProduct(shirt());
    await writer.upsertProduct(productDraft('secret', { status: 'draft', variants: [variantDraft({ sku: 'X' })] }));
    const all = await ids();
    const asked = [...all.values(), 'var_02ITLcBYoUJdzTUMCSHuv3'];
    const facade = fixture.app.get(CatalogFacade);
    const seen = await fixture.statements(async () => {
      const offers = await facade.offers(asked, 'EUR');
      expect([...offers.keys()].sort()).toEqual([all.get('S-1'), all.get('S-2')].sort());
      expect(offers.get(all.get('S-1') ?? '')).toMatchObject({
        title: 'Shirt',
        variantTitle: 'S',
        unitPrice: eur(1000),
        compareAtPrice: eur(1500),
        imageUrl: 'https://img.example/1.jpg',
      });
      expect(offers.get(all.get('S-2') ?? '')).toMatchObject({ imageUrl: 'https://img.example/2.jpg', taxCategory: 'standard' });
    });
    expect(seen).toHaveLength(1);
    expect([...(await facade.offers(asked, 'USD')).keys()]).toEqual([all.get('S-1')]);
  });

  it('keeps the newest availability, whatever the order of delivery, and the flag that follows from it', async () => {
    await writer.upsertProduct(shirt());
    const variantId = (await ids()).get('S-1') ?? '';
    const facade = fixture.app.get(CatalogFacade);
    const inStock = async (): Promise<unknown> =>
      (await fixture.db.database.query<{ in_stock: number }>('SELECT in_stock FROM catalog_product'))[0]?.in_stock;
    await facade.rememberAvailability([{ variantId, available: 0, version: 3 }]);
    expect(await inStock()).toBe(0);
    await facade.rememberAvailability([{ variantId, available: 9, version: 2 }]);
    expect(await inStock()).toBe(0);
    await facade.rememberAvailability([{ variantId, available: 2, version: 4 }]);
    expect(await inStock()).toBe(1);
  });

  it('takes many levels in few statements, of each variant the newest, and passes over variants that are gone', async () => {
    await writer.upsertProduct(shirt());
    const all = [...(await ids()).values()];
    const gone = Array.from({ length: 30 }, (_, index) => ({ variantId: newId('var'), available: index, version: 1 }));
    const levels = all.flatMap((variantId, index) => [
      { variantId, available: 40 + index, version: 7 },
      { variantId, available: 1, version: 6 },
    ]);
    const seen = await fixture.statements(() => fixture.app.get(CatalogFacade).rememberAvailability([...gone, ...levels]));
    expect(seen.filter((sql) => sql.startsWith('UPDATE catalog_variant'))).toHaveLength(1);
    const rows = await fixture.db.database.query('SELECT id, available, stock_version FROM catalog_variant ORDER BY id');
    expect(rows).toEqual([...all].sort().map((id) => ({ id, available: 40 + all.indexOf(id), stock_version: 7 })));
  });

  it('locks nothing for levels that are known already', async () => {
    await writer.upsertProduct(shirt());
    const level = { variantId: (await ids()).get('S-1') ?? '', available: 3, version: 5 };
    const remember = () => fixture.app.get(CatalogFacade).rememberAvailability([level, { ...level, available: 9, version: 4 }]);
    expect((await fixture.statements(remember)).filter((sql) => sql.includes('FOR UPDATE'))).toHaveLength(1);
    expect((await fixture.statements(remember)).filter((sql) => /FOR UPDATE|^UPDATE/.test(sql))).toEqual([]);
  });

  it('sees a product sold out when its two variants sell out at once', async () => {
    const facade = fixture.app.get(CatalogFacade);
    for (let round = 1; round <= 10; round += 1) {
      await fixture.db.empty();
      await writer.upsertProduct(shirt());
      const all = [...(await ids()).values()];
      await Promise.all(all.map((variantId) => facade.rememberAvailability([{ variantId, available: 0, version: 1 }])));
      expect(await fixture.db.database.query('SELECT id FROM catalog_product WHERE in_stock = 1')).toEqual([]);
    }
  });
});

it('writes products to the end while others of their category and brand are not committed yet', async () => {
  const given = (name: string) =>
    Array.from({ length: 150 }, (_, index) => {
      const draft = productDraft(`${name}-${index}`, { title: 'Thing', vendor: 'Acme', categoryPaths: [['Home', 'Kitchen']] });
      return { slug: draft.slug, draftFor: () => draft };
    });
  const { database } = fixture.db;
  await database.transaction(() => writer.upsertAll(given('known')));
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let announce: () => void = () => undefined;
  const written = new Promise<void>((resolve) => (announce = resolve));
  const first = database.transaction(async () => {
    await writer.upsertAll(given('first'));
    announce();
    await held;
  });
  await Promise.race([written, first]);
  // Half as long as anybody waits for a lock.
  const late = setTimeout(release, 2_000);
  let waited = true;
  const second = database.transaction(() => writer.upsertAll(given('second'))).then(() => (waited = false));
  await Promise.race([second, held]);
  expect(waited).toBe(false);
  clearTimeout(late);
  release();
  await first;
});
