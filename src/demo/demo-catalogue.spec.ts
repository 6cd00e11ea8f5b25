import { cleanProduct } from '../modules/catalog/product-rules';
import { demoCatalogue } from './demo-catalogue';
import { illustration } from './illustrations';

const products = demoCatalogue('http://127.0.0.1:3000/demo/images');
const variants = products.flatMap((product) => product.variants);
const twice = (values: readonly string[]): string[] => values.filter((value, index) => values.indexOf(value) !== index);

describe('the demo catalogue', () => {
  it('has at least 64 published products, each with one to nine variants and a price in both currencies', () => {
    expect(products.filter((product) => product.status === 'published').length).toBeGreaterThanOrEqual(64);
    for (const product of products) {
      expect(product.variants.length).toBeGreaterThanOrEqual(1);
      expect(product.variants.length).toBeLessThanOrEqual(9);
    }
    for (const variant of variants) expect(variant.prices.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
  });

  it('keeps slugs, titles and SKUs apart', () => {
    expect(twice(products.map(({ slug }) => slug))).toEqual([]);
    expect(twice(products.map(({ title }) => title))).toEqual([]);
    expect(twice(variants.map(({ sku }) => sku ?? ''))).toEqual([]);
  });

  it('obeys the rules of the catalogue', () => {
    for (const product of products) {
      const variantParts = product.variants.map((variant) => ({ ...variant, compareAt: variant.compareAt ?? [] }));
      expect(() =>
        cleanProduct({ ...product, giftCard: product.giftCard ?? false, variants: variantParts, categoryIds: [] }),
      ).not.toThrow();
    }
  });
});

describe('the demo shop on the shelf', () => {
  it('is a shop with something of everything: reductions, sold-out and scarce goods, two tax rates, three levels of categories', () => {
    const stock = variants.map(({ onHand = 0 }) => onHand);
    expect(variants.filter(({ compareAt = [] }) => compareAt.length > 0).length).toBeGreaterThan(10);
    expect(stock.filter((pieces) => pieces === 0).length).toBeGreaterThan(5);
    expect(stock.filter((pieces) => pieces > 0 && pieces < 5).length).toBeGreaterThan(10);
    expect(new Set(products.map(({ taxCategory }) => taxCategory))).toEqual(new Set(['standard', 'reduced', 'exempt']));
    for (const product of products) expect(product.categoryPaths?.[0]).toHaveLength(3);
  });

  it('asks more for what was reduced', () => {
    for (const { prices, compareAt = [] } of variants) {
      for (const was of compareAt)
        expect(was.amount).toBeGreaterThan(prices.find(({ currency }) => currency === was.currency)?.amount ?? Infinity);
    }
  });

  it('has a drawing for every picture it names', () => {
    for (const { url } of products.flatMap(({ images }) => images)) {
      const { pathname, searchParams } = new URL(url);
      const colour = searchParams.get('colour') ?? '';
      const name = /^\/demo\/images\/([a-z-]+)\.svg$/.exec(pathname)?.[1] ?? '';
      expect(illustration(name, colour)).toContain(`color="#${colour}"`);
    }
  });

  it('draws nothing for a name or colour that is not ours', () => {
    expect(illustration('mug', '"><x/')).toBeNull();
    expect(illustration('../mug', 'ffffff')).toBeNull();
    expect(illustration('mug')).toContain('<svg');
  });
});
