import { z } from 'zod';
import { integerBetween, MAX_AMOUNT } from '../../../platform/http';
import type { Check } from '../../../platform/http';
import type { Money } from '../../../platform/money';
import { PRODUCT_STATUSES } from '../catalog-draft';
import { ATTRIBUTE_KEY } from '../attributes/attribute-value';
import type { ProductDraft, VariantDraft } from '../catalog-draft';
import { LIMITS } from '../product-rules';
import type { Translations } from '../translations/translation';

/** Files obey the rules of requests, in their words. */
function under(rule: Check) {
  return (value: unknown, context: z.core.$RefinementCtx): void => {
    const fault = rule(value);
    if (fault) context.addIssue({ code: 'custom', message: fault.detail });
  };
}

const upTo = (most: number) => z.number().superRefine(under(integerBetween(0, most)));
const money = z.strictObject({ amount: upTo(MAX_AMOUNT), currency: z.string().regex(/^[A-Z]{3}$/) });
const texts = z.record(z.string(), z.string());

const variant = z.strictObject({
  sku: z.string().nullable().optional(),
  options: texts.optional(),
  prices: z.array(money).optional(),
  compareAt: z.array(money).optional(),
  barcode: z.string().nullable().optional(),
  weightGrams: upTo(LIMITS.weightGrams).nullable().optional(),
  requiresShipping: z.boolean().optional(),
  taxable: z.boolean().optional(),
  imageUrl: z.string().nullable().optional(),
  onHand: upTo(LIMITS.onHand).optional(),
  extra: texts.optional(),
});

const words = z.string().nullable().optional();
const translation = z.strictObject({ title: words, description: words, seoTitle: words, seoDescription: words });
const moment = z.iso.datetime({ offset: true }).nullable();

/** A product as files of our own speak of it. What is absent stays as it is; a new product gets what is usual. */
export const productDocument = z.strictObject({
  slug: z.string().min(1),
  title: z.string().optional(),
  description: z.string().optional(),
  vendor: z.string().optional(),
  productType: z.string().optional(),
  tags: z.array(z.string()).optional(),
  status: z.enum(PRODUCT_STATUSES).optional(),
  taxCategory: z.string().optional(),
  seoTitle: z.string().nullable().optional(),
  seoDescription: z.string().nullable().optional(),
  giftCard: z.boolean().optional(),
  options: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })).optional(),
  variants: z.array(variant).min(1).optional(),
  images: z.array(z.strictObject({ url: z.string(), alt: z.string().nullable().optional() })).optional(),
  /** From the root down: titles, or slugs where a title could mean another one. */
  categories: z.array(z.array(z.string())).optional(),
  /** By its name; null for none. */
  brand: z.string().min(1).max(160).nullable().optional(),
  attributes: z.record(z.string().regex(ATTRIBUTE_KEY), z.union([z.string(), z.int(), z.boolean()])).optional(),
  /** Slugs of collections that are picked by hand. */
  collections: z.array(z.string()).optional(),
  /** By locale. */
  translations: z.record(z.string(), translation).optional(),
  publishAt: moment.optional(),
  unpublishAt: moment.optional(),
  extra: texts.optional(),
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
