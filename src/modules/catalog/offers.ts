import type { JoinedRow, LentSql } from '../../platform/database';
import { Money, toInteger } from '../../platform/money';
import { visibleAs } from './schedule/visibility';

/** What a shopper may buy at this moment, at which price. */
export interface Offer {
  readonly variantId: string;
  readonly productId: string;
  readonly slug: string;
  readonly sku: string | null;
  /** The product's title. */
  readonly title: string;
  /** The option values; empty for the only variant of a product without options. */
  readonly variantTitle: string;
  readonly unitPrice: Money;
  readonly compareAtPrice: Money | null;
  /** The product's tax category, or `exempt` for a variant that is not taxable. */
  readonly taxCategory: string;
  /** The variant's own image, else the product's first one. */
  readonly imageUrl: string | null;
  readonly requiresShipping: boolean;
}

export const EXEMPT = 'exempt';

interface OfferRow {
  readonly offer_variant_id: string;
  readonly offer_product_id: string | null;
  readonly offer_slug: string;
  readonly offer_sku: string | null;
  readonly offer_title: string;
  readonly offer_variant_title: string;
  readonly offer_currency: string;
  readonly offer_amount: unknown;
  readonly offer_compare_at_amount: unknown;
  readonly offer_tax_category: string;
  readonly offer_taxable: number;
  readonly offer_image_url: string | null;
  readonly offer_requires_shipping: number;
}

const COLUMNS = `offer_variant.id AS offer_variant_id, offer_product.id AS offer_product_id, offer_product.slug AS offer_slug, offer_variant.sku AS offer_sku,
  offer_product.title AS offer_title, offer_variant.title AS offer_variant_title, offer_price.currency AS offer_currency, offer_price.amount AS offer_amount,
  offer_price.compare_at_amount AS offer_compare_at_amount, offer_product.tax_category AS offer_tax_category, offer_variant.taxable AS offer_taxable,
  COALESCE(offer_own.url, offer_main.url) AS offer_image_url, offer_variant.requires_shipping AS offer_requires_shipping`;

/** Only what can be sold: the product is visible, and the variant has a price in the currency. */
function partsOf(join: 'JOIN' | 'LEFT JOIN', currency: string): string {
  return `${join} catalog_product offer_product ON offer_product.id = offer_variant.product_id AND ${visibleAs('offer_product')}
    ${join} catalog_price offer_price ON offer_price.variant_id = offer_variant.id AND offer_price.currency = ${currency}
    LEFT JOIN catalog_image offer_own ON offer_own.id = offer_variant.image_id
    LEFT JOIN catalog_image offer_main ON offer_main.product_id = offer_variant.product_id AND offer_main.position = 1`;
}

/** Takes a currency and a list of variant ids. */
export const OFFERS_BY_ID = `SELECT ${COLUMNS} FROM catalog_variant offer_variant ${partsOf('JOIN', '?')} WHERE offer_variant.id IN (?)`;

/** The offer of the variant that each row names, in the currency that it names; both are columns of the statement. */
export function offersBeside(variantId: string, currency: string): LentSql<Offer | undefined> {
  return {
    columns: COLUMNS,
    joins: `LEFT JOIN catalog_variant offer_variant ON offer_variant.id = ${variantId} ${partsOf('LEFT JOIN', currency)}`,
    read: readOffer,
  };
}

export function readOffer(joined: JoinedRow): Offer | undefined {
  const row = joined as unknown as OfferRow;
  if (row.offer_product_id === null || row.offer_amount === null) return undefined;
  const money = (amount: unknown): Money => Money.of(toInteger(amount), row.offer_currency);
  return {
    variantId: row.offer_variant_id,
    productId: row.offer_product_id,
    slug: row.offer_slug,
    sku: row.offer_sku,
    title: row.offer_title,
    variantTitle: row.offer_variant_title,
    unitPrice: money(row.offer_amount),
    compareAtPrice: row.offer_compare_at_amount === null ? null : money(row.offer_compare_at_amount),
    taxCategory: row.offer_taxable === 1 ? row.offer_tax_category : EXEMPT,
    imageUrl: row.offer_image_url,
    requiresShipping: row.offer_requires_shipping === 1,
  };
}
