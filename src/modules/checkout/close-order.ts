import { Injectable } from '@nestjs/common';
import { InventoryFacade } from '../inventory';
import { OrdersFacade } from '../orders';
import { PricingFacade } from '../pricing';
import { Database } from '../../platform/database';

/** Ends an order that nobody paid: coupons and goods go back to whoever comes next. Does nothing to an order that has moved on. */
@Injectable()
export class CloseOrder {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersFacade,
    private readonly pricing: PricingFacade,
    private readonly inventory: InventoryFacade,
  ) {}

  /** Joins the caller's transaction, which has locked the order. */
  async unpaid(orderId: string, reason: string, actor?: string): Promise<void> {
    this.database.requireTransaction();
    const { changed } = await this.orders.cancel(orderId, reason, actor);
    if (!changed) return;
    await this.pricing.releaseRedemptions(orderId);
    await this.inventory.release(orderId, reason);
  }
}
