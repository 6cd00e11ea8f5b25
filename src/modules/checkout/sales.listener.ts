import { Injectable } from '@nestjs/common';
import { CatalogFacade } from '../catalog';
import { OrderCancelled, OrderPaid, OrdersFacade } from '../orders';
import { OnEvent } from '../../platform/events';
import type { PayloadOf } from '../../platform/events';

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

  @OnEvent(OrderPaid, { listener: 'checkout.sales', mode: 'transactional' })
  async onPaid({ orderId }: PayloadOf<typeof OrderPaid>): Promise<void> {
    await this.count(orderId, 1);
  }

  /** What only the clock cancelled was not paid; when its money comes late after all, that is told by `OrderPaid`. */
  @OnEvent(OrderCancelled, { listener: 'checkout.sales_undone', mode: 'transactional' })
  async onCancelled({ orderId, reason }: PayloadOf<typeof OrderCancelled>): Promise<void> {
    if (reason !== 'expired') await this.count(orderId, -1);
  }

  /** Taken back on the day on which it was counted. */
  private async count(orderId: string, sign: 1 | -1): Promise<void> {
    const sales = await this.orders.salesOf(orderId);
    if (!sales) return;
    const units = sales.lines.map((line) => ({ productId: line.productId, units: sign * line.units }));
    await this.catalog.rememberSales(units, sales.paidAt);
  }
}
