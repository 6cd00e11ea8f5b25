import { Injectable } from '@nestjs/common';
import { OrdersFacade } from '../../orders';
import { PaymentsFacade } from '../../payments';
import type { Finding, PaymentFact } from '../../payments';
import { Database } from '../../../platform/database';
import { SettlePayment } from '../settle-payment';

/** Refunds that a gateway keeps refusing are for people, not for another try. */
export const MOST_RETURNS = 5;

/** Puts right what can be: asks gateways, and lets the one door decide what their answers mean; sends money back that no order can use. */
@Injectable()
export class Heal {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly settling: SettlePayment,
  ) {}

  /** Does nothing about what only people can decide. */
  async heal(finding: Finding): Promise<void> {
    switch (finding.kind) {
      case 'unknown_to_us':
      case 'captured_differs':
        return this.askAboutCharge(finding);
      case 'stuck_payment':
      case 'sold_without_capture':
        return finding.paymentId ? this.settle(await this.payments.inquire(finding.paymentId)) : undefined;
      case 'stuck_refund':
        return this.settle(await this.payments.callGatewayRefund(finding.about));
      case 'captured_without_order':
      case 'refund_failed':
        return this.giveBack(finding);
      default:
    }
  }

  /** Only a charge that took more than we know of: that may be news. One that took less is not explained by asking. */
  private async askAboutCharge({ gateway, gatewayId, ours, theirs, occurredAt }: Finding): Promise<void> {
    if (!gateway || !gatewayId || !theirs || (ours && theirs.compare(ours) <= 0)) return;
    for (const attemptId of await this.payments.attemptsBehind(gateway, { gatewayId, chargedAt: occurredAt })) {
      await this.settle(await this.payments.inquireAttempt(attemptId));
    }
  }

  /** Each try has a key of its own: the gateway would answer an old one with its old refusal. */
  private async giveBack({ paymentId }: Finding): Promise<void> {
    if (!paymentId || (await this.deliver(paymentId))) return;
    const payment = await this.payments.find(paymentId);
    const failed = payment ? await this.payments.failedRefunds(paymentId) : MOST_RETURNS;
    if (!payment || failed >= MOST_RETURNS) return;
    const amount = payment.captured.minus(payment.refunded);
    const order = { paymentId, amount, requestKey: `reconcile-${paymentId}-${failed + 1}`, reason: 'no order can use the payment' };
    const refund = await this.payments.beginRefund(order);
    await this.settle(await this.payments.callGatewayRefund(refund.id));
  }

  /** An order that still waits for just this money gets it. */
  private async deliver(paymentId: string): Promise<boolean> {
    const payment = await this.payments.find(paymentId);
    const order = payment && (await this.orders.amountsOf([payment.orderId])).get(payment.orderId);
    if (!payment || order?.status !== 'pending_payment' || payment.status !== 'captured') return false;
    await this.settling.deliver(paymentId);
    return true;
  }

  /** Through the one door, which locks the order first; money whose order is gone has no order to lock. */
  private async settle(fact: PaymentFact): Promise<void> {
    const orderId = await this.payments.orderOf(fact);
    if ((await this.orders.amountsOf([orderId])).has(orderId)) await this.settling.apply(fact);
    else await this.database.transaction(() => this.payments.applyFact(fact));
  }
}
