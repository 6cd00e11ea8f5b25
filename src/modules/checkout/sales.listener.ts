import { Injectable } from '@nestjs/common';
import { CatalogFacade } from '../catalog';
import { OrderCancelled, OrderPaid, OrdersFacade } from '../orders';
import { OnEvents } from '../../platform/events';
import type { Delivery, PayloadOf } from '../../platform/events';

/**
 * Tells the catalogue what sells. It lives here because catalog and orders are strangers. Transactional, so that each order counts once
 * however often its event is delivered; a refund takes nothing back, because what was bought was wanted.
 */
@Injectable()
export class SalesListener {
  constructor(
    private readonly catalog: CatalogFacade,
    private readonly orders: OrdersFacade,
  ) {}

  @OnEvents(OrderPaid, { listener: 'checkout.sales' })
  async onPaid(paid: readonly Delivery<PayloadOf<typeof OrderPaid>>[]): Promise<void> {
    await this.count(
      paid.map(({ payload }) => payload.orderId),
      1,
    );
  }

  /** What only the clock cancelled was not paid; when its money comes late after all, that is told by `OrderPaid`. */
  @OnEvents(OrderCancelled, { listener: 'checkout.sales_undone' })
  async onCancelled(cancelled: readonly Delivery<PayloadOf<typeof OrderCancelled>>[]): Promise<void> {
    const meant = cancelled.filter(({ payload }) => payload.reason !== 'expired');
    await this.count(
      meant.map(({ payload }) => payload.orderId),
      -1,
    );
  }

  /** Taken back on the day on which it was counted. An order counts as often as its event is there. */
  private async count(orderIds: readonly string[], sign: 1 | -1): Promise<void> {
    const sold = await this.orders.salesOf(orderIds);
    const sales = orderIds.flatMap((orderId) => sold.get(orderId) ?? []);
    await this.catalog.rememberSales(sales.map(({ productId, units, paidAt }) => ({ productId, units: sign * units, at: paidAt })));
  }
}
