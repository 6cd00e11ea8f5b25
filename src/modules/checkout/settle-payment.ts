import { Injectable } from '@nestjs/common';
import { OrdersFacade } from '../orders';
import type { LockedOrder } from '../orders';
import { PaymentsFacade } from '../payments';
import type { AppliedFact, PaymentFact, PaymentView } from '../payments';
import { Database } from '../../platform/database';
import { CloseOrder } from './close-order';
import { DeliverOrReturn } from './deliver-or-return';
import { FollowRefund } from './follow-refund';

/** What a gateway has done is done, also when its answer came so late that another request has the key by then. */
const WHOEVER_HAS_THE_KEY = { guarded: false } as const;

/**
 * The one door: whatever tells us about a payment (an answer, a webhook with news, a poll, a returning shopper, staff) comes through here, so that
 * payment, order and stock move together or not at all, and once.
 */
@Injectable()
export class SettlePayment {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly closing: CloseOrder,
    private readonly delivering: DeliverOrReturn,
    private readonly refunds: FollowRefund,
  ) {}

  /** `reason` and `actor` are for the history of an order that this ends. */
  async apply(fact: PaymentFact, reason = 'the payment was cancelled', actor?: string): Promise<PaymentView> {
    return this.database.transaction(async () => {
      const orderId = await this.payments.orderOf(fact);
      const order = await this.orders.lock(orderId);
      const applied = await this.payments.applyFact(fact);
      if (applied.changed) await this.follow(applied, order, reason, actor);
      return applied.payment;
    }, WHOEVER_HAS_THE_KEY);
  }

  /** Gives an order that waits the money that was captured for it; when it takes it no more, the money goes back. */
  async deliver(paymentId: string): Promise<void> {
    await this.database.transaction(async () => {
      const orderId = (await this.payments.find(paymentId))?.orderId;
      if (orderId === undefined) return;
      const order = await this.orders.lock(orderId);
      const payment = await this.payments.find(paymentId);
      if (payment?.status === 'captured' && payment.captured.equals(payment.amount)) await this.delivering.deliver(payment, order);
    });
  }

  private async follow(applied: AppliedFact, order: LockedOrder, reason: string, actor?: string): Promise<void> {
    const { payment, previous, taken, refund, dispute } = applied;
    if (refund) return this.refunds.settled(refund, payment);
    if (dispute) return this.refunds.disputed(dispute, payment);
    if (payment.status === 'voided') return this.closing.unpaid(payment.orderId, reason, actor);
    // As long as something is left to take, the order waits.
    if (!TAKEN.has(payment.status)) return;
    if (TAKEN.has(previous))
      return this.delivering.giveBack(
        payment,
        taken,
        'more was taken than the order needs',
        `return-${payment.id}-${payment.captured.amount}`,
      );
    if (payment.captured.equals(payment.amount)) return this.delivering.deliver(payment, order);
    await this.closing.unpaid(payment.orderId, reason, actor);
    await this.delivering.giveBack(payment, payment.captured, reason);
  }
}

const TAKEN: ReadonlySet<string> = new Set(['captured', 'part_refunded', 'refunded', 'disputed']);
