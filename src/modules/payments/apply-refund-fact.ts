import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { Money } from '../../platform/money';
import { FactLog } from './fact-log';
import { failureCode } from './failures';
import type { PaymentFact } from './gateways/gateway.port';
import { Ledger } from './ledger';
import { PaymentStanding } from './payment-standing';
import { refundPredecessorsOf } from './payment.machine';
import type { RefundState } from './payment.machine';
import { PaymentStore } from './payment.store';
import type { Payment, PaymentRefund } from './payments.entity';
import { PaymentRefunded, RefundFailed } from './payments.events';
import { viewOfPayment, viewOfRefund } from './payments.views';
import type { AppliedFact } from './payments.views';

const ASK_AGAIN_MS = 2_000;

/** The refund's side of the one door: settles the amount that `beginRefund` set aside, or takes it back. */
@Injectable()
export class ApplyRefundFact {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
    private readonly standing: PaymentStanding,
    private readonly ledger: Ledger,
    private readonly log: FactLog,
    private readonly events: Events,
  ) {}

  async apply(fact: PaymentFact): Promise<AppliedFact> {
    const found = await this.payments.refundOf(fact);
    if (!found) throw new Error(`No refund of ours belongs to ${fact.gateway} ${fact.gatewayRefundId ?? 'without an id'}`);
    const payment = await this.payments.lock(found.paymentId);
    const refund = await this.payments.refund(found.id);
    const nothing = { payment: viewOfPayment(payment), previous: payment.status, taken: Money.zero(payment.currency) };
    const unchanged = { ...nothing, changed: false };
    if (await this.log.hasSeen(fact)) return unchanged;
    if (fact.amount.amount !== refund.amount || fact.amount.currency !== refund.currency || fact.gateway !== refund.gateway) {
      await this.log.append(payment.id, fact, 'contradiction', { refundId: refund.id });
      return unchanged;
    }
    const state: RefundState = fact.kind === 'refunded' ? 'succeeded' : fact.kind === 'failed' ? 'failed' : 'unknown';
    if (isReversal(refund.state, state)) return this.contradict(payment, refund, fact);
    const changed = await this.advance(refund, state, fact);
    await this.log.append(payment.id, fact, changed ? 'applied' : 'no_change', { refundId: refund.id });
    if (!changed) return unchanged;
    if (state === 'succeeded') await this.settle(payment, refund);
    if (state === 'failed') await this.takeBack(payment, refund, fact);
    const settled = viewOfRefund(await this.payments.refund(refund.id));
    return { ...nothing, changed, payment: viewOfPayment(await this.payments.get(payment.id)), refund: settled };
  }

  /** A refund that came back after it was done, or was done after it had failed: our books stay, and staff have to look. */
  private async contradict(payment: Payment, refund: PaymentRefund, fact: PaymentFact): Promise<AppliedFact> {
    await this.log.append(payment.id, fact, 'contradiction', { refundId: refund.id });
    await this.attend(payment.id, 'refund_failed');
    return { changed: false, payment: viewOfPayment(payment), previous: payment.status, taken: Money.zero(payment.currency) };
  }

  private async advance(refund: PaymentRefund, state: RefundState, fact: PaymentFact): Promise<boolean> {
    const now = this.clock.now();
    const due = state === 'unknown' ? new Date(now.getTime() + ASK_AGAIN_MS) : null;
    const matched = await this.database.execute(
      `UPDATE payments_refund SET state = ?, gateway_id = COALESCE(gateway_id, ?), failure_code = ?, inquiry_due_at = ?, updated_at = ?
       WHERE id = ? AND state IN (?)`,
      [
        ...[state, fact.gatewayRefundId ?? null, state === 'failed' ? failureCode(fact.declineCode) : null, due, now],
        ...[refund.id, refundPredecessorsOf(state)],
      ],
    );
    return matched === 1;
  }

  private async settle(payment: Payment, refund: PaymentRefund): Promise<void> {
    await this.attend(payment.id, null);
    if (refund.surplusOf !== null) return this.ledger.bookSurplusReturn(payment, refund);
    await this.standing.update(payment.id);
    await this.ledger.bookRefund(payment, refund);
    const { amount, currency } = refund;
    await this.events.publish(PaymentRefunded, { paymentId: payment.id, orderId: payment.orderId, refundId: refund.id, amount, currency });
  }

  private async takeBack(payment: Payment, refund: PaymentRefund, fact: PaymentFact): Promise<void> {
    await this.attend(payment.id, 'refund_failed');
    if (refund.surplusOf === null) {
      const matched = await this.database.execute(
        'UPDATE payments_payment SET refunded = refunded - ?, version = version + 1, updated_at = ? WHERE id = ? AND refunded >= ?',
        [refund.amount, this.clock.now(), payment.id, refund.amount],
      );
      if (matched !== 1) throw new Error(`Payment ${payment.id} has nothing set aside for refund ${refund.id}`);
    }
    const { id: paymentId, orderId } = payment;
    await this.events.publish(RefundFailed, { paymentId, orderId, refundId: refund.id, code: failureCode(fact.declineCode) });
  }

  private async attend(paymentId: string, attention: Payment['attention']): Promise<void> {
    await this.database.execute('UPDATE payments_payment SET attention = ?, updated_at = ? WHERE id = ?', [
      attention,
      this.clock.now(),
      paymentId,
    ]);
  }
}

const isReversal = (before: RefundState, told: RefundState): boolean =>
  (before === 'succeeded' && told === 'failed') || (before === 'failed' && told === 'succeeded');
