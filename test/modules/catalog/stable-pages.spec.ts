import fc from 'fast-check';
import { CatalogWriter } from '../../../src/modules/catalog';
import type { ProductDraft } from '../../../src/modules/catalog';
import { SalesBook } from '../../../src/modules/catalog/sales/sales-book';
import { catalogFixture, eur, productDraft, shopWindow, variantDraft } from './catalog.fixture';
import type { CatalogFixture, Query } from './catalog.fixture';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const STILL = 12;
const RESTLESS = 4;

let fixture: CatalogFixture;

beforeAll(async () => {
  process.stdout.write(`stable pages, SEED=${seed}\n`);
  fixture = await catalogFixture();
});
afterAll(() => fixture.close());

const writer = (): CatalogWriter => fixture.app.get(CatalogWriter);
const sales = (): SalesBook => fixture.app.get(SalesBook, { strict: false });

/** Few different titles, prices and numbers sold, so that many products stand at one place and only their ids tell them apart. */
const looks = fc.record({
  title: fc.constantFrom('Blue mug', 'Blue pan', 'Red mug'),
  price: fc.constantFrom(100, 200, 300),
  sold: fc.integer({ min: 0, max: 2 }),
});
type Looks = { readonly title: string; readonly price: number; readonly sold: number };
const step = fc.record({ insert: fc.boolean(), which: fc.nat({ max: RESTLESS - 1 }), archive: fc.constantFrom(false, false, true), looks });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const draft = (slug: string, { title, price }: Looks, archive = false): ProductDraft =>
  productDraft(slug, {
    title,
    status: archive ? 'archived' : 'published',
    variants: [variantDraft({ prices: [eur(price)] })],
    categoryPaths: [['Home', 'Kitchen']],
  });

async function put(slug: string, as: Looks, archive = false): Promise<void> {
  await writer().upsertProduct(draft(slug, as, archive));
  const [row] = await fixture.db.database.query<{ id: string; sold: number }>('SELECT id, sold FROM catalog_product WHERE slug = ?', [
    slug,
  ]);
  if (!row || row.sold === as.sold) return;
  await fixture.db.database.transaction(() => sales().record([{ productId: row.id, units: as.sold - row.sold, at: new Date() }]));
  await sales().count();
}

/** The slugs of all pages, with something happening before each next one. */
async function walk(query: Query, steps: readonly Step[]): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
    const shown = (await shopWindow(fixture.app).list({ ...query, limit: 3, cursor })).page;
    seen.push(...shown.data.map(({ slug }) => slug));
    cursor = shown.page.nextCursor ?? undefined;
    const now = steps[page];
    if (now) await put(now.insert ? `new-${page}` : `restless-${now.which}`, now.looks, !now.insert && now.archive);
  }
  return seen;
}

const SORTS = ['newest', 'createdAt', 'price', '-price', 'title', '-title', 'best_selling'] as const;
const LISTS: Query[] = [
  ...SORTS.flatMap((sort) => [{ sort }, { sort, category: 'home' }]),
  { q: 'mug', sort: 'relevance' },
  { q: 'mug', sort: 'price' },
  { sort: 'price', inStock: true },
];

it.each(LISTS)(
  'shows what stands still exactly once on the pages of %j, whatever comes and goes meanwhile',
  async (query) => {
    const property = fc.asyncProperty(
      fc.array(looks, { minLength: STILL, maxLength: STILL }),
      fc.array(step, { minLength: 5, maxLength: 8 }),
      async (still, steps) => {
        await fixture.db.empty();
        for (const [index, one] of still.entries()) await put(`still-${index}`, one);
        for (let index = 0; index < RESTLESS; index += 1) await put(`restless-${index}`, { title: 'Red mug', price: 200, sold: 1 });
        const seen = await walk(query, steps);
        const expected = still.flatMap(({ title }, index) => (query.q === undefined || title.includes(query.q) ? [`still-${index}`] : []));
        expect(seen.filter((slug) => slug.startsWith('still-')).sort()).toEqual(expected.sort());
        // What moves may be met again where it has moved to; what has come stands where it came.
        const come = seen.filter((slug) => slug.startsWith('new-'));
        expect(come).toEqual([...new Set(come)]);
      },
    );
    await fc.assert(property, { seed, numRuns: 3, endOnFailure: true });
  },
  120_000,
);
