import { CatalogWriter } from '../../../src/modules/catalog';
import { PageReader } from '../../../src/modules/catalog/pages/page-reader';
import { ProductFacetsQuery } from '../../../src/modules/catalog/product-facets.query';
import { ProductListQuery } from '../../../src/modules/catalog/product-list.query';
import { ProductSearch } from '../../../src/modules/catalog/search/product-search';
import type { TextHits } from '../../../src/modules/catalog/search/product-search';
import { rankedHits } from '../../../src/modules/catalog/search/ranked-hits';
import type { SearchableProduct } from '../../../src/modules/catalog/search/searchable-product';
import { CursorCodec } from '../../../src/platform/http';
import { catalogFixture, eur, productDraft, variantDraft } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';

/** An engine outside the database, as small as one can be: it finds titles that contain the text, and answers ids and scores. */
class EngineElsewhere extends ProductSearch {
  private readonly titles = new Map<string, string>();

  read(text: string, reading = 'first'): Promise<TextHits> {
    const found = [...this.titles].filter(([, title]) => title.includes(text));
    return Promise.resolve(
      rankedHits(
        found.map(([productId, title]) => ({ productId, score: 1000 - title.length })),
        reading,
      ),
    );
  }

  keep(products: readonly SearchableProduct[]): void {
    for (const { id, title } of products) this.titles.set(id, title.toLowerCase());
  }

  outdate(): Promise<void> {
    return Promise.resolve();
  }
}

let fixture: CatalogFixture;
let engine: EngineElsewhere;
let lists: ProductListQuery;

beforeAll(async () => {
  fixture = await catalogFixture();
  const { database } = fixture.db;
  const drafts = Array.from({ length: 9 }, (_, index) =>
    productDraft(`mug-${index}`, {
      title: `Mug ${'x'.repeat(index % 5)}`,
      variants: [variantDraft({ prices: [eur(100 * index + 100)], onHand: index % 2 })],
    }),
  );
  await database.transaction(() =>
    fixture.app.get(CatalogWriter).upsertAll(drafts.map((draft) => ({ slug: draft.slug, draftFor: () => draft }))),
  );
  const rows = await database.query<{ id: string; title: string }>('SELECT id, title FROM catalog_product');
  engine = new EngineElsewhere();
  engine.keep(rows.map(({ id, title }) => ({ ...drafts[0], id, title }) as unknown as SearchableProduct));
  const get = <T>(type: new (...args: never[]) => T): T => fixture.app.get(type, { strict: false });
  lists = new ProductListQuery(database, get(CursorCodec), get(PageReader), engine);
}, 60_000);
afterAll(() => fixture.close());

const filter = { q: 'mug', currency: 'EUR', options: {}, attributes: {} };
const request = { limit: 4, locale: '', withTotal: true };
const titleOf = ({ summary }: { readonly summary: string }): string => (JSON.parse(summary) as { title: string }).title;

it('pages through what an engine elsewhere has found, in its order', async () => {
  const titles: string[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const { page } = await lists.page(filter, { ...request, cursor });
    expect(page.total).toBe(9);
    titles.push(...page.data.map(titleOf));
    cursor = page.page.nextCursor ?? undefined;
    more = cursor !== undefined;
  }
  expect(titles).toHaveLength(9);
  expect(titles).toEqual([...titles].sort((a, b) => a.length - b.length));
});

it('filters, sorts and counts it like anything else', async () => {
  const { page, filter: found } = await lists.page({ ...filter, inStock: true, priceGte: 300 }, { ...request, sort: '-price' });
  expect(page.total).toBe(3);
  expect((await fixture.app.get(ProductFacetsQuery, { strict: false }).facets(found)).inStock).toEqual([
    { value: true, count: 3 },
    { value: false, count: 4 },
  ]);
  expect((await lists.page({ ...filter, q: 'nothing' }, request)).page).toMatchObject({ data: [], total: 0 });
});
