import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Money, toInteger } from '../../platform/money';
import { VISIBLE } from './schedule/visibility';
import { SalesBook } from './sales/sales-book';
import type { Sale } from './sales/sales-book';
import { AvailabilityModel } from './availability-model';
import type { AvailabilityLevel } from './availability-model';

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
  readonly id: string;
  readonly product_id: string;
  readonly slug: string;
  readonly sku: string | null;
  readonly title: string;
  readonly variant_title: string;
  readonly amount: unknown;
  readonly compare_at_amount: unknown;
  readonly tax_category: string;
  readonly taxable: number;
  readonly image_url: string | null;
  readonly requires_shipping: number;
}

@Injectable()
export class CatalogFacade {
  constructor(
    private readonly database: Database,
    private readonly availability: AvailabilityModel,
    private readonly sales: SalesBook,
  ) {}

  /** Only what can be sold in the currency: the product is published, and the variant has a price in it. One query for any number. */
  async offers(variantIds: readonly string[], currency: string): Promise<ReadonlyMap<string, Offer>> {
    if (variantIds.length === 0) return new Map();
    const rows = await this.database.query<OfferRow>(
      `SELECT v.id, v.product_id, p.slug, v.sku, p.title, v.title AS variant_title, vp.amount, vp.compare_at_amount, p.tax_category, v.taxable,
              COALESCE(own.url, main.url) AS image_url, v.requires_shipping
         FROM catalog_variant v
         JOIN catalog_product p ON p.id = v.product_id AND ${VISIBLE}
         JOIN catalog_price vp ON vp.variant_id = v.id AND vp.currency = ?
         LEFT JOIN catalog_image own ON own.id = v.image_id
         LEFT JOIN catalog_image main ON main.product_id = v.product_id AND main.position = 1
        WHERE v.id IN (?)`,
      [currency, variantIds],
    );
    return new Map(rows.map((row) => [row.id, offer(row, currency)]));
  }

  async variantExists(variantId: string): Promise<boolean> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM catalog_variant WHERE id = ?', [variantId]);
    return rows.length > 0;
  }

  /** Keeps what inventory announced, for product pages and the in-stock filter. Nothing about stock is ever decided by it. */
  async rememberAvailability(levels: readonly AvailabilityLevel[]): Promise<void> {
    await this.availability.remember(levels);
  }

  /** For `best_selling`. Every call counts, so it must share the transaction that makes its occasion happen once. */
  async rememberSales(sales: readonly Sale[]): Promise<void> {
    await this.sales.record(sales);
  }
}

function offer(row: OfferRow, currency: string): Offer {
  return {
    variantId: row.id,
    productId: row.product_id,
    slug: row.slug,
    sku: row.sku,
    title: row.title,
    variantTitle: row.variant_title,
    unitPrice: Money.of(toInteger(row.amount), currency),
    compareAtPrice: row.compare_at_amount === null ? null : Money.of(toInteger(row.compare_at_amount), currency),
    taxCategory: row.taxable === 1 ? row.tax_category : EXEMPT,
    imageUrl: row.image_url,
    requiresShipping: row.requires_shipping === 1,
  };
}
