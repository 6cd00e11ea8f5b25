import { CatalogWriter } from '../../../src/modules/catalog';
import type { ProductDraft } from '../../../src/modules/catalog';
import { StorefrontService } from '../../../src/modules/catalog/storefront.service';
import { catalogFixture, eur, productDraft, shopWindow, usd, variantDraft } from './catalog.fixture';
import type { CatalogFixture, Query, Shown } from './catalog.fixture';

let fixture: CatalogFixture;
let writer: CatalogWriter;
let storefront: StorefrontService;

beforeAll(async () => {
  fixture = await catalogFixture();
  writer = fixture.app.get(CatalogWriter);
  storefront = fixture.app.get(StorefrontService, { strict: false });
});
afterAll(() => fixture.close());

const list = (query: Query = {}): Promise<Shown> => shopWindow(fixture.app).list(query);
const slugs = async (query: Query = {}): Promise<string[]> => (await list({ limit: 100, ...query })).page.data.map(({ slug }) => slug);

async function walk(query: Query, between: () => Promise<unknown> = async () => undefined): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const { page } = await list({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.data.map(({ slug }) => slug));
    cursor = page.page.nextCursor ?? undefined;
    await between();
  } while (cursor !== undefined);
  return found;
}

describe('pages', () => {
  beforeEach(async () => {
    await fixture.db.empty();
    for (let index = 0; index < 20; index += 1) {
      await writer.upsertProduct(
        productDraft(`old-${index}`, { title: `Mug ${index}`, variants: [variantDraft({ prices: [eur(1000 + index)] })] }),
      );
    }
  });

  it.each(['newest', 'price', '-price', 'title', 'relevance'] as const)(
    'by %s show each product once while others are added',
    async (sort) => {
      let added = 0;
      const found = await walk({ sort, limit: 3, q: 'mug' }, async () => {
        added += 1;
        await writer.upsertProduct(
          productDraft(`new-${added}`, { title: `Mug new ${added}`, variants: [variantDraft({ prices: [eur(990 + added * 7)] })] }),
        );
      });
      const old = found.filter((slug) => slug.startsWith('old-'));
      expect([old.length, new Set(found).size]).toEqual([20, found.length]);
    },
  );

  it('refuse a cursor of other filters', async () => {
    const { page } = await list({ limit: 3 });
    await expect(list({ limit: 3, inStock: true, cursor: page.page.nextCursor ?? '' })).rejects.toMatchObject({
      type: { code: 'request/invalid' },
    });
  });
});

describe('search', () => {
  beforeAll(async () => {
    await fixture.db.empty();
    const products: [string, Partial<ProductDraft>][] = [
      [
        'mug',
        { title: 'Blue Mug', description: '<p>for <b>coffee</b></p>', vendor: 'Northwind', variants: [variantDraft({ sku: 'MUG-1' })] },
      ],
      ['shirt', { title: 'T-Shirt XS', tags: ['organic'], productType: 'Apparel' }],
      [
        'cafe',
        { title: 'Café crème', options: [{ name: 'Roast', values: ['Dark'] }], variants: [variantDraft({ options: { Roast: 'Dark' } })] },
      ],
      ['tv', { title: 'TV stand', description: 'holds a mug' }],
      ['tea', { title: '緑茶' }],
      ['percent', { title: '100% wool' }],
      ['draft', { title: 'Draft mug', status: 'draft' }],
      ['dollar', { title: 'Dollar mug', variants: [variantDraft({ prices: [usd(1)] })] }],
    ];
    for (const [slug, given] of products) await writer.upsertProduct(productDraft(slug, given));
  });

  it.each([
    ['mug', ['mug', 'tv']],
    ['MUGS', ['mug', 'tv']],
    ['blu mu', ['mug']],
    ['coff', ['mug']],
    ['northwind', ['mug']],
    ['organ', ['shirt']],
    ['apparel', ['shirt']],
    ['t-shirt', ['shirt']],
    ['cafe', ['cafe']],
    ['creme', ['cafe']],
    ['dark', ['cafe']],
    ['tv', ['tv']],
    ['xs', ['shirt']],
    ['the mug', ['mug', 'tv']],
    ['緑', ['tea']],
    ['%', []],
    ['_', []],
    ['', ['cafe', 'mug', 'percent', 'shirt', 'tea', 'tv']],
  ])('finds with %j', async (q, found) => {
    expect((await slugs({ q })).sort()).toEqual(found);
  });

  it('puts the title before the text, and an exact SKU before everything', async () => {
    await writer.upsertProduct(productDraft('mug-2', { title: 'Mug', variants: [variantDraft({ sku: 'TV-STAND' })] }));
    expect(await slugs({ q: 'mug' })).toEqual(['mug-2', 'mug', 'tv']);
    expect(await slugs({ q: 'tv-stand' })).toEqual(['mug-2', 'tv']);
    expect((await slugs({ q: 'TV-STAND' }))[0]).toBe('mug-2');
    expect(await slugs({ q: 'MUG-1' })).toEqual(['mug']);
  });

  it.each([
    ...[
      '+-*"()~<>@',
      '"',
      '""',
      '"mug',
      'mug"',
      '(',
      ')',
      '((mug',
      '+',
      '-',
      '*',
      '++mug',
      'mug*',
      '*mug',
      '@5',
      '"a b" @8',
      '<>',
      '~~~',
      '-mug',
      '+-mug',
      '\\',
      "'",
      "\\'",
    ],
    ..."mug' OR 1=1 --,%%%,___,mug) UNION SELECT 1 --,;,+the*,www,a b c d e,👍,\u202e,ﷺ,İ,ß,e\u0301".split(','),
    ...['x'.repeat(200), 'mug '.repeat(50), `${'z'.repeat(84)} ${'y'.repeat(85)}`, '\ud800'],
  ])('never fails over %j', async (q) => {
    const { page } = await list({ q, include: ['facets', 'total'] });
    expect(page.total).toBe(page.data.length);
  });
});

describe('what is shown', () => {
  beforeAll(async () => {
    await fixture.db.empty();
    const options = [{ name: 'Size', values: ['S', 'M'] }];
    const variants = [
      variantDraft({ sku: 'A', options: { Size: 'S' }, compareAt: [eur(1200)] }),
      variantDraft({ options: { Size: 'M' }, prices: [eur(900), usd(800)] }),
    ];
    await writer.upsertProduct(
      productDraft('cup', { options, variants, images: [{ url: 'https://img.example/c.jpg', alt: 'Cup', position: 1 }] }),
    );
    await writer.upsertProduct(productDraft('hidden', { status: 'draft' }));
  });

  it('is the product with the variants that are sold in the currency', async () => {
    expect(await shopWindow(fixture.app).product('cup', undefined)).toMatchObject({
      slug: 'cup',
      status: 'published',
      options: [{ name: 'Size', values: ['S', 'M'] }],
      variants: [
        { sku: 'A', title: 'S', options: { Size: 'S' }, price: eur(1000), compareAtPrice: eur(1200), available: 5 },
        { sku: null, title: 'M', options: { Size: 'M' }, price: eur(900), compareAtPrice: null, available: 5 },
      ],
      images: [{ url: 'https://img.example/c.jpg', alt: 'Cup' }],
    });
    expect((await shopWindow(fixture.app).product('cup', 'USD')).variants.map(({ price }) => price)).toEqual([usd(800)]);
    expect((await list({ currency: 'USD' })).page.data).toMatchObject([{ slug: 'cup', price: usd(800), highestPrice: usd(800) }]);
  });

  it('is nothing for a draft, a missing product or a currency that the shop does not have', async () => {
    for (const slug of ['hidden', 'missing', 'prod_02ITLcBYoUJdzTUMCSHuv3', '%', 'CUP']) {
      await expect(storefront.product(slug, undefined)).rejects.toMatchObject({ type: { code: 'resource/not-found' } });
    }
    await expect(storefront.product('cup', 'GBP')).rejects.toMatchObject({ type: { code: 'catalog/currency-not-offered' } });
    expect(await slugs()).toEqual(['cup']);
  });
});
