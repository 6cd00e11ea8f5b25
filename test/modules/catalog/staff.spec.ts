import { plainToInstance } from 'class-transformer';
import { AdminCategoriesService } from '../../../src/modules/catalog/admin-categories.service';
import { AdminProductListQuery } from '../../../src/modules/catalog/admin-product-list.query';
import { AdminProductsService } from '../../../src/modules/catalog/admin-products.service';
import { AdminVariantsService } from '../../../src/modules/catalog/admin-variants.service';
import { CreateProductRequest } from '../../../src/modules/catalog/admin-product-request.dto';
import type { StoredProduct } from '../../../src/modules/catalog/product-content';
import { ProductEditor } from '../../../src/modules/catalog/product-editor';
import { StorefrontService } from '../../../src/modules/catalog/storefront.service';
import { catalogFixture, eur, usd } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';

let fixture: CatalogFixture;
let products: AdminProductsService;
let variants: AdminVariantsService;
let categories: AdminCategoriesService;
let editor: ProductEditor;

beforeAll(async () => {
  fixture = await catalogFixture();
  const strict = { strict: false };
  products = fixture.app.get(AdminProductsService, strict);
  variants = fixture.app.get(AdminVariantsService, strict);
  categories = fixture.app.get(AdminCategoriesService, strict);
  editor = fixture.app.get(ProductEditor, strict);
});
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const price = { amount: 1999, currency: 'EUR' };
const request = (given: object = {}): CreateProductRequest =>
  plainToInstance(CreateProductRequest, { title: 'Blue Mug', status: 'published', variants: [{ sku: 'MUG', price, onHand: 3 }], ...given });
const sized = (given: object = {}): CreateProductRequest =>
  request({
    options: [{ name: 'Size', values: ['S', 'M'] }],
    variants: [
      { sku: 'A', options: { Size: 'S' }, price },
      { sku: 'B', options: { Size: 'M' }, price },
    ],
    ...given,
  });
const code = (expected: string): object => ({ type: { code: expected } });
const first = (product: StoredProduct): string => product.variants[0]?.id ?? '';

describe('products', () => {
  it('are made with variants, prices and stock, and a slug from the title', async () => {
    const product = await products.create(request({ description: 'Hi<script>x</script>' }));
    expect(product).toMatchObject({ slug: 'blue-mug', version: 1, description: 'Hi', taxCategory: 'standard', inStock: true });
    expect(product.variants).toMatchObject([{ sku: 'MUG', prices: [eur(1999)], available: 3, requiresShipping: true }]);
    expect(fixture.stock.entries.at(-1)).toEqual({ variantId: first(product), onHand: 3 });
    const other = await products.create(request({ variants: [{ price }] }));
    expect(other.slug).toMatch(/^blue-mug-[0-9a-z]+$/);
    expect((await products.create(request({ title: '緑茶', variants: [{ price }] }))).slug).toBe('product');
  });

  it('read their options off the variants when none are given', async () => {
    const product = await products.create(
      request({
        variants: [
          { options: { Size: 'S' }, price },
          { options: { Size: 'M' }, price },
        ],
      }),
    );
    expect(product.options).toEqual([{ name: 'Size', values: ['S', 'M'] }]);
  });

  it.each([
    ['a taken slug', { slug: 'blue-mug', variants: [{ price }] }, 'catalog/slug-taken'],
    ['a taken SKU', {}, 'catalog/sku-taken'],
    ['an option that a variant lacks', { options: [{ name: 'Size', values: ['S'] }], variants: [{ price }] }, 'catalog/option-mismatch'],
    ['a foreign currency', { variants: [{ price: { amount: 1, currency: 'GBP' } }] }, 'catalog/currency-not-offered'],
    ['two currencies in one price', { variants: [{ price, compareAtPrice: { amount: 1, currency: 'USD' } }] }, 'catalog/invalid-product'],
    ['an unknown category', { categories: ['cat_02ITLcBYoUJdzTUMCSHuv3'], variants: [{ price }] }, 'catalog/unknown-category'],
    ['an id as slug', { slug: 'cat_02itlcbyoujdztumcshuv3', variants: [{ price }] }, 'catalog/invalid-product'],
  ])('refuse %s', async (_, given, expected) => {
    await products.create(request());
    await expect(products.create(request(given))).rejects.toMatchObject(code(expected));
    expect(await fixture.db.database.query('SELECT id FROM catalog_product')).toHaveLength(1);
  });

  it('give a contested slug to one of ten, and a free one to each that did not ask', async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 10 }, () => products.create(request({ slug: 'one', variants: [{ price }] }))),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of asked) if (result.status === 'rejected') expect(result.reason).toMatchObject(code('catalog/slug-taken'));
    const made = await Promise.all(Array.from({ length: 10 }, () => products.create(request({ variants: [{ price }] }))));
    expect(new Set(made.map(({ slug }) => slug)).size).toBe(10);
  });

  it('change by merge patch, at the version that was read', async () => {
    const { id } = await products.create(request({ vendor: 'Acme', seoTitle: 'x' }));
    const changed = await products.update(id, 1, { vendor: null, seoTitle: null, title: 'Red Mug' });
    expect(changed).toMatchObject({ version: 2, vendor: '', seoTitle: null, title: 'Red Mug', slug: 'blue-mug' });
    await expect(products.update(id, 1, { title: 'Green' })).rejects.toMatchObject(code('request/stale'));
    const racing = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => products.update(id, 2, { title: `Mug ${i}` })));
    expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await editor.get(id)).version).toBe(3);
  });

  it('keep a version when nothing changes', async () => {
    const { id } = await products.create(request());
    expect((await products.update(id, 1, { title: 'Blue Mug' })).version).toBe(1);
  });

  it('leave the storefront when archived, and keep what old orders point at', async () => {
    const { id, variants: kept } = await products.create(request());
    await products.archive(id, 1);
    const storefront = fixture.app.get(StorefrontService, { strict: false });
    await expect(storefront.product(id, undefined)).rejects.toMatchObject(code('resource/not-found'));
    expect(await editor.get(id)).toMatchObject({ status: 'archived', variants: [{ id: kept[0]?.id }] });
  });

  it('are listed in any state, by page, text and SKU', async () => {
    for (let i = 0; i < 5; i += 1)
      await products.create(request({ title: `Mug ${i}`, status: i === 0 ? 'draft' : 'published', variants: [{ sku: `S-${i}`, price }] }));
    const lists = fixture.app.get(AdminProductListQuery, { strict: false });
    const page = await lists.page({ limit: 3, withTotal: true });
    expect([page.data.map(({ title }) => title), page.total]).toEqual([['Mug 4', 'Mug 3', 'Mug 2'], 5]);
    const next = await lists.page({ limit: 3, withTotal: false, cursor: page.page.nextCursor ?? '' });
    expect(next.data.map(({ title }) => title)).toEqual(['Mug 1', 'Mug 0']);
    expect((await lists.page({ limit: 9, withTotal: false, status: 'draft' })).data).toHaveLength(1);
    expect((await lists.page({ limit: 9, withTotal: true, q: 'S-3' })).data.map(({ title }) => title)).toEqual(['Mug 3']);
  });
});

describe('variants', () => {
  it('are added, changed and removed as parts of their product', async () => {
    const product = await products.create(sized());
    await expect(variants.add(product.id, 1, { options: { Size: 'L' }, price })).rejects.toMatchObject(code('catalog/option-mismatch'));
    await expect(variants.add(product.id, 1, { options: { Size: ' s' }, price })).rejects.toMatchObject(
      code('catalog/duplicate-combination'),
    );
    await products.update(product.id, 1, { options: [{ name: 'Size', values: ['S', 'M', 'L'] }] });
    const added = await variants.add(product.id, 2, { options: { Size: 'L' }, price, onHand: 2 });
    expect(added.variants.map(({ options }) => options['Size'])).toEqual(['S', 'M', 'L']);
    const moved = await variants.update(added.variants[2]?.id ?? '', 3, {
      sku: 'C',
      weightGrams: 5,
      imageUrl: 'https://img.example/l.jpg',
    });
    expect(moved.variants[2]).toMatchObject({ id: added.variants[2]?.id, sku: 'C', weightGrams: 5 });
    expect(moved.images).toMatchObject([{ url: 'https://img.example/l.jpg' }]);
    await variants.remove(first(product), 4);
    expect((await editor.get(product.id)).variants.map(({ options }) => options['Size'])).toEqual(['M', 'L']);
    await expect(variants.remove(first(product), 5)).rejects.toMatchObject(code('resource/not-found'));
  });

  it('keep their id when only the combination changes', async () => {
    const product = await products.create(sized({ options: [{ name: 'Size', values: ['S', 'M', 'L'] }] }));
    const changed = await variants.update(first(product), 1, { options: { Size: 'L' } });
    expect(changed.variants.find(({ options }) => options['Size'] === 'L')?.id).toBe(first(product));
    await expect(variants.update(first(product), 2, { options: { Size: 'M' } })).rejects.toMatchObject(
      code('catalog/duplicate-combination'),
    );
  });

  it('do not lose a value that they have, and the last one stays', async () => {
    const product = await products.create(sized());
    await expect(products.update(product.id, 1, { options: [{ name: 'Size', values: ['S'] }] })).rejects.toMatchObject(
      code('catalog/option-mismatch'),
    );
    const single = await products.create(request());
    await expect(variants.remove(first(single), 1)).rejects.toMatchObject(code('catalog/last-variant'));
  });

  it('are kept when options are added, renamed and taken away', async () => {
    const single = await products.create(request());
    const [id] = [first(single)];
    const size = { name: 'Size', values: ['S', 'M'] };
    const sizes = { options: [size], combinations: [{ variantId: id, options: { Size: 'S' } }] };
    const sized = await products.update(single.id, 1, sizes);
    expect(sized.variants).toMatchObject([{ id, sku: 'MUG', options: { Size: 'S' }, prices: [eur(1999)], available: 3 }]);
    const second = (await variants.add(single.id, 2, { options: { Size: 'M' }, price })).variants[1]?.id ?? '';
    const both = (options: readonly Record<string, string>[]) =>
      [id, second].map((variantId, index) => ({ variantId, options: options[index] ?? {} }));
    const colours = { name: 'Colour', values: ['Red'] };
    const coloured = await products.update(single.id, 3, {
      options: [{ ...size, name: 'Width' }, colours],
      combinations: both([
        { Width: 'S', Colour: 'Red' },
        { Width: 'M', Colour: 'Red' },
      ]),
    });
    expect(coloured.variants.map((variant) => [variant.id, variant.options])).toEqual([
      [id, { Width: 'S', Colour: 'Red' }],
      [second, { Width: 'M', Colour: 'Red' }],
    ]);
    const without = { options: [colours], combinations: both([{ Colour: 'Red' }, { Colour: 'Red' }]) };
    await expect(products.update(single.id, 4, without)).rejects.toMatchObject(code('catalog/duplicate-combination'));
    await variants.remove(second, 4);
    const left = await products.update(single.id, 5, { options: [], combinations: [{ variantId: id, options: {} }] });
    expect(left).toMatchObject({ options: [], variants: [{ id, options: {}, available: 3 }] });
  });

  it('refuse combinations of others, twice, and for less than all of them', async () => {
    const product = await products.create(sized());
    const other = await products.create(request());
    const options = [{ name: 'Width', values: ['S', 'M'] }];
    const small = { variantId: first(product), options: { Width: 'S' } };
    const refused = [[small], [small, small], [small, { variantId: first(other), options: { Width: 'M' } }]];
    for (const combinations of refused)
      await expect(products.update(product.id, 1, { options, combinations })).rejects.toMatchObject(code('catalog/option-mismatch'));
    expect((await editor.get(product.id)).version).toBe(1);
  });

  it('have prices in the currencies of the shop', async () => {
    const product = await products.create(request());
    const prices = [{ price: { amount: 2100, currency: 'USD' }, compareAtPrice: { amount: 2500, currency: 'USD' } }, { price }];
    const priced = await variants.setPrices(first(product), 1, { prices });
    expect(priced.variants[0]).toMatchObject({ prices: [eur(1999), usd(2100)], compareAt: [usd(2500)] });
    await expect(variants.setPrices(first(product), 2, { prices: [{ price: { amount: 1, currency: 'JPY' } }] })).rejects.toMatchObject(
      code('catalog/currency-not-offered'),
    );
    expect((await variants.setPrices(first(product), 2, { prices: [] })).variants[0]).toMatchObject({ prices: [], compareAt: [] });
    const storefront = fixture.app.get(StorefrontService, { strict: false });
    await expect(storefront.product(product.id, undefined)).rejects.toMatchObject(code('resource/not-found'));
  });

  it('lose their image with it, which can be described and moved before', async () => {
    const product = await products.create(request({ variants: [{ price, imageUrl: 'https://img.example/1.jpg' }] }));
    const two = await variants.addImage(product.id, 1, { url: 'https://img.example/2.jpg', alt: 'Two', position: 1 });
    expect(two.images.map(({ url }) => url)).toEqual(['https://img.example/2.jpg', 'https://img.example/1.jpg']);
    await expect(variants.addImage(product.id, 2, { url: 'https://img.example/2.jpg' })).rejects.toMatchObject(
      code('catalog/image-exists'),
    );
    const [second, firstOne] = two.images.map(({ id }) => id);
    const turned = await variants.updateImage(product.id, second ?? '', 2, { alt: 'Two, from above', position: 2 });
    expect(turned.images).toMatchObject([{ id: firstOne }, { id: second, alt: 'Two, from above' }]);
    const back = await variants.updateImage(product.id, second ?? '', 3, { position: 1 });
    expect(back.images).toMatchObject([{ id: second, alt: 'Two, from above' }, { id: firstOne }]);
    await expect(variants.updateImage(product.id, product.id, 4, { alt: null })).rejects.toMatchObject(code('resource/not-found'));
    await variants.removeImage(product.id, firstOne ?? '', 4);
    expect(await editor.get(product.id)).toMatchObject({ images: [{ alt: 'Two, from above' }], variants: [{ imageUrl: null }] });
  });
});

describe('categories', () => {
  it('form a tree that moves as a whole and never bites its tail', async () => {
    const a = await categories.create({ title: 'A' });
    const b = await categories.create({ title: 'B', parentId: a.id });
    const c = await categories.create({ title: 'C', parentId: b.id });
    await expect(categories.update(a.id, 1, { parentId: c.id })).rejects.toMatchObject(code('catalog/category-cycle'));
    await expect(categories.update(a.id, 1, { parentId: a.id })).rejects.toMatchObject(code('catalog/category-cycle'));
    await categories.update(b.id, 1, { parentId: null });
    const paths = await fixture.db.database.query<{ path: string }>('SELECT path FROM catalog_category ORDER BY path');
    expect(paths.map(({ path }) => path).sort()).toEqual([`${a.id}/`, `${b.id}/`, `${b.id}/${c.id}/`]);
    await expect(categories.remove(b.id, 2)).rejects.toMatchObject(code('catalog/category-not-empty'));
    await expect(categories.remove(c.id, 9)).rejects.toMatchObject(code('request/stale'));
    await categories.remove(c.id, 1);
  });

  it('stay a tree when two moves would make a circle together', async () => {
    for (let round = 0; round < 5; round += 1) {
      const a = await categories.create({ title: 'A' });
      const b = await categories.create({ title: 'B' });
      const moves = await Promise.allSettled([
        categories.update(a.id, 1, { parentId: b.id }),
        categories.update(b.id, 1, { parentId: a.id }),
      ]);
      expect(moves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('are at most eight levels deep, also after a move', async () => {
    let parentId: string | null = null;
    for (let depth = 1; depth <= 8; depth += 1) parentId = (await categories.create({ title: `L${depth}`, parentId })).id;
    await expect(categories.create({ title: 'L9', parentId })).rejects.toMatchObject(code('catalog/category-too-deep'));
    const top = await categories.create({ title: 'Top' });
    const [root] = await fixture.db.database.query<{ id: string }>("SELECT id FROM catalog_category WHERE slug = 'l1'");
    await expect(categories.update(root?.id ?? '', 1, { parentId: top.id })).rejects.toMatchObject(code('catalog/category-too-deep'));
  });

  it('refuse a taken slug and an unknown parent, and free their products when deleted', async () => {
    const a = await categories.create({ title: 'A', slug: 'a' });
    await expect(categories.create({ title: 'B', slug: 'a' })).rejects.toMatchObject(code('catalog/slug-taken'));
    await expect(categories.create({ title: 'B', parentId: 'cat_02ITLcBYoUJdzTUMCSHuv3' })).rejects.toMatchObject(
      code('catalog/unknown-category'),
    );
    const product = await products.create(request({ categories: [a.id] }));
    await categories.remove(a.id, undefined);
    expect((await editor.get(product.id)).categoryIds).toEqual([]);
  });
});
