import type { ImageDraft, ProductDraft, ProductOption, VariantDraft } from '../catalog-draft';
import { InvalidProduct } from '../catalog.errors';
import type { StoredProduct, StoredVariant } from '../product-content';
import { variantOf } from './document-draft';
import { COLUMN, compareAtIn, namesOptions, priceIn } from './shopify-columns';

/** The columns that a file has; what a file has no column for, an import leaves as it is. */
export type Told = ReadonlySet<string>;

/** Fields and the column that tells each of them. */
const PRODUCT_FIELDS = {
  title: COLUMN.title,
  description: COLUMN.body,
  vendor: COLUMN.vendor,
  productType: COLUMN.type,
  tags: COLUMN.tags,
  taxCategory: COLUMN.taxCategory,
  seoTitle: COLUMN.seoTitle,
  seoDescription: COLUMN.seoDescription,
  giftCard: COLUMN.giftCard,
} as const;

const VARIANT_FIELDS = {
  sku: COLUMN.sku,
  barcode: COLUMN.barcode,
  weightGrams: COLUMN.grams,
  requiresShipping: COLUMN.requiresShipping,
  taxable: COLUMN.taxable,
  imageUrl: COLUMN.variantImage,
} as const;

function untold<T extends object, K extends keyof T & string>(
  stored: T,
  fields: Readonly<Record<K, string>>,
  told: Told,
): Partial<Pick<T, K>> {
  const kept: Partial<Pick<T, K>> = {};
  for (const field of Object.keys(fields) as K[]) if (!told.has(fields[field])) kept[field] = stored[field];
  return kept;
}

const untoldExtra = (stored: Readonly<Record<string, string>>, told: Told): Record<string, string> =>
  Object.fromEntries(Object.entries(stored).filter(([column]) => !told.has(column)));

function keepPrices(draft: VariantDraft, stored: StoredVariant, told: Told, currency: string): Pick<VariantDraft, 'prices' | 'compareAt'> {
  const priceTold = (code: string): boolean => told.has(code === currency ? COLUMN.price : priceIn(code));
  const wasTold = (code: string): boolean => told.has(code === currency ? COLUMN.compareAt : compareAtIn(code));
  const prices = [...draft.prices, ...stored.prices.filter((price) => !priceTold(price.currency))];
  const priced = new Set(prices.map((price) => price.currency));
  const kept = stored.compareAt.filter((was) => !wasTold(was.currency) && priced.has(was.currency));
  return { prices, compareAt: [...(draft.compareAt ?? []), ...kept] };
}

function keepVariant(draft: VariantDraft, known: StoredVariant, told: Told, currency: string): VariantDraft {
  return {
    ...draft,
    ...untold(known, VARIANT_FIELDS, told),
    ...keepPrices(draft, known, told, currency),
    extra: { ...draft.extra, ...untoldExtra(known.extra, told) },
  };
}

/** Without columns for options a row names a variant by its SKU, and the product keeps those that no row names. */
function keepVariants({ variants }: ProductDraft, stored: readonly StoredVariant[], told: Told, currency: string): VariantDraft[] {
  if (namesOptions(told))
    return variants.map((draft) => {
      const known = variantOf(draft, stored);
      return known ? keepVariant(draft, known, told, currency) : draft;
    });
  const rows = new Map(variants.map((draft) => [namedBy(draft.sku, stored), draft]));
  if (rows.size < variants.length) throw new InvalidProduct('Two rows name one variant.');
  return stored.map((known) => {
    const row = rows.get(known);
    return row ? { ...keepVariant(row, known, told, currency), options: known.options } : known;
  });
}

/** The only variant of a product needs no SKU, and may get its first one. */
function namedBy(sku: string | null, stored: readonly StoredVariant[]): StoredVariant {
  const [only, ...others] = stored;
  if (only && others.length === 0 && (sku === null || only.sku === null)) return only;
  const known = stored.find((variant) => variant.sku !== null && variant.sku === sku);
  if (known) return known;
  const what = sku === null ? 'Of several variants a row must name one by its SKU.' : `The product has no variant with the SKU "${sku}".`;
  throw new InvalidProduct(`${what} Write the SKU of a variant, or add the columns of the options.`);
}

/** The stored order of an option's values, when the file has the same values and no column for their order. */
function keepOptions(options: readonly ProductOption[], stored: readonly ProductOption[], told: Told): readonly ProductOption[] {
  if (!namesOptions(told)) return stored;
  if (told.has(COLUMN.optionValues)) return options;
  return options.map((option) => {
    const known = stored.find(({ name }) => name === option.name)?.values ?? [];
    return option.values.every((value) => known.includes(value)) ? { ...option, values: known } : option;
  });
}

function keepImages(draft: ProductDraft, stored: StoredProduct, told: Told): readonly ImageDraft[] {
  if (told.has(COLUMN.imageSource)) return draft.images;
  return stored.images.map(({ url, alt }, index) => ({ url, alt, position: index + 1 }));
}

/** A category made of the product type does not replace the ones that staff gave to a product of that type. */
function keepCategories(draft: ProductDraft, stored: StoredProduct, told: Told): ProductDraft {
  const stays = !told.has(COLUMN.categories) && draft.productType === stored.productType;
  return stays ? { ...draft, categoryPaths: undefined } : draft;
}

/** What becomes of a product that exists: what the file says, and for the rest what it is already. */
export function keepUntold(draft: ProductDraft, stored: StoredProduct, told: Told, currency: string): ProductDraft {
  const statusTold = told.has(COLUMN.status) || told.has(COLUMN.published);
  return {
    ...keepCategories(draft, stored, told),
    ...untold(stored, PRODUCT_FIELDS, told),
    status: statusTold ? draft.status : stored.status,
    options: keepOptions(draft.options, stored.options, told),
    variants: keepVariants(draft, stored.variants, told, currency),
    images: keepImages(draft, stored, told),
    ...(draft.attributes && { attributes: { ...stored.attributes, ...draft.attributes } }),
    extra: { ...draft.extra, ...untoldExtra(stored.extra, statusTold ? new Set([...told, COLUMN.status, COLUMN.published]) : told) },
  };
}

/** What becomes of a product that does not exist. @throws InvalidProduct when the file has no column for what a new one needs */
export function newOf(draft: ProductDraft, told: Told): ProductDraft {
  if (!told.has(COLUMN.title)) throw new InvalidProduct('A new product needs a title.');
  return draft;
}
