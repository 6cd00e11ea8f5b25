import { Injectable } from '@nestjs/common';
import type { LentSql } from '../../platform/database';
import { availableBeside } from './available-beside';
import { OutOfStock } from './inventory.errors';
import { sumPerVariant } from './quantities';
import type { VariantQuantity } from './quantities';
import { Reservations } from './reservations.service';
import { StockTable } from './stock-table';
import type { StockLevel } from './stock-table';
import { StockService } from './stock.service';
import type { InitialEntry } from './stock.service';

/** What other modules may ask of the stock room, in plain values. */
@Injectable()
export class InventoryFacade {
  constructor(
    private readonly table: StockTable,
    private readonly stock: StockService,
    private readonly reservations: Reservations,
  ) {}

  /** What can still be sold; a variant without a stock row is absent. */
  async availability(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const levels = await this.table.levels(ids);
    return new Map(levels.map((level) => [level.variantId, level.available]));
  }

  /** The same within a statement of the caller's, beside a column of variant ids; 0 without a stock row. */
  availableBeside(variantId: string): LentSql<number> {
    return availableBeside(variantId);
  }

  /**
   * For a cart, which promises nothing: somebody may be faster until the order is placed. `available` is what `availability` has just said.
   * @throws OutOfStock naming every variant of which less is available
   */
  ensureAvailable(lines: readonly VariantQuantity[], available: ReadonlyMap<string, number>): void {
    const wanted = sumPerVariant(lines);
    const shortages = wanted
      .map(({ variantId, quantity }) => ({ variantId, requested: quantity, available: available.get(variantId) ?? 0 }))
      .filter((line) => line.available < line.requested);
    if (shortages.length > 0) throw new OutOfStock(shortages);
  }

  /**
   * Promises the goods to the order for so many minutes, all or none. Needs a transaction, which must end with the error.
   * @throws OutOfStock naming every variant that is short
   */
  reserve(orderId: string, lines: readonly VariantQuantity[], minutes: number): Promise<void> {
    return this.reservations.reserve(orderId, lines, minutes);
  }

  /** The order is paid. `lost`: the promise had ended and others were faster; nothing was changed. Needs a transaction. */
  consume(orderId: string): Promise<'consumed' | 'already' | 'lost'> {
    return this.reservations.consume(orderId);
  }

  /** Gives held goods back. False when nothing was held. Needs a transaction. */
  release(orderId: string, reason: string): Promise<boolean> {
    return this.reservations.release(orderId, reason);
  }

  /** Sold goods come back. Needs a transaction. */
  restock(orderId: string, lines: readonly VariantQuantity[], reason: string): Promise<void> {
    return this.reservations.restock(orderId, lines, reason);
  }

  /** For orders whose payment is still on its way. Never past `longest` minutes from when they were placed, if it is given. */
  extend(orderId: string, minutes: number, longest?: number): Promise<void> {
    return this.reservations.extend(orderId, minutes, longest);
  }

  expiredOrders(limit: number): Promise<string[]> {
    return this.reservations.expiredOrders(limit);
  }

  setOnHand(variantId: string, onHand: number, reason: string, actor: string): Promise<StockLevel> {
    return this.stock.setOnHand(variantId, onHand, reason, actor);
  }

  /** Opens stock rows, without an announcement; variants that have one are left alone. Joins the caller's transaction. */
  receiveInitial(entries: readonly InitialEntry[]): Promise<void> {
    return this.stock.receiveInitial(entries);
  }
}
