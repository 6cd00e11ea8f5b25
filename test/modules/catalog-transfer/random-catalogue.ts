import fc from 'fast-check';
import type { FileFormat, ProductDraft, VariantDraft } from '../../../src/modules/catalog';
import { Money } from '../../../src/platform/money';

export const ATTRIBUTES = [
  { key: 'material', label: 'Material', type: 'select' as const, options: ['oak', 'stone ware'].map((value) => ({ value, label: value })) },
  { key: 'capacity', label: 'Capacity', type: 'number' as const, unit: 'l' },
  { key: 'safe', label: 'Dishwasher-safe', type: 'boolean' as const },
  { key: 'since', label: 'Since', type: 'date' as const },
  { key: 'note', label: 'Note', type: 'text' as const },
];
export const COLLECTIONS = ['gifts', 'summer'];

/** With what separates cells, titles and lists in some format. */
const CHARACTERS = [...'abcXYZ019 äöß中', ...',;|>\\"\'<&=-+:/{}[]\u{1f381}'];
const words = (min = 1, max = 12) =>
  fc
    .array(fc.constantFrom(...CHARACTERS), { minLength: min, maxLength: max })
    .map((characters) => characters.join('').replace(/\s+/g, ' ').trim())
    .filter((line) => line.length >= min && line !== '-');
const moment = fc.integer({ min: 0, max: 40_000 }).map((hours) => new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000 + 123));
const amount = (currency: string) => fc.integer({ min: 0, max: 10_000_000 }).map((minor) => Money.of(minor, currency));
const url = fc.constantFrom('a', 'b', 'c?x=1,2', 'd|e', 'f%20g').map((name) => `https://img.example/${name}.jpg`);

const attributes = fc.record(
  {
    material: fc.constantFrom('oak', 'stone ware'),
    capacity: fc.constantFrom('0.3', '12', '-1.5'),
    safe: fc.boolean(),
    since: fc.constantFrom('2026-11-20', '1999-01-01'),
    note: words(),
  },
  { requiredKeys: [] },
);
const translation = fc.record({
  title: fc.option(words()),
  description: fc.option(words().map((line) => `<p>${line.replace(/[<>&"]/g, '')}</p>`)),
  seoTitle: fc.option(words()),
  seoDescription: fc.constant(null),
  options: fc.constant({}),
});
const schedule = fc.tuple(fc.option(moment), fc.option(moment)).map(([publishAt, unpublishAt]) => ({
  publishAt,
  unpublishAt: publishAt && unpublishAt && unpublishAt <= publishAt ? null : unpublishAt,
}));

/** Of a product with one option; the SKUs name the product, so that none is there twice. */
function variants(slug: string): fc.Arbitrary<Pick<ProductDraft, 'options' | 'variants'>> {
  const one = fc.record({
    price: amount('EUR'),
    dollars: fc.option(amount('USD')),
    was: fc.option(fc.integer({ min: 1, max: 9_999 }).map((minor) => Money.of(minor, 'EUR'))),
    barcode: fc.option(fc.constantFrom('0123', '4006381333931')),
    weightGrams: fc.option(fc.nat(5_000)),
    requiresShipping: fc.boolean(),
    taxable: fc.boolean(),
    onHand: fc.nat(50),
    imageUrl: fc.option(url),
    hasSku: fc.boolean(),
  });
  const sizes = fc.uniqueArray(words(), { minLength: 1, maxLength: 4, selector: (value) => value.normalize('NFC').toLowerCase() });
  return sizes.chain((values) =>
    fc.array(one, { minLength: values.length, maxLength: values.length }).map((given) => ({
      options: [{ name: 'Size', values }],
      variants: given.map(({ price, dollars, was, hasSku, ...rest }, index): VariantDraft => ({
        ...rest,
        sku: hasSku ? `${slug}-${index}` : null,
        options: { Size: values[index] ?? '' },
        prices: dollars ? [price, dollars] : [price],
        compareAt: was ? [was] : [],
        extra: {},
      })),
    })),
  );
}

function product(index: number): fc.Arbitrary<ProductDraft> {
  const slug = `product-${index}`;
  const texts = {
    title: words(),
    description: fc.oneof(
      fc.constant(''),
      words().map((line) => `<p>${line.replace(/[<>&"]/g, '')}</p>\n<ul><li>One</li></ul>`),
    ),
    vendor: fc.constantFrom('', 'Maker, one', 'Maker Two'),
    productType: fc.constantFrom('', 'Mugs', 'Home > Mugs'),
    tags: fc.uniqueArray(words(), { maxLength: 3 }),
    seoTitle: fc.option(words()),
    seoDescription: fc.option(words()),
  };
  const rest = {
    status: fc.constantFrom('draft' as const, 'published' as const, 'archived' as const),
    taxCategory: fc.constantFrom('standard', 'reduced'),
    giftCard: fc.boolean(),
    images: fc
      .uniqueArray(url, { maxLength: 3 })
      .map((urls) => urls.map((address, at) => ({ url: address, alt: `Image ${at}`, position: at + 1 }))),
    categoryPaths: fc.constantFrom([], [['Home', 'Kitchen | Bath']], [['Sale']], [['Home'], ['Sale', 'A > B']]),
    brand: fc.constantFrom(undefined, null, 'Maker Two', 'Another, Brand'),
    attributes,
    collections: fc.subarray(COLLECTIONS),
    translations: fc.dictionary(fc.constantFrom('de', 'de-AT', 'fr'), translation, { maxKeys: 2 }),
  };
  return fc
    .tuple(fc.record({ ...texts, ...rest }), variants(slug), schedule)
    .map(([given, parts, times]) => ({ slug, extra: {}, ...given, ...parts, ...times }));
}

/** Products that the format can tell whole. */
export function catalogue(format: FileFormat): fc.Arbitrary<ProductDraft[]> {
  const count = fc.integer({ min: 1, max: 4 });
  const products = count.chain((length) => fc.tuple(...Array.from({ length }, (_, index) => product(index))));
  // A blank cell of Shopify's says nothing about categories, where a type names one.
  return products.map((all) =>
    all.map((one) => (format === 'shopify_csv' && one.productType === '' ? { ...one, categoryPaths: [['Sale']] } : one)),
  );
}
