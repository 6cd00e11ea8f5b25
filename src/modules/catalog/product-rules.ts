import type { Money } from '../../platform/money';
import { cleanAttributes } from './attributes/attribute-value';
import { InvalidProduct, SkuTaken } from './catalog.errors';
import { cleanHtml } from './description-html';
import { cleanOptions, matchOptions, refuseDuplicateCombinations } from './option-rules';
import type { ImageContent, ProductContent, VariantContent } from './product-content';
import { checkedSlug } from './slug';
import { cleanTranslations } from './translations/clean-translations';

export const LIMITS = {
  title: 255,
  description: 100_000,
  vendor: 160,
  productType: 160,
  tags: 250,
  tag: 255,
  taxCategory: 40,
  seoTitle: 255,
  seoDescription: 1000,
  variants: 250,
  images: 250,
  url: 2048,
  alt: 512,
  sku: 100,
  barcode: 64,
  weightGrams: 1_000_000_000,
  onHand: 1_000_000_000,
  categories: 50,
} as const;

/** The product as it will be stored: normalised, cleaned, and true to every rule that needs no look at other products. */
export function cleanProduct(product: ProductContent): ProductContent {
  const options = cleanOptions(product.options);
  const images = cleanImages(product.images, product.variants);
  const variants = product.variants.map((variant) => cleanVariant(variant, options));
  bounded('A product has', variants.length, 1, LIMITS.variants, 'variants');
  refuseDuplicateCombinations(variants);
  refuseDuplicateSkus(variants);
  return {
    slug: checkedSlug(product.slug),
    title: line(product.title, 'title', LIMITS.title, 1),
    description: cleanDescription(product.description),
    vendor: line(product.vendor, 'vendor', LIMITS.vendor),
    brandId: product.brandId,
    ...cleanSchedule(product),
    translations: product.translations && cleanTranslations(product.translations),
    attributes: product.attributes && cleanAttributes(product.attributes),
    productType: line(product.productType, 'productType', LIMITS.productType),
    tags: cleanTags(product.tags),
    status: product.status,
    taxCategory: cleanTaxCategory(product.taxCategory),
    seoTitle: orNull(product.seoTitle, 'seoTitle', LIMITS.seoTitle),
    seoDescription: orNull(product.seoDescription, 'seoDescription', LIMITS.seoDescription),
    giftCard: product.giftCard,
    options,
    variants,
    images,
    categoryIds: [...new Set(product.categoryIds)].sort(),
    extra: sortedRecord(product.extra),
  };
}

export function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function byCurrency(a: Money, b: Money): number {
  return a.currency < b.currency ? -1 : 1;
}

function cleanVariant(variant: VariantContent, options: ProductContent['options']): VariantContent {
  const prices = cleanPrices(variant.prices, 'prices');
  const compareAt = cleanPrices(variant.compareAt, '"was" prices');
  const priced = new Set(prices.map(({ currency }) => currency));
  const orphan = compareAt.find(({ currency }) => !priced.has(currency));
  if (orphan) throw new InvalidProduct(`There is a "was" price in ${orphan.currency} but no price in it.`);
  if (variant.weightGrams !== null) bounded('A weight is', variant.weightGrams, 0, LIMITS.weightGrams, 'grams');
  if (variant.onHand !== undefined) bounded('Stock is', variant.onHand, 0, LIMITS.onHand, 'pieces');
  return {
    ...variant,
    sku: orNull(variant.sku, 'sku', LIMITS.sku),
    options: matchOptions(options, variant.options),
    prices,
    compareAt,
    barcode: orNull(variant.barcode, 'barcode', LIMITS.barcode),
    imageUrl: variant.imageUrl?.trim() || null,
    extra: sortedRecord(variant.extra),
  };
}

function cleanPrices(prices: readonly Money[], what: string): Money[] {
  const sorted = [...prices].sort(byCurrency);
  for (const [index, price] of sorted.entries()) {
    if (price.amount < 0) throw new InvalidProduct(`Of a variant's ${what} one is negative.`);
    if (sorted[index + 1]?.currency === price.currency) throw new InvalidProduct(`A variant has two ${what} in ${price.currency}.`);
  }
  return sorted;
}

/** The first of two images with one address wins; a variant's image joins the gallery. */
function cleanImages(images: readonly ImageContent[], variants: readonly VariantContent[]): ImageContent[] {
  const byUrl = new Map<string, ImageContent>();
  const named = variants.flatMap(({ imageUrl }) => (imageUrl?.trim() ? [{ url: imageUrl, alt: null }] : []));
  for (const image of [...images, ...named]) {
    const url = image.url.trim();
    if (!byUrl.has(url)) byUrl.set(url, { ...image, url: webAddress(url), alt: orNull(image.alt, 'alt', LIMITS.alt) });
  }
  bounded('A product has', byUrl.size, 0, LIMITS.images, 'images');
  return [...byUrl.values()];
}

function webAddress(url: string): string {
  const isWeb = url.length <= LIMITS.url && /^https?:/i.test(url) && URL.canParse(url);
  if (!isWeb) throw new InvalidProduct(`The address of an image is http or https and at most ${LIMITS.url} characters long.`);
  return url;
}

function cleanSchedule({ publishAt, unpublishAt }: ProductContent): Pick<ProductContent, 'publishAt' | 'unpublishAt'> {
  if (publishAt && unpublishAt && unpublishAt <= publishAt) throw new InvalidProduct('unpublishAt must come after publishAt.');
  return { publishAt, unpublishAt };
}

function refuseDuplicateSkus(variants: readonly VariantContent[]): void {
  const skus = variants.flatMap(({ sku }) => (sku === null ? [] : [sku]));
  const twice = skus.filter((sku, index) => skus.indexOf(sku) !== index);
  if (twice.length > 0) throw new SkuTaken([...new Set(twice)]);
}

function cleanDescription(html: string): string {
  bounded('A description has', html.length, 0, LIMITS.description, 'characters');
  return cleanHtml(html);
}

function cleanTags(tags: readonly string[]): string[] {
  const cleaned = [...new Set(tags.map((tag) => line(tag, 'tag', LIMITS.tag)).filter(Boolean))];
  bounded('A product has', cleaned.length, 0, LIMITS.tags, 'tags');
  return cleaned;
}

function cleanTaxCategory(text: string): string {
  if (!/^[a-z0-9][a-z0-9_-]{0,39}$/.test(text)) throw new InvalidProduct('A tax category is a code such as "standard".');
  return text;
}

function orNull(text: string | null, what: string, max: number): string | null {
  return text === null ? null : line(text, what, max) || null;
}

function line(text: string, what: string, max: number, min = 0): string {
  const cleaned = text.normalize('NFC').trim();
  const { length } = [...cleaned];
  if (length < min) throw new InvalidProduct(`${what} must not be empty.`);
  if (length > max) throw new InvalidProduct(`${what} has at most ${max} characters.`);
  return cleaned;
}

function bounded(start: string, value: number, min: number, max: number, unit: string): void {
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw new InvalidProduct(`${start} ${min} to ${max} ${unit}, not ${value}.`);
}
