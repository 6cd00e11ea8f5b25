import { z } from 'zod';
import { integerBetween, isWebUrl, MAX_AMOUNT } from '../../../platform/http';
import type { Check } from '../../../platform/http';
import type { Money } from '../../../platform/money';
import { PRODUCT_STATUSES } from '../catalog-draft';
import { ATTRIBUTE_KEY } from '../attributes/attribute-value';
import type { ProductDraft, VariantDraft } from '../catalog-draft';
import { LIMITS } from '../product-rules';
import { inLines, inOneLine, lineFeeds } from './file-texts';
import type { Translations } from '../translations/translation';

/** Files obey the rules of requests, in their words. */
function under(rule: Check) {
  return (value: unknown, context: z.core.$RefinementCtx): void => {
    const fault = rule(value);
    if (fault) context.addIssue({ code: 'custom', message: fault.detail });
  };
}

const trimmed = (rule: Check): Check => {
  return (value) => rule(typeof value === 'string' ? value.trim() : value);
};

const upTo = (most: number) => z.number().superRefine(under(integerBetween(0, most)));
const money = z.strictObject({ amount: upTo(MAX_AMOUNT), currency: z.string().regex(/^[A-Z]{3}$/) });
const line = z.string().superRefine(under(trimmed(inOneLine)));
const lines = z
  .string()
  .overwrite(lineFeeds)
  .superRefine(under(trimmed(inLines)));
const address = z.string().superRefine(under(trimmed((value) => (value === '' ? undefined : isWebUrl(value)))));
/** Kept word for word, line breaks included. */
const foreign = z.string().superRefine(under((value) => inLines(lineFeeds(String(value)))));

const variant = z.strictObject({
  sku: line.nullable().optional(),
  options: z.record(line, line).optional(),
  prices: z.array(money).optional(),
  compareAt: z.array(money).optional(),
  barcode: line.nullable().optional(),
  weightGrams: upTo(LIMITS.weightGrams).nullable().optional(),
  requiresShipping: z.boolean().optional(),
  taxable: z.boolean().optional(),
  imageUrl: address.nullable().optional(),
  onHand: upTo(LIMITS.onHand).optional(),
  extra: z.record(foreign, foreign).optional(),
});

const words = line.nullable().optional();
const translation = z.strictObject({ title: words, description: lines.nullable().optional(), seoTitle: words, seoDescription: words });
const moment = z.iso.datetime({ offset: true }).nullable();

/** A product as files of our own speak of it. What is absent stays as it is; a new product gets what is usual. */
export const productDocument = z.strictObject({
  slug: line.min(1),
  title: line.optional(),
  description: lines.optional(),
  vendor: line.optional(),
  productType: line.optional(),
  tags: z.array(line).optional(),
  status: z.enum(PRODUCT_STATUSES).optional(),
  taxCategory: line.optional(),
  seoTitle: line.nullable().optional(),
  seoDescription: line.nullable().optional(),
  giftCard: z.boolean().optional(),
  options: z.array(z.strictObject({ name: line, values: z.array(line) })).optional(),
  variants: z.array(variant).min(1).optional(),
  images: z.array(z.strictObject({ url: address, alt: line.nullable().optional() })).optional(),
  /** From the root down: titles, or slugs where a title could mean another one. */
  categories: z.array(z.array(line)).optional(),
  /** By its name; null for none. */
  brand: line.min(1).max(160).nullable().optional(),
  attributes: z.record(z.string().regex(ATTRIBUTE_KEY), z.union([line, z.int(), z.boolean()])).optional(),
  /** Slugs of collections that are picked by hand. */
  collections: z.array(line).optional(),
  /** By locale. */
  translations: z.record(line, translation).optional(),
  publishAt: moment.optional(),
  unpublishAt: moment.optional(),
  extra: z.record(foreign, foreign).optional(),
});

export type ProductDocument = z.infer<typeof productDocument>;
export type VariantDocument = z.infer<typeof variant>;

/** All there is to say about a product; the inverse of reading it. */
export function documentOf(draft: ProductDraft): ProductDocument {
  const { slug, title, description, vendor, productType, tags, status, taxCategory, seoTitle, seoDescription, extra } = draft;
  return {
    ...{ slug, title, description, vendor, productType, tags: [...tags], status, taxCategory, seoTitle, seoDescription },
    giftCard: draft.giftCard ?? false,
    options: draft.options.map(({ name, values }) => ({ name, values: [...values] })),
    variants: draft.variants.map(variantDocumentOf),
    images: draft.images.map(({ url, alt }) => ({ url, alt })),
    categories: (draft.categoryPaths ?? []).map((path) => [...path]),
    ...tiesOf(draft),
    extra,
  };
}

function tiesOf({ brand, attributes = {}, collections = [], translations = {}, publishAt, unpublishAt }: ProductDraft) {
  return {
    ...(brand !== undefined && { brand }),
    ...{ attributes, collections: [...collections], translations: translationsDocument(translations) },
    ...{ publishAt: publishAt?.toISOString() ?? null, unpublishAt: unpublishAt?.toISOString() ?? null },
  };
}

/** Without labels of options, which products have none of. */
export function translationsDocument(translations: Translations): NonNullable<ProductDocument['translations']> {
  const entries = Object.entries(translations);
  return Object.fromEntries(
    entries.map(([locale, { title, description, seoTitle, seoDescription }]) => [locale, { title, description, seoTitle, seoDescription }]),
  );
}

export function translationsOf(document: NonNullable<ProductDocument['translations']>): Translations {
  const entries = Object.entries(document);
  return Object.fromEntries(
    entries.map(([locale, { title = null, description = null, seoTitle = null, seoDescription = null }]) => [
      locale,
      { title, description, seoTitle, seoDescription, options: {} },
    ]),
  );
}

function variantDocumentOf(draft: VariantDraft): VariantDocument {
  const { sku, options, barcode, weightGrams, requiresShipping, taxable, imageUrl, onHand, extra } = draft;
  const plain = ({ amount, currency }: Money) => ({ amount, currency });
  return {
    ...{ sku, options, prices: draft.prices.map(plain), compareAt: (draft.compareAt ?? []).map(plain) },
    ...{ barcode, weightGrams, requiresShipping, taxable, imageUrl, onHand, extra },
  };
}
