import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { toInteger } from '../../platform/money';
import { FactLog } from './fact-log';
import { failureCode } from './failures';
import type { PaymentFact } from './gateways/gateway.port';
import { Ledger } from './ledger';
import { predecessorsOf, refundPredecessorsOf } from './payment.machine';
import type { RefundState } from './payment.machine';
import { PaymentStore } from './payment.store';
import type { Payment, PaymentRefund } from './payments.entity';
import { PaymentRefunded, RefundFailed } from './payments.events';
import { viewOfPayment } from './payments.views';
import type { AppliedFact } from './payments.views';

const ASK_AGAIN_MS = 2_000;

/** The refund's side of the one door: settles the amount that `beginRefund` set aside, or takes it back. */
@Injectable()
export class ApplyRefundFact {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
    private readonly ledger: Ledger,
    private readonly log: FactLog,
    private readonly events: Events,
  ) {}

  async apply(fact: PaymentFact): Promise<AppliedFact> {
    const refund = await this.payments.refundOf(fact);
    if (!refund) throw new Error(`No refund of ours belongs to ${fact.gateway} ${fact.gatewayRefundId ?? 'without an id'}`);
    const payment = await this.payments.lock(refund.paymentId);
    const unchanged = { changed: false, payment: viewOfPayment(payment), previous: payment.status };
    if (await this.log.hasSeen(fact)) return unchanged;
    if (fact.amount.amount !== refund.amount || fact.amount.currency !== refund.currency || fact.gateway !== refund.gateway) {
      await this.log.append(payment.id, fact, 'contradiction', { refundId: refund.id });
      return unchanged;
    }
    const state: RefundState = fact.kind === 'refunded' ? 'succeeded' : fact.kind === 'failed' ? 'failed' : 'unknown';
    const changed = await this.advance(refund, state, fact);
    await this.log.append(payment.id, fact, changed ? 'applied' : 'no_change', { refundId: refund.id });
    if (!changed) return unchanged;
    if (state === 'succeeded') await this.settle(payment, refund, fact);
    if (state === 'failed') await this.takeBack(payment, refund, fact);
    return { changed, payment: viewOfPayment(await this.payments.get(payment.id)), previous: payment.status };
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

  private async settle(payment: Payment, refund: PaymentRefund, fact: PaymentFact): Promise<void> {
    const [row] = await this.database.query<{ settled: unknown }>(
      `SELECT COALESCE(SUM(amount), 0) AS settled FROM payments_refund WHERE payment_id = ? AND state = 'succeeded'`,
      [payment.id],
    );
    const target = toInteger(row?.settled) >= payment.captured ? 'refunded' : 'part_refunded';
    const matched = await this.database.execute(
      `UPDATE payments_payment SET status = ?, open_order_id = IF(? = 'refunded', NULL, open_order_id), version = version + 1, updated_at = ?
       WHERE id = ? AND status IN (?)`,
      [target, target, this.clock.now(), payment.id, [...predecessorsOf(target), target]],
    );
    if (matched !== 1) throw new Error(`Payment ${payment.id} cannot become ${target} from ${payment.status}`);
    const money = fact.amount;
    const about = { paymentId: payment.id, orderId: payment.orderId, money };
    await this.ledger.bookRefund({ ...about, gateway: refund.gateway }, refund.id);
    await this.ledger.bookCreditNote({ ...about, refundId: refund.id });
    await this.events.publish(PaymentRefunded, { paymentId: payment.id, orderId: payment.orderId, refundId: refund.id, ...money.toJSON() });
  }

  private async takeBack(payment: Payment, refund: PaymentRefund, fact: PaymentFact): Promise<void> {
    const matched = await this.database.execute(
      'UPDATE payments_payment SET refunded = refunded - ?, version = version + 1, updated_at = ? WHERE id = ? AND refunded >= ?',
      [refund.amount, this.clock.now(), payment.id, refund.amount],
    );
    if (matched !== 1) throw new Error(`Payment ${payment.id} has nothing set aside for refund ${refund.id}`);
    const { id: paymentId, orderId } = payment;
    await this.events.publish(RefundFailed, { paymentId, orderId, refundId: refund.id, code: failureCode(fact.declineCode) });
  }
}
