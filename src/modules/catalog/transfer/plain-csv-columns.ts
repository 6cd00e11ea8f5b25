/** Columns of our own CSV that say something about the product, in their order; they stand on the first row of a product. */
export const PRODUCT_CELLS = [
  ...([
    'slug',
    'title',
    'description',
    'vendor',
    'product_type',
    'tags',
    'status',
    'tax_category',
    'seo_title',
    'seo_description',
  ] as const),
  ...(['gift_card', 'options', 'categories', 'images'] as const),
  ...(['brand', 'attributes', 'collections', 'publish_at', 'unpublish_at', 'translations', 'extra'] as const),
];
/** And about a variant. */
const VARIANT_CELLS = [
  ...([
    'sku',
    'variant_options',
    'barcode',
    'weight_grams',
    'requires_shipping',
    'taxable',
    'image_url',
    'on_hand',
    'variant_extra',
  ] as const),
];

/** In place of a brand: none, whatever the vendor is called. */
export const NO_BRAND = '-';

export const priceColumn = (currency: string): string => `price_${currency.toLowerCase()}`;
export const compareAtColumn = (currency: string): string => `compare_at_${currency.toLowerCase()}`;

export function columnsFor(currencies: readonly string[]): readonly string[] {
  const [sku, options, ...more] = VARIANT_CELLS;
  return [
    ...PRODUCT_CELLS,
    sku ?? '',
    options ?? '',
    ...currencies.flatMap((currency) => [priceColumn(currency), compareAtColumn(currency)]),
    ...more,
  ];
}
