import { z } from 'zod';
import type { Money } from '../../../platform/money';
import { PRODUCT_STATUSES } from '../catalog-draft';
import type { ProductDraft, VariantDraft } from '../catalog-draft';

const money = z.strictObject({ amount: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) });
const texts = z.record(z.string(), z.string());

const variant = z.strictObject({
  sku: z.string().nullable().optional(),
  options: texts.optional(),
  prices: z.array(money).optional(),
  compareAt: z.array(money).optional(),
  barcode: z.string().nullable().optional(),
  weightGrams: z.int().min(0).nullable().optional(),
  requiresShipping: z.boolean().optional(),
  taxable: z.boolean().optional(),
  imageUrl: z.string().nullable().optional(),
  onHand: z.int().min(0).optional(),
  extra: texts.optional(),
});

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
  /** Titles from the root down. */
  categories: z.array(z.array(z.string())).optional(),
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
    extra,
  };
}

function variantDocumentOf(draft: VariantDraft): VariantDocument {
  const { sku, options, barcode, weightGrams, requiresShipping, taxable, imageUrl, onHand, extra } = draft;
  const plain = ({ amount, currency }: Money) => ({ amount, currency });
  return {
    ...{ sku, options, prices: draft.prices.map(plain), compareAt: (draft.compareAt ?? []).map(plain) },
    ...{ barcode, weightGrams, requiresShipping, taxable, imageUrl, onHand, extra },
  };
}
