import { Injectable } from '@nestjs/common';
import { InventoryFacade } from '../inventory';
import { OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { AppliedFact, PaymentFact, PaymentView } from '../payments';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { BookSales } from './book-sales';
import { RefundDue } from './checkout.events';
import { CloseOrder } from './close-order';

/**
 * The one door: whatever tells us about a payment (an answer, a webhook, a poll, a returning shopper) comes through here, so that
 * payment, order and stock move together or not at all, and once.
 */
@Injectable()
export class SettlePayment {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly inventory: InventoryFacade,
    private readonly closing: CloseOrder,
    private readonly sales: BookSales,
    private readonly events: Events,
  ) {}

  async apply(fact: PaymentFact, reason = 'the payment was cancelled'): Promise<PaymentView> {
    return this.database.transaction(async () => {
      const orderId = await this.payments.orderOf(fact);
      await this.orders.lock(orderId);
      const applied = await this.payments.applyFact(fact);
      if (applied.changed) await this.follow(applied, reason);
      return applied.payment;
    });
  }

  /** Gives an order that waits the money that was captured for it; when it takes it no more, the money goes back. */
  async deliver(paymentId: string): Promise<void> {
    await this.database.transaction(async () => {
      const orderId = (await this.payments.find(paymentId))?.orderId;
      if (orderId === undefined) return;
      await this.orders.lock(orderId);
      const payment = await this.payments.find(paymentId);
      if (payment?.status === 'captured') await this.deliverOrReturn(payment);
    });
  }

  private async follow({ payment }: AppliedFact, reason: string): Promise<void> {
    if (payment.status === 'captured') await this.deliverOrReturn(payment);
    if (payment.status === 'voided') await this.closing.unpaid(payment.orderId, reason);
  }

  /** An order that expired while the gateway was silent is revived if its goods are still there; otherwise the money goes back. */
  private async deliverOrReturn(payment: PaymentView): Promise<void> {
    const { changed } = await this.orders.markPaid(payment.orderId);
    if (!changed) return this.giveBack(payment, 'the order takes no payment any more');
    if ((await this.inventory.consume(payment.orderId)) !== 'lost') return this.sales.book(payment.orderId);
    await this.orders.cancel(payment.orderId, 'sold out before the payment arrived');
    await this.giveBack(payment, 'sold out before the payment arrived');
  }

  private async giveBack({ id, orderId, captured }: PaymentView, reason: string): Promise<void> {
    await this.events.publish(RefundDue, { paymentId: id, orderId, ...captured.toJSON(), requestKey: `return-${id}`, reason });
  }
}
