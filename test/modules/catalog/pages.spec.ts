import { CatalogWriter } from '../../../src/modules/catalog';
import { AdminCategoriesService } from '../../../src/modules/catalog/admin-categories.service';
import { AdminProductsService } from '../../../src/modules/catalog/admin-products.service';
import { CatalogFacade } from '../../../src/modules/catalog/catalog.facade';
import { PageBuilder } from '../../../src/modules/catalog/pages/page-builder';
import { PageKeeper } from '../../../src/modules/catalog/pages/page-keeper';
import { PageReader } from '../../../src/modules/catalog/pages/page-reader';
import { PageStore } from '../../../src/modules/catalog/pages/page-store';
import { PageVersion } from '../../../src/modules/catalog/pages/page-version';
import { ProductLoader } from '../../../src/modules/catalog/product-loader';
import { PageTranslations } from '../../../src/modules/catalog/translations/page-translations';
import { TranslationStore } from '../../../src/modules/catalog/translations/translation-store';
import { Clock } from '../../../src/platform/clock';
import { Config } from '../../../src/platform/config';
import { catalogFixture, eur, productDraft, shopWindow, usd, variantDraft } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';

let fixture: CatalogFixture;
let writer: CatalogWriter;

beforeAll(async () => {
  fixture = await catalogFixture();
  writer = fixture.app.get(CatalogWriter);
});
afterAll(() => fixture.close());

beforeEach(async () => {
  await fixture.db.empty();
  const variants = [
    variantDraft({ sku: 'S', options: { Size: 'S' } }),
    variantDraft({ options: { Size: 'L' }, prices: [eur(1500), usd(1600)] }),
  ];
  await writer.upsertProduct(
    productDraft('mug', {
      options: [{ name: 'Size', values: ['S', 'L'] }],
      variants,
      categoryPaths: [['Home', 'Kitchen', 'Mugs'], ['Gifts']],
    }),
  );
  await writer.upsertProduct(productDraft('pan', { categoryPaths: [['Home', 'Kitchen']] }));
});

const window = () => shopWindow(fixture.app);
const found = async (category: string) => (await window().list({ category, sort: 'title' })).page.data.map(({ slug }) => slug);
const get = <T>(type: abstract new (...args: never[]) => T): T => fixture.app.get(type, { strict: false });

async function idOf(table: string, slug: string): Promise<string> {
  const [row] = await fixture.db.database.query<{ id: string }>(`SELECT id FROM ${table} WHERE slug = ?`, [slug]);
  return row?.id ?? '';
}

/** Everything that shoppers read of the two products. */
async function shown(): Promise<unknown> {
  const lists = await Promise.all(['EUR', 'USD'].map((currency) => window().list({ currency, sort: 'title' })));
  return [
    lists.map(({ page }) => page.data),
    await window().product('mug'),
    await window().product('mug', 'USD'),
    await window().product('pan'),
  ];
}

it('are the same whether they are stored or made when they are read', async () => {
  const stored = await shown();
  await fixture.db.database.execute('DELETE FROM catalog_page');
  expect(await shown()).toEqual(stored);
  await fixture.db.database.execute('UPDATE catalog_product SET version = version + 1');
  expect(await shown()).toEqual(stored);
});

it('offer the values that some shown variant has, and no option without any', async () => {
  const options = [
    { name: 'Size', values: ['S', 'M', 'L'] },
    { name: 'Colour', values: ['Red', 'Blue'] },
  ];
  const large = variantDraft({ options: { Size: 'L', Colour: 'Blue' }, prices: [eur(1500), usd(1600)] });
  const small = variantDraft({ options: { Size: 'S', Colour: 'Blue' } });
  const offered = async (currency: string) => (await window().product('mug', currency)).options;
  const blue = { name: 'Colour', values: ['Blue'] };
  await writer.upsertProduct(productDraft('mug', { options, variants: [large, small] }));
  expect(await offered('EUR')).toEqual([{ name: 'Size', values: ['S', 'L'] }, blue]);
  expect(await offered('USD')).toEqual([{ name: 'Size', values: ['L'] }, blue]);
  await writer.upsertProduct(productDraft('mug', { options, variants: [small] }));
  expect(await offered('EUR')).toEqual([{ name: 'Size', values: ['S'] }, blue]);
});

it('cost one statement for a list, two with its total, and one for a product', async () => {
  const storefront = window();
  expect(await fixture.statements(() => storefront.list())).toHaveLength(1);
  expect(await fixture.statements(() => storefront.list({ category: 'kitchen', sort: 'price', inStock: true }))).toHaveLength(1);
  expect(await fixture.statements(() => storefront.list({ category: 'kitchen', include: ['total'] }))).toHaveLength(2);
  expect(await fixture.statements(() => storefront.product('mug'))).toHaveLength(1);
});

it('hold the numbers of the stock open', async () => {
  const product = await window().product('mug');
  const [first, second] = product.variants.map(({ id }) => id);
  const levels = [first, second].map((variantId = '', index) => ({ variantId, available: index, version: 1 }));
  await get(CatalogFacade).rememberAvailability(levels);
  expect((await window().product('mug')).variants.map(({ available }) => available)).toEqual([0, 1]);
  expect((await window().list({ inStock: true })).page.data.map(({ slug }) => slug)).toEqual(['pan', 'mug']);
  await get(CatalogFacade).rememberAvailability([{ variantId: second ?? '', available: 0, version: 2 }]);
  expect((await window().list({ inStock: false })).page.data).toMatchObject([{ slug: 'mug', inStock: false }]);
});

it('are written once for all products of a transaction', async () => {
  const products = [await idOf('catalog_product', 'mug'), await idOf('catalog_product', 'pan')];
  await fixture.db.database.execute('DELETE FROM catalog_page');
  await fixture.db.database.transaction(async () => {
    for (const id of [...products, ...products]) await get(AdminProductsService).update(id, undefined, { vendor: 'Northwind' });
  });
  const rows = await fixture.db.database.query<{ slug: string; detail: string }>(
    "SELECT p.slug, g.detail FROM catalog_page g JOIN catalog_product p ON p.id = g.product_id WHERE g.currency = 'EUR' ORDER BY p.slug",
  );
  expect(rows.map(({ slug, detail }) => [slug, detail.includes('"vendor":"Northwind"')])).toEqual([
    ['mug', true],
    ['pan', true],
  ]);
});

it('show the new name of a category at once, and are written anew by the keeper', async () => {
  const id = await idOf('catalog_category', 'gifts');
  await get(AdminCategoriesService).update(id, undefined, { title: 'Presents' });
  const titles = async () => (await window().product('mug')).categories.map(({ title }) => title).sort();
  expect(await titles()).toEqual(['Mugs', 'Presents']);
  expect((await fixture.statements(titles)).length).toBeGreaterThan(1);
  await get(PageKeeper).keep();
  expect(await titles()).toEqual(['Mugs', 'Presents']);
  expect(await fixture.statements(titles)).toHaveLength(1);
});

it('follow a category that moves, and one that goes', async () => {
  const [mugs, gifts] = [await idOf('catalog_category', 'mugs'), await idOf('catalog_category', 'gifts')];
  expect([await found('home'), await found('kitchen'), await found('gifts'), await found('mugs')]).toEqual([
    ['mug', 'pan'],
    ['mug', 'pan'],
    ['mug'],
    ['mug'],
  ]);
  await get(AdminCategoriesService).update(mugs, undefined, { parentId: gifts });
  expect([await found('home'), await found('gifts'), await found('mugs')]).toEqual([['pan'], ['mug'], ['mug']]);
  await get(AdminCategoriesService).remove(mugs, undefined);
  expect([await found('home'), await found('gifts'), await found('mugs')]).toEqual([['pan'], ['mug'], []]);
  expect((await window().product('mug')).categories.map(({ slug }) => slug)).toEqual(['gifts']);
});

it('leave the lists with the product', async () => {
  await get(AdminProductsService).archive(await idOf('catalog_product', 'mug'), undefined);
  expect([await found('home'), await found('gifts')]).toEqual([['pan'], []]);
  await expect(window().product('mug')).rejects.toMatchObject({ type: { code: 'resource/not-found' } });
});

/** As that of another process: this one has looked for pages that are missing already. */
const anotherKeeper = (clock = new Clock()) =>
  new PageKeeper(clock, get(Config), fixture.db.database, get(PageBuilder), get(PageStore), get(PageVersion));

it('are made for all products that lack one, as after an upgrade', async () => {
  await fixture.db.database.execute('DELETE FROM catalog_page');
  await anotherKeeper().keep();
  expect(await fixture.statements(() => window().list())).toHaveLength(1);
});

it('are written anew after an upgrade, when another release has written them in its own way', async () => {
  const { database } = fixture.db;
  const stored = await shown();
  const old = `version = (SELECT p.version FROM catalog_product p WHERE p.id = product_id), outdated = 0`;
  await database.execute(`UPDATE catalog_page SET ${old}, summary = '{"old":true}', detail = '{"old":true}'`);
  expect(await shown()).toEqual(stored);
  await anotherKeeper().keep();
  expect(await fixture.statements(() => window().list())).toHaveLength(1);
  expect(await shown()).toEqual(stored);
});

it('are written anew after a while, when another release goes on writing beside this one', async () => {
  const { database } = fixture.db;
  let now = Date.now();
  const keeper = anotherKeeper({ now: () => new Date(now) });
  await keeper.keep();
  await database.execute('UPDATE catalog_page SET version = version - 1, outdated = 0');
  const statements = async (): Promise<number> => (await fixture.statements(() => window().list())).length;
  await keeper.keep();
  expect(await statements()).toBeGreaterThan(1);
  now += 11 * 60_000;
  await keeper.keep();
  expect(await statements()).toBe(1);
});

it('name the first language of the shop that reads them, not of the one that has written them', async () => {
  const german = new Config({ ...process.env, LOCALES: 'de' });
  const version = new PageVersion(german);
  const builder = new PageBuilder(german, version, [new PageTranslations(german, get(TranslationStore))]);
  const reader = new PageReader(fixture.db.database, get(ProductLoader), builder, version);
  const read = await reader.detail('mug', { currency: 'EUR' });
  expect(JSON.parse(read?.detail ?? '{}')).toMatchObject({ slug: 'mug', locale: 'de' });
  expect(await window().product('mug')).toMatchObject({ slug: 'mug', locale: 'en' });
});

it('of a language or a currency that the shop has no more are cleared away when they are outdated', async () => {
  const { database } = fixture.db;
  await database.execute(
    `INSERT INTO catalog_page (product_id, currency, locale, version, outdated, summary, detail)
     SELECT product_id, currency, 'fr', version, 0, summary, detail FROM catalog_page WHERE currency = 'EUR'
     UNION SELECT product_id, 'SEK', locale, version, 0, summary, detail FROM catalog_page WHERE currency = 'EUR'`,
  );
  const id = await idOf('catalog_category', 'gifts');
  await get(AdminCategoriesService).update(id, undefined, { title: 'Presents' });
  await get(PageKeeper).keep();
  const left = await database.query('SELECT p.slug FROM catalog_page g JOIN catalog_product p ON p.id = g.product_id WHERE outdated = 1');
  expect(left).toEqual([]);
  const foreign = `SELECT p.slug FROM catalog_page g JOIN catalog_product p ON p.id = g.product_id WHERE currency = 'SEK' OR locale = 'fr'`;
  expect(await database.query(foreign)).toEqual([{ slug: 'pan' }, { slug: 'pan' }]);
});

it('never mistake words of the shop for their own gaps', async () => {
  const title = 'A \u001fin_stock\u001f "available":1 </script> \u2028 mug';
  await writer.upsertProduct(productDraft('odd', { title, description: '<p>"variants":[] \\u001f</p>' }));
  const product = await window().product('odd');
  expect([product.variants.length, product.variants[0]?.available, product.title.includes('"available":1')]).toEqual([1, 5, true]);
});
