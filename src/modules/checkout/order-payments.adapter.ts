import { Injectable } from '@nestjs/common';
import { OrderPaymentsView } from '../orders';
import type { PaymentSummary } from '../orders';
import { PaymentsFacade } from '../payments';

/** Shows an order its payments: orders' port, payments' answer. */
@Injectable()
export class OrderPaymentsAdapter extends OrderPaymentsView {
  constructor(private readonly payments: PaymentsFacade) {
    super();
  }

  async forOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly PaymentSummary[]>> {
    const payments = await this.payments.listForOrders(orderIds);
    return new Map(orderIds.map((orderId) => [orderId, payments.filter((payment) => payment.orderId === orderId)]));
  }
}
