import { text } from 'node:stream/consumers';
import { CatalogWriter, FILE_FORMATS } from '../../../src/modules/catalog';
import type { FileFormat, ProductDraft } from '../../../src/modules/catalog';
import { AdminCategoriesService } from '../../../src/modules/catalog/admin-categories.service';
import { ProductExport } from '../../../src/modules/catalog/transfer/product-export';
import { catalogFixture, productDraft } from '../catalog/catalog.fixture';
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

const exported = (format: FileFormat): Promise<string> => text(fixture.app.get(ProductExport).file(format));
const write = (draft: ProductDraft): Promise<unknown> => fixture.app.get(CatalogWriter).upsertProduct(draft);

const imported = (content: string, format: FileFormat) => jobs.run(content, format);

async function category(title: string, slug: string, parentId: string | null = null): Promise<string> {
  const { id } = await fixture.app.get(AdminCategoriesService).create({ title, slug, parentId });
  return id;
}

/** The slugs of the categories that the product is in. */
async function categoriesOf(slug: string): Promise<string[]> {
  const rows = await fixture.db.database.query<{ slug: string }>(
    `SELECT c.slug FROM catalog_product p JOIN catalog_product_category pc ON pc.product_id = p.id JOIN catalog_category c ON c.id = pc.category_id
      WHERE p.slug = ? ORDER BY c.slug`,
    [slug],
  );
  return rows.map((row) => row.slug);
}

async function put(slug: string, categoryId: string, given: Partial<ProductDraft> = {}): Promise<void> {
  await write(productDraft(slug, given));
  await fixture.db.database.execute(
    'INSERT INTO catalog_product_category (product_id, category_id) SELECT id, ? FROM catalog_product WHERE slug = ?',
    [categoryId, slug],
  );
}

describe.each(FILE_FORMATS)('an export as %s', (format) => {
  it.each([
    ['the same title', 'Mugs', 'Mugs'],
    ['a title that the database takes for the same', 'Crème', 'CREME'],
    ['a slug that is the title of the other', 'Everything round', 'mugs'],
  ])('leaves products where they are beside a category of %s', async (_name, first, second) => {
    const home = await category('Home', 'home');
    await put('one', await category(first, 'mugs', home));
    await put('two', await category(second, 'mugs-2', home));
    await put('three', await category('Big', 'big', await category(second, 'mugs-3', home)));
    const file = await exported(format);
    expect(await imported(file, format)).toEqual({ counts: [0, 0, 3, 0], rows: [] });
    expect([await categoriesOf('one'), await categoriesOf('two'), await categoriesOf('three')]).toEqual([['mugs'], ['mugs-2'], ['big']]);
    expect(await exported(format)).toBe(file);
  });

  it('leaves products in one of two categories at the root that are called like their type', async () => {
    await put('one', await category('Mugs', 'mugs'), { productType: 'Mugs' });
    await put('two', await category('Mugs', 'mugs-2'), { productType: 'Mugs' });
    expect(await imported(await exported(format), format)).toEqual({ counts: [0, 0, 2, 0], rows: [] });
    expect([await categoriesOf('one'), await categoriesOf('two')]).toEqual([['mugs'], ['mugs-2']]);
  });

  it('keeps them apart in a shop that has neither', async () => {
    await put('one', await category('Mugs', 'mugs'));
    await put('two', await category('Mugs', 'mugs-2'));
    const file = await exported(format);
    await fixture.db.empty();
    expect(await imported(file, format)).toEqual({ counts: [2, 0, 0, 0], rows: [] });
    expect([await categoriesOf('one'), await categoriesOf('two')]).toEqual([['mugs'], ['mugs-2']]);
  });

  it('names a category by its title where no other one could be meant', async () => {
    await put('one', await category('Mugs', 'all-mugs', await category('Home', 'home')));
    await category('Mugs', 'mugs');
    const file = await exported(format);
    expect(file).toContain('Mugs');
    expect(file).not.toContain('all-mugs');
  });
});

describe('a category path of a file', () => {
  const lines = (...paths: readonly string[][]): string =>
    paths
      .map((path, index) =>
        JSON.stringify({ slug: `p-${index}`, title: 'P', variants: [{ sku: `S-${index}`, prices: [] }], categories: [path] }),
      )
      .join('\n');

  it('means the category of that slug first, then the first one of that title', async () => {
    const home = await category('Home', 'home');
    await category('Mugs', 'mugs', home);
    await category('Mugs', 'mugs-2', home);
    await category('mugs-2', 'cups', home);
    const file = lines(['Home', 'Mugs'], ['home', 'mugs-2'], ['HOME', 'MUGS']);
    expect(await imported(file, 'jsonl')).toEqual({ counts: [3, 0, 0, 0], rows: [] });
    expect([await categoriesOf('p-0'), await categoriesOf('p-1'), await categoriesOf('p-2')]).toEqual([['mugs'], ['mugs-2'], ['mugs']]);
  });

  it('means the slug of a neighbour only, not one of another branch', async () => {
    await category('Mugs', 'all-mugs', await category('Home', 'home'));
    expect(await imported(lines(['Office', 'all-mugs']), 'jsonl')).toEqual({ counts: [1, 0, 0, 0], rows: [] });
    expect(await categoriesOf('p-0')).toEqual([expect.stringMatching(/^all-mugs-/)]);
  });
});
