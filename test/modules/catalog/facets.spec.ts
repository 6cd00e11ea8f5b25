import { CatalogWriter } from '../../../src/modules/catalog';
import type { ProductDraft } from '../../../src/modules/catalog';
import { StorefrontService } from '../../../src/modules/catalog/storefront.service';
import { random } from '../../support/random';
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

describe('filters and facets', () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const roll = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(roll() * items.length)] ?? (items[0] as T);
  const SIZES = ['S', 'M', 'L'];
  const COLOURS = ['Red', 'Blue'];
  const VENDORS = ['Acme', 'Globex', ''];
  const PATHS = [['Home'], ['Home', 'Kitchen'], ['Home', 'Kitchen', 'Mugs'], ['Garden']];
  const drafts: ProductDraft[] = [];

  const draft = (index: number): ProductDraft => {
    const combinations = SIZES.flatMap((Size) => COLOURS.map((Colour) => ({ Size, Colour }))).filter(() => roll() < 0.3);
    const chosen = combinations.length > 0 ? combinations : [{ Size: 'S', Colour: 'Red' }];
    const variants = chosen.map((options) => {
      const prices = [
        ...(roll() < 0.85 ? [eur(Math.floor(roll() * 50) * 100)] : []),
        ...(roll() < 0.5 ? [usd(Math.floor(roll() * 50) * 100)] : []),
      ];
      return variantDraft({ options, prices, onHand: roll() < 0.4 ? 1 : 0 });
    });
    const options = [
      { name: 'Size', values: SIZES },
      { name: 'Colour', values: COLOURS },
    ];
    const categoryPaths = PATHS.filter(() => roll() < 0.3);
    const status = pick(['published', 'published', 'published', 'draft', 'archived'] as const);
    return productDraft(`p-${index}`, {
      title: `${pick(['Stone', 'Glass', 'Iron'])} ${pick(['mug', 'lamp', 'chair'])}`,
      vendor: pick(VENDORS),
      options,
      variants,
      categoryPaths,
      status,
    });
  };

  beforeAll(async () => {
    process.stdout.write(`catalogue facets, SEED=${seed}\n`);
    await fixture.db.empty();
    for (let index = 0; index < 120; index += 1) drafts.push(draft(index));
    for (const one of drafts) await writer.upsertProduct(one);
  });

  const prices = (product: ProductDraft, currency: string): number[] =>
    product.variants.flatMap((variant) => variant.prices.filter((price) => price.currency === currency).map(({ amount }) => amount));

  /** The definition of every filter, in the plainest way. */
  function passes(product: ProductDraft, query: Query, except: string): boolean {
    const { currency = 'EUR', priceGte = 0, priceLte = Infinity } = query;
    const amounts = prices(product, currency);
    const priced = except === 'price' || amounts.some((amount) => amount >= priceGte && amount <= priceLte);
    const stocked = product.variants.some(({ onHand = 0 }) => onHand > 0);
    const options = Object.entries(query.option ?? {}).every(
      ([name, wanted]) => except === name || product.variants.some(({ options: own }) => [wanted].flat().includes(own[name] ?? '')),
    );
    const words = (query.q ?? '').toLowerCase().split(' ').filter(Boolean);
    const said = [product.title, ...(product.categoryPaths ?? []).flat()].flatMap((text) => text.toLowerCase().split(' '));
    return (
      product.status === 'published' &&
      amounts.length > 0 &&
      priced &&
      options &&
      (except === 'inStock' || query.inStock === undefined || stocked === query.inStock) &&
      (except === 'vendor' || query.vendor === undefined || product.vendor === query.vendor) &&
      (query.category === undefined ||
        (product.categoryPaths ?? []).some((path) => path.map((step) => step.toLowerCase()).includes(query.category ?? ''))) &&
      words.every((word) => said.some((part) => part.startsWith(word)))
    );
  }

  const matching = (query: Query, except = ''): ProductDraft[] => drafts.filter((product) => passes(product, query, except));

  const tally = (values: readonly (string | boolean)[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
    return counts;
  };

  function expected(query: Query) {
    const option = (name: string): Record<string, number> =>
      tally(matching(query, name).flatMap((product) => [...new Set(product.variants.map(({ options }) => options[name] ?? ''))]));
    const amounts = matching(query, 'price').flatMap((product) => prices(product, query.currency ?? 'EUR'));
    return {
      Size: option('Size'),
      Colour: option('Colour'),
      vendors: tally(
        matching(query, 'vendor')
          .map(({ vendor }) => vendor)
          .filter(Boolean),
      ),
      inStock: tally(matching(query, 'inStock').map(({ variants }) => variants.some(({ onHand = 0 }) => onHand > 0))),
      price: amounts.length === 0 ? null : [Math.min(...amounts), Math.max(...amounts)],
    };
  }

  function counted({ facets }: Shown) {
    const asRecord = (values: readonly { value: string | boolean; count: number }[] = []): Record<string, number> =>
      Object.fromEntries(values.map(({ value, count }) => [String(value), count]));
    const option = (name: string) => asRecord(facets?.options.find((facet) => facet.name === name)?.values);
    const price = facets?.price ? [facets.price.min.amount, facets.price.max.amount] : null;
    return {
      Size: option('Size'),
      Colour: option('Colour'),
      vendors: asRecord(facets?.vendors),
      inStock: asRecord(facets?.inStock),
      price,
    };
  }

  it('equal a count by hand for random questions', async () => {
    for (let round = 0; round < 60; round += 1) {
      const query: Query = {
        ...(roll() < 0.3 && { currency: 'USD' }),
        ...(roll() < 0.4 && { priceGte: Math.floor(roll() * 3000) }),
        ...(roll() < 0.4 && { priceLte: Math.floor(roll() * 5000) }),
        ...(roll() < 0.3 && { inStock: roll() < 0.7 }),
        ...(roll() < 0.3 && { vendor: pick(['Acme', 'Globex']) }),
        ...(roll() < 0.3 && { category: pick(['home', 'kitchen', 'mugs', 'garden', 'nowhere']) }),
        ...(roll() < 0.3 && { q: pick(['mug', 'sto', 'iron cha', 'glass', 'zzz']) }),
        option: { ...(roll() < 0.4 && { Size: roll() < 0.5 ? pick(SIZES) : ['S', 'L'] }), ...(roll() < 0.3 && { Colour: pick(COLOURS) }) },
      };
      const label = `SEED=${seed} round ${round}: ${JSON.stringify(query)}`;
      const listing = await list({ ...query, limit: 100, include: ['facets', 'total'] });
      const wanted = matching(query)
        .map(({ slug }) => slug)
        .sort();
      expect([label, listing.page.total, listing.page.data.map(({ slug }) => slug).sort()]).toEqual([
        label,
        wanted.length,
        wanted.slice(0, 100),
      ]);
      expect([label, counted(listing)]).toEqual([label, expected(query)]);
    }
  });

  it('sort by every allowed key, whatever the size of the pages', async () => {
    for (const sort of ['newest', '-createdAt', 'createdAt', 'price', '-price', 'title', '-title', 'relevance'] as const) {
      for (const q of [undefined, 'mug']) {
        const whole = (await list({ sort, q, limit: 100 })).page.data;
        expect(await walk({ sort, q, limit: 7 })).toEqual(whole.map(({ slug }) => slug));
        if (sort === 'price')
          expect(whole.map(({ price }) => price.amount)).toEqual(whole.map(({ price }) => price.amount).sort((a, b) => a - b));
        if (sort === '-price')
          expect(whole.map(({ price }) => price.amount)).toEqual(whole.map(({ price }) => price.amount).sort((a, b) => b - a));
        if (sort === 'title') expect(whole.map(({ title }) => title)).toEqual(whole.map(({ title }) => title).sort());
      }
    }
  });

  it('cost few statements: a page one, a search and a total one more each, a product one', async () => {
    const first = (await list()).page.data[0];
    expect(await fixture.statements(() => list())).toHaveLength(1);
    expect(await fixture.statements(() => list({ q: 'mug', category: 'home', option: { Size: 'M' }, include: ['total'] }))).toHaveLength(3);
    expect(await fixture.statements(() => storefront.product(first?.slug ?? '', undefined))).toHaveLength(1);
  });

  it('give the tree the number of products that its list has', async () => {
    const flat = (nodes: readonly { slug: string; productCount: number; children: readonly never[] }[]): [string, number][] =>
      nodes.flatMap(({ slug, productCount, children }) => [[slug, productCount] as [string, number], ...flat(children)]);
    const counts = Object.fromEntries(flat((await storefront.categoryTree('EUR')) as never));
    for (const category of ['home', 'kitchen', 'mugs', 'garden'])
      expect([category, counts[category]]).toEqual([category, matching({ category }).length]);
    const page = await storefront.category('mugs', undefined);
    expect(page).toMatchObject({ productCount: counts['mugs'], breadcrumbs: [{ slug: 'home' }, { slug: 'kitchen' }], children: [] });
  });
});
