import { Injectable } from '@nestjs/common';
import { OrdersFacade } from '../../orders';
import { PaymentsFacade } from '../../payments';
import type { Finding, PaymentFact } from '../../payments';
import { Database } from '../../../platform/database';
import { ReturnAgain } from '../return-again';
import { SettlePayment } from '../settle-payment';

/** Refunds that a gateway keeps refusing are for people, not for another try. */
const MOST_RETURNS = 5;

/** Puts right what can be: asks gateways, and lets the one door decide what their answers mean; sends money back that no order can use. */
@Injectable()
export class Heal {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly settling: SettlePayment,
    private readonly returning: ReturnAgain,
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
      case 'stuck_capture':
        return this.settle(await this.payments.callGatewayCapture(finding.about));
      case 'stuck_refund':
        return this.settle(await this.payments.callGatewayRefund(finding.about));
      case 'captured_without_order':
      case 'refund_failed':
      case 'surplus_kept':
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

  /** Under a new key each time: the gateway would answer an old one with its old refusal. */
  private async giveBack({ paymentId }: Finding): Promise<void> {
    if (!paymentId || (await this.deliver(paymentId))) return;
    if ((await this.payments.failedRefunds(paymentId)) < MOST_RETURNS) await this.returning.one(paymentId);
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
