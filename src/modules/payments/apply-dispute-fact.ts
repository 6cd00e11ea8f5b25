import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { newId } from '../../platform/ids';
import { Money } from '../../platform/money';
import { PaymentDispute } from './dispute.entity';
import { FactLog } from './fact-log';
import type { PaymentFact } from './gateways/gateway.port';
import { Ledger } from './ledger';
import { PaymentStanding } from './payment-standing';
import { predecessorsOf } from './payment.machine';
import { PaymentStore } from './payment.store';
import type { Payment, PaymentAttempt } from './payments.entity';
import { PaymentDisputed, PaymentDisputeClosed } from './payments.events';
import { viewOfDispute, viewOfPayment } from './payments.views';
import type { AppliedFact } from './payments.views';

/** The dispute's side of the one door. A decision may arrive before the news that there is something to decide. */
@Injectable()
export class ApplyDisputeFact {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
    private readonly standing: PaymentStanding,
    private readonly ledger: Ledger,
    private readonly log: FactLog,
    private readonly events: Events,
  ) {}

  /** The payment is locked. */
  async apply(fact: PaymentFact, payment: Payment, attempt: PaymentAttempt): Promise<AppliedFact> {
    const nothing = { payment: viewOfPayment(payment), previous: payment.status, taken: Money.zero(payment.currency) };
    const unchanged = { ...nothing, changed: false };
    const known = await this.find(fact);
    if (this.cannotBe(fact, payment, attempt, known) || (!known && !(await this.hold(payment, fact.amount)))) {
      await this.log.append(payment.id, fact, 'contradiction', { attemptId: attempt.id });
      return unchanged;
    }
    const dispute = known ?? (await this.open(payment, fact));
    const closed = fact.kind !== 'disputed' && (await this.close(dispute, payment, fact.kind === 'dispute_won' ? 'won' : 'lost'));
    const changed = !known || closed;
    await this.log.append(payment.id, fact, changed ? 'applied' : 'no_change', { attemptId: attempt.id, disputeId: dispute.id });
    if (!changed) return unchanged;
    await this.standing.update(payment.id);
    const settled = await this.database.repository(PaymentDispute).findOneByOrFail({ id: dispute.id });
    return { ...nothing, changed, payment: viewOfPayment(await this.payments.get(payment.id)), dispute: viewOfDispute(settled) };
  }

  private cannotBe(fact: PaymentFact, payment: Payment, attempt: PaymentAttempt, known: PaymentDispute | null): boolean {
    const foreign = fact.mode !== attempt.mode || fact.amount.currency !== payment.currency || payment.attemptId !== attempt.id;
    return foreign || (known !== null && (known.paymentId !== payment.id || known.amount !== fact.amount.amount));
  }

  private find({ gateway, gatewayDisputeId: gatewayId }: PaymentFact): Promise<PaymentDispute | null> {
    return gatewayId === undefined ? Promise.resolve(null) : this.database.repository(PaymentDispute).findOneBy({ gateway, gatewayId });
  }

  /** Never more than was taken; what was refunded before may be disputed too, as banks do. */
  private async hold(payment: Payment, { amount }: Money): Promise<boolean> {
    const matched = await this.database.execute(
      `UPDATE payments_payment SET disputed = disputed + ?, updated_at = ? WHERE id = ? AND status IN (?) AND ? > 0 AND disputed + ? <= captured`,
      [amount, this.clock.now(), payment.id, [...predecessorsOf('disputed'), 'disputed'], amount, amount],
    );
    return matched === 1;
  }

  private async open(payment: Payment, fact: PaymentFact): Promise<PaymentDispute> {
    const disputes = this.database.repository(PaymentDispute);
    const dispute = disputes.create({
      ...{ id: newId('dsp'), paymentId: payment.id, gateway: fact.gateway, gatewayId: fact.gatewayDisputeId ?? '', ...fact.amount.toJSON() },
      ...{ state: 'open', openedAt: fact.occurredAt, closedAt: null, updatedAt: this.clock.now() },
    });
    await disputes.insert(dispute);
    await this.ledger.bookDispute(payment, dispute);
    await this.events.publish(PaymentDisputed, { ...names(payment, dispute), ...fact.amount.toJSON() });
    return dispute;
  }

  private async close(dispute: PaymentDispute, payment: Payment, state: 'won' | 'lost'): Promise<boolean> {
    const now = this.clock.now();
    const matched = await this.database.execute(
      `UPDATE payments_dispute SET state = ?, closed_at = ?, updated_at = ? WHERE id = ? AND state = 'open'`,
      [state, now, now, dispute.id],
    );
    if (matched !== 1) return false;
    if (state === 'won') await this.release(payment, dispute);
    await this.events.publish(PaymentDisputeClosed, { ...names(payment, dispute), won: state === 'won' });
    return true;
  }

  private async release(payment: Payment, dispute: PaymentDispute): Promise<void> {
    const matched = await this.database.execute(
      'UPDATE payments_payment SET disputed = disputed - ?, updated_at = ? WHERE id = ? AND disputed >= ?',
      [dispute.amount, this.clock.now(), payment.id, dispute.amount],
    );
    if (matched !== 1) throw new Error(`Payment ${payment.id} holds nothing for dispute ${dispute.id}`);
    await this.ledger.bookDisputeWon(payment, dispute);
  }
}

function names({ id: paymentId, orderId }: Payment, { id: disputeId }: PaymentDispute) {
  return { paymentId, orderId, disputeId };
}
