import { Money } from '../../../platform/money';
import type { ProductDraft, ProductOption, VariantDraft } from '../catalog-draft';
import { InvalidProduct } from '../catalog.errors';
import { combinationText, optionsOf } from '../option-rules';
import type { StoredProduct, StoredVariant } from '../product-content';
import { translationsOf } from './product-document';
import type { ProductDocument, VariantDocument } from './product-document';

/** Whether the file says which price a variant has in the currency; in another one it keeps what it has. */
export type PriceTold = (currency: string, kind: 'price' | 'compareAt') => boolean;

const USUAL = {
  description: '',
  vendor: '',
  productType: '',
  tags: [],
  status: 'draft',
  taxCategory: 'standard',
  seoTitle: null,
  seoDescription: null,
  giftCard: false,
  images: [],
  extra: {},
} as const;
const USUAL_VARIANT = {
  sku: null,
  barcode: null,
  weightGrams: null,
  requiresShipping: true,
  taxable: true,
  imageUrl: null,
  extra: {},
} as const;

/** What becomes of a product: what the document says, else what it is already, else what is usual. */
export function draftOf(document: ProductDocument, stored: StoredProduct | undefined, told: PriceTold = () => true): ProductDraft {
  const { variants: wanted, images, categories, options, slug, translations, publishAt, unpublishAt, ...fields } = document;
  const title = fields.title ?? stored?.title;
  if (title === undefined) throw new InvalidProduct('A new product needs a title.');
  const variants = wanted?.map((variant) => variantDraft(variant, stored?.variants ?? [], told)) ?? stored?.variants;
  if (variants === undefined) throw new InvalidProduct('A new product needs at least one variant.');
  const gallery = images?.map(({ url, alt }) => ({ url, alt: alt ?? null })) ?? stored?.images ?? [];
  return {
    ...USUAL,
    ...(stored && kept(stored)),
    ...present(fields),
    slug,
    title,
    variants,
    images: gallery.map(({ url, alt }, index) => ({ url, alt, position: index + 1 })),
    options: options ?? optionsFor(variants, stored?.options ?? []),
    ...(categories && { categoryPaths: categories }),
    ...(translations && { translations: translationsOf(translations) }),
    ...(publishAt !== undefined && { publishAt: momentOf(publishAt) }),
    ...(unpublishAt !== undefined && { unpublishAt: momentOf(unpublishAt) }),
  };
}

const momentOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

function variantDraft(document: VariantDocument, stored: readonly StoredVariant[], told: PriceTold): VariantDraft {
  const { prices, compareAt, options, ...fields } = document;
  const known = variantOf(document, stored);
  const priced = together(prices, known?.prices ?? [], (currency) => told(currency, 'price'));
  const currencies = new Set(priced.map(({ currency }) => currency));
  const was = together(compareAt, known?.compareAt ?? [], (currency) => told(currency, 'compareAt'));
  return {
    ...USUAL_VARIANT,
    ...(known && keptOfVariant(known)),
    ...present(fields),
    options: options ?? known?.options ?? {},
    prices: priced,
    // A "was" price that the file does not speak of goes with its price; one that it names alone is a mistake to tell.
    compareAt: was.filter(({ currency }) => currencies.has(currency) || compareAt?.some((named) => named.currency === currency)),
  };
}

/** By its combination; a file without one names variants by their SKU. */
export function variantOf(
  { options, sku }: Pick<VariantDocument, 'options' | 'sku'>,
  stored: readonly StoredVariant[],
): StoredVariant | undefined {
  const bySku = stored.find((variant) => variant.sku !== null && variant.sku === sku);
  if (options === undefined) return bySku ?? (stored.length === 1 ? stored[0] : undefined);
  const text = combinationText(options);
  return stored.find((variant) => combinationText(variant.options) === text) ?? bySku;
}

function together(
  wanted: readonly { readonly amount: number; readonly currency: string }[] | undefined,
  stored: readonly Money[],
  told: (currency: string) => boolean,
): Money[] {
  if (wanted === undefined) return [...stored];
  return [...wanted.map(({ amount, currency }) => Money.of(amount, currency)), ...stored.filter(({ currency }) => !told(currency))];
}

/** The stored order of values, with new ones at the end, as long as the options have the same names. */
function optionsFor(variants: readonly Pick<VariantDraft, 'options'>[], stored: readonly ProductOption[]): readonly ProductOption[] {
  const found = optionsOf(variants);
  if (found.length !== stored.length || found.some(({ name }) => !stored.some((option) => option.name === name))) return found;
  return stored.map(({ name, values }) => {
    const own = found.find((option) => option.name === name)?.values ?? [];
    return { name, values: [...values, ...own.filter((value) => !values.includes(value))] };
  });
}

function kept(stored: StoredProduct) {
  const { description, vendor, productType, tags, status, taxCategory, seoTitle, seoDescription, giftCard, extra } = stored;
  return { description, vendor, productType, tags, status, taxCategory, seoTitle, seoDescription, giftCard, extra };
}

function keptOfVariant({ sku, barcode, weightGrams, requiresShipping, taxable, imageUrl, extra }: StoredVariant) {
  return { sku, barcode, weightGrams, requiresShipping, taxable, imageUrl, extra };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
