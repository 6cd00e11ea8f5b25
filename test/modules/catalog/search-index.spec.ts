import { BrandStore } from '../../../src/modules/catalog/brands/brand-store';
import { CategoryStore } from '../../../src/modules/catalog/category-store';
import { ProductLoader } from '../../../src/modules/catalog/product-loader';
import { SearchIndex } from '../../../src/modules/catalog/search/search-index';
import { SearchKeeper } from '../../../src/modules/catalog/search/search-keeper';
import { TermCounter } from '../../../src/modules/catalog/search/term-counter';
import { catalogFixture, shopWindow } from './catalog.fixture';
import type { CatalogFixture, Query } from './catalog.fixture';
import { sold } from './search.fixture';
import type { Products } from './search.fixture';

let fixture: CatalogFixture;

beforeAll(async () => {
  fixture = await catalogFixture();
}, 60_000);
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const sell = (products: Products): Promise<void> => sold(fixture, products);
const slugs = async (query: Query): Promise<string[]> => (await shopWindow(fixture.app).list(query)).page.data.map(({ slug }) => slug);
const get = <T>(type: new (...args: never[]) => T): T => fixture.app.get(type, { strict: false });

describe('the index', () => {
  it('is made for products that were there before it, and by new rules for all', async () => {
    await sell({ mug: { title: 'Blue mug' }, bowl: { title: 'Green bowl' } });
    await fixture.db.database.execute('DELETE FROM catalog_search_posting');
    await fixture.db.database.execute('UPDATE catalog_search_source SET words = ? ', [Buffer.alloc(0)]);
    await fixture.db.database.execute(
      "DELETE FROM catalog_search_source WHERE product_id IN (SELECT id FROM catalog_product WHERE slug = 'mug')",
    );
    await fixture.db.database.execute('UPDATE catalog_search_source SET index_version = 0');
    expect(await slugs({ q: 'mug' })).toEqual([]);
    const { database } = fixture.db;
    await new SearchKeeper(database, get(ProductLoader), get(SearchIndex)).keep();
    expect([await slugs({ q: 'mug' }), await slugs({ q: 'bowl' })]).toEqual([['mug'], ['bowl']]);
  });

  it('hears of brands and categories that are renamed', async () => {
    await sell({ mug: { title: 'Mug', vendor: 'Acme', categoryPaths: [['Home', 'Tableware']] } });
    expect([await slugs({ q: 'acme' }), await slugs({ q: 'tableware' }), await slugs({ q: 'home' })]).toEqual([['mug'], ['mug'], ['mug']]);
    const { database } = fixture.db;
    await database.transaction(async () => {
      const [brand] = await database.query<{ id: string }>('SELECT id FROM catalog_brand');
      const stored = await get(BrandStore).get(brand?.id ?? '');
      await get(BrandStore).update(stored, stored.version, { ...stored, name: 'Globex', slug: 'globex' });
      const [root] = await database.query<{ id: string; version: number; slug: string }>(
        "SELECT * FROM catalog_category WHERE title = 'Home'",
      );
      const words = { title: 'Household', description: '', seoTitle: null, seoDescription: null };
      const content = { parentId: null, slug: 'home', ...words, position: 0 };
      await get(CategoryStore).update(root?.id ?? '', root?.version ?? 0, root?.slug ?? '', content);
    });
    await get(SearchKeeper).keep();
    expect([await slugs({ q: 'globex' }), await slugs({ q: 'household' })]).toEqual([['mug'], ['mug']]);
  });

  it('counts its words without stopping anybody', async () => {
    await sell({ one: { title: 'Blue mug' }, two: { title: 'Blue bowl' } });
    await get(TermCounter).count();
    const rows = await fixture.db.database.query<{ term: string; products: number }>(
      'SELECT term, products FROM catalog_search_term ORDER BY term',
    );
    expect(rows.map(({ term, products }) => [term, products])).toEqual([
      ['blue', 2],
      ['bowl', 1],
      ['mug', 1],
    ]);
  });
});
