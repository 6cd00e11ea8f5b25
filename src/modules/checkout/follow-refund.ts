import { Injectable } from '@nestjs/common';
import { InventoryFacade } from '../inventory';
import { OrderRefunds, OrdersFacade, soldStatuses } from '../orders';
import { PaymentsFacade } from '../payments';
import type { DisputeView, PaymentView, RefundView } from '../payments';
import { DeliverOrReturn } from './deliver-or-return';

/** Keys of refunds that nobody asked for: the reconciler tries those again, staff need not. */
const AUTOMATIC = /^(return|cancel)-/;

/** What money that went back, or failed to, means for its order. In the transaction that booked it; the order is locked. */
@Injectable()
export class FollowRefund {
  constructor(
    private readonly orders: OrdersFacade,
    private readonly orderRefunds: OrderRefunds,
    private readonly payments: PaymentsFacade,
    private readonly inventory: InventoryFacade,
    private readonly delivering: DeliverOrReturn,
  ) {}

  async settled(refund: RefundView, payment: PaymentView): Promise<void> {
    // What was taken twice never was the order's money.
    if (refund.surplus) return;
    if (refund.state === 'succeeded') await this.succeeded(refund, payment);
    if (refund.state === 'failed') await this.failed(refund, payment);
  }

  /** Lost, the money went back by the bank's hand; won, it is ours again. What is left of an order that is no sale goes back now. */
  async disputed(dispute: DisputeView, payment: PaymentView): Promise<void> {
    if (dispute.state === 'open') return;
    const { status } = await this.orders.current(payment.orderId);
    if (!soldStatuses.includes(status)) return this.delivering.giveBack(payment, payment.refundable, 'the order was cancelled', `return-${dispute.id}`);
    if (dispute.state === 'lost') await this.orders.markRefunded(payment.orderId, payment.status === 'refunded', 'a dispute was lost');
  }

  private async succeeded({ id, reason }: RefundView, { orderId, status }: PaymentView): Promise<void> {
    const settled = await this.orderRefunds.succeed(id, status === 'refunded');
    if (!settled?.sold) return;
    const { currency, net, tax, restock } = settled;
    await this.payments.bookCreditNote({ orderId, refundId: id, currency, net, tax });
    if (restock.length > 0) await this.inventory.restock(orderId, restock, reason ?? 'refunded');
  }

  /** If the order was cancelled meanwhile, whoever cancelled it counted on this refund: the money is due again. */
  private async failed({ id, amount, requestKey }: RefundView, payment: PaymentView): Promise<void> {
    await this.orderRefunds.fail(id);
    const { status } = await this.orders.current(payment.orderId);
    if (soldStatuses.includes(status) || AUTOMATIC.test(requestKey)) return;
    await this.delivering.giveBack(payment, amount, 'the order was cancelled', `cancel-${id}`);
  }
}
