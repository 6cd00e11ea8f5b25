import type { Money } from '../../platform/money';

export interface PaymentSummary {
  readonly id: string;
  readonly status: string;
  readonly amount: Money;
  readonly refunded: Money;
  readonly createdAt: Date;
}

/** What an order shows of its payments. Payments are strangers here: whoever knows both rooms provides it. */
export abstract class OrderPaymentsView {
  /** Orders without a payment may be absent. */
  abstract forOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly PaymentSummary[]>>;
}
