/** The columns we understand. Every other column of a file is kept verbatim and comes back in the export. */
export const COLUMN = {
  handle: 'Handle',
  title: 'Title',
  body: 'Body (HTML)',
  vendor: 'Vendor',
  type: 'Type',
  tags: 'Tags',
  published: 'Published',
  status: 'Status',
  sku: 'Variant SKU',
  grams: 'Variant Grams',
  quantity: 'Variant Inventory Qty',
  price: 'Variant Price',
  compareAt: 'Variant Compare At Price',
  requiresShipping: 'Variant Requires Shipping',
  taxable: 'Variant Taxable',
  barcode: 'Variant Barcode',
  variantImage: 'Variant Image',
  imageSource: 'Image Src',
  imagePosition: 'Image Position',
  imageAlt: 'Image Alt Text',
  giftCard: 'Gift Card',
  seoTitle: 'SEO Title',
  seoDescription: 'SEO Description',
  /** Ours, for what Shopify's format cannot say; Shopify skips columns that it does not know. */
  taxCategory: 'Portico Tax Category',
  categories: 'Portico Categories',
  optionValues: 'Portico Option Values',
  exactTags: 'Portico Tags',
  notSold: 'Portico Not Sold',
  brand: 'Portico Brand',
  collections: 'Portico Collections',
  publishAt: 'Portico Publish At',
  unpublishAt: 'Portico Unpublish At',
  translations: 'Portico Translations',
} as const;

/** Shopify has three options, we have five; the last two are columns that Shopify skips. */
export const OPTION_NUMBERS = [1, 2, 3, 4, 5] as const;
export const optionName = (number: number): string => `Option${number} Name`;
export const optionValue = (number: number): string => `Option${number} Value`;
/** Without names of options a row names its variant by the SKU. */
export const namesOptions = (told: ReadonlySet<string>): boolean => OPTION_NUMBERS.some((number) => told.has(optionName(number)));
export const priceIn = (currency: string): string => `Price / ${currency}`;
export const compareAtIn = (currency: string): string => `Compare At Price / ${currency}`;

/** What a product says once, on its first row. */
export const PRODUCT_COLUMNS: readonly string[] = [
  COLUMN.title,
  COLUMN.body,
  COLUMN.vendor,
  COLUMN.type,
  COLUMN.tags,
  COLUMN.published,
  COLUMN.status,
  COLUMN.giftCard,
  COLUMN.seoTitle,
  COLUMN.seoDescription,
  COLUMN.taxCategory,
  COLUMN.categories,
  COLUMN.optionValues,
  COLUMN.exactTags,
  ...[COLUMN.brand, COLUMN.collections, COLUMN.publishAt, COLUMN.unpublishAt, COLUMN.translations],
  ...OPTION_NUMBERS.map(optionName),
];

/** Shopify's name for a field that a shop has defined for its products; ours stand in a namespace of their own. */
const METAFIELD = /\(product\.metafields\.([^.]+)\.([a-z][a-z0-9_]{0,63})\)$/;
const NAMESPACE = 'portico';
export const attributeColumn = (key: string): string => `${key} (product.metafields.${NAMESPACE}.${key})`;

/** Which columns say something of which attributes: our own of a key before others, the first of those. */
export function attributeColumns(columns: readonly string[], keys: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = columns.flatMap((column) => {
    const [, namespace, key = ''] = METAFIELD.exec(column) ?? [];
    return keys.has(key) ? [{ column, key, isOurs: namespace === NAMESPACE }] : [];
  });
  const byKey = new Map<string, string>();
  for (const { column, key } of [...found.filter(({ isOurs }) => isOurs), ...found]) if (!byKey.has(key)) byKey.set(key, column);
  return new Map([...byKey].map(([key, column]) => [column, key]));
}

const IMAGE_COLUMNS: readonly string[] = [COLUMN.imageSource, COLUMN.imagePosition, COLUMN.imageAlt];

export const MODELLED_VARIANT_COLUMNS: readonly string[] = [
  COLUMN.sku,
  COLUMN.grams,
  COLUMN.quantity,
  COLUMN.price,
  COLUMN.compareAt,
  COLUMN.requiresShipping,
  COLUMN.taxable,
  COLUMN.barcode,
  COLUMN.variantImage,
  COLUMN.notSold,
  ...OPTION_NUMBERS.map(optionValue),
];

const KNOWN = new Set<string>([COLUMN.handle, ...PRODUCT_COLUMNS, ...IMAGE_COLUMNS, ...MODELLED_VARIANT_COLUMNS]);
const FOREIGN_VARIANT = /^(variant |cost per item$|price \/ |compare at price \/ |included \/ |unit price )/i;

/** Columns with a place in our own tables; the rest travels in `extra`. */
export const isModelled = (column: string): boolean => KNOWN.has(column);

/** Columns that describe one variant rather than the product, ours and Shopify's. */
export const isVariantColumn = (column: string): boolean => MODELLED_VARIANT_COLUMNS.includes(column) || FOREIGN_VARIANT.test(column);

/** Shopify's order, from the template of 2018 (which is always written whole) with the columns of later years in their places. */
const CLASSIC = `Handle|Title|Body (HTML)|Vendor|Type|Tags|Published|Option1 Name|Option1 Value|Option2 Name|Option2 Value|Option3 Name|Option3 Value
|Variant SKU|Variant Grams|Variant Inventory Tracker|Variant Inventory Qty|Variant Inventory Policy|Variant Fulfillment Service|Variant Price
|Variant Compare At Price|Variant Requires Shipping|Variant Taxable|Variant Barcode|Image Src|Image Position|Image Alt Text|Gift Card|SEO Title
|SEO Description|Google Shopping / Google Product Category|Google Shopping / Gender|Google Shopping / Age Group|Google Shopping / MPN
|Google Shopping / AdWords Grouping|Google Shopping / AdWords Labels|Google Shopping / Condition|Google Shopping / Custom Product
|Google Shopping / Custom Label 0|Google Shopping / Custom Label 1|Google Shopping / Custom Label 2|Google Shopping / Custom Label 3
|Google Shopping / Custom Label 4|Variant Image|Variant Weight Unit|Variant Tax Code`;
export const CLASSIC_COLUMNS: readonly string[] = CLASSIC.replaceAll('\n', '').split('|');

/** Headers of Shopify's template of 2025 for columns that have a classic name. Names that differ only in case need no entry. */
const RENAMED: Readonly<Record<string, string>> = {
  'url handle': COLUMN.handle,
  description: COLUMN.body,
  'published on online store': COLUMN.published,
  sku: COLUMN.sku,
  barcode: COLUMN.barcode,
  price: COLUMN.price,
  'compare-at price': COLUMN.compareAt,
  'charge tax': COLUMN.taxable,
  'inventory quantity': COLUMN.quantity,
  'weight value (grams)': COLUMN.grams,
  'requires shipping': COLUMN.requiresShipping,
  'product image url': COLUMN.imageSource,
  'variant image url': COLUMN.variantImage,
};

const BY_LOWER_CASE = new Map([...KNOWN].map((name) => [name.toLowerCase(), name]));

/** The name under which we know a header; a header that we do not know stays as it is. */
export function canonicalColumn(header: string): string {
  const lower = header.toLowerCase();
  if (Object.hasOwn(RENAMED, lower)) return RENAMED[lower] ?? header;
  return BY_LOWER_CASE.get(lower) ?? header;
}

/** Longest texts, in characters; equal to the columns of the catalogue's tables. */
export const LIMIT = {
  handle: 200,
  title: 255,
  body: 100_000,
  vendor: 160,
  type: 160,
  tag: 255,
  tags: 250,
  optionName: 100,
  optionValue: 255,
  sku: 100,
  barcode: 64,
  url: 2048,
  alt: 512,
  seoTitle: 255,
  seoDescription: 1000,
  taxCategory: 40,
  foreign: 5000,
  columns: 500,
  quantity: 1_000_000_000,
  grams: 1_000_000_000,
  rowsPerProduct: 5000,
} as const;
