import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import type { JoinedRow, LentSql } from '../../platform/database';
import { OFFERS_BY_ID, offersBeside, readOffer } from './offers';
import type { Offer } from './offers';
import { SalesBook } from './sales/sales-book';
import type { Sale } from './sales/sales-book';
import { AvailabilityModel } from './availability-model';
import type { AvailabilityLevel } from './availability-model';

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
    const rows = await this.database.query<JoinedRow>(OFFERS_BY_ID, [currency, variantIds]);
    return new Map(rows.flatMap((row) => readOffer(row) ?? []).map((offer) => [offer.variantId, offer]));
  }

  /** The same within a statement of the caller's, which has columns for the variant's id and the currency. */
  offersBeside(variantId: string, currency: string): LentSql<Offer | undefined> {
    return offersBeside(variantId, currency);
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
