import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { ApplyRefundFact } from './apply-refund-fact';
import { FactLog } from './fact-log';
import { failureCode } from './failures';
import type { PaymentFact } from './gateways/gateway.port';
import { Ledger } from './ledger';
import { attemptPredecessorsOf, predecessorsOf } from './payment.machine';
import type { AttemptState } from './payment.machine';
import { PaymentStore } from './payment.store';
import type { Payment, PaymentAttempt } from './payments.entity';
import { PaymentAuthorised, PaymentCaptured, PaymentFailed, PaymentVoided, SurplusCaptureFound } from './payments.events';
import { viewOfPayment } from './payments.views';
import type { AppliedFact } from './payments.views';

const FIRST_INQUIRY_MS: Readonly<Partial<Record<AttemptState, number>>> = { unknown: 2_000, requires_action: 60_000 };

interface Change {
  readonly status: Exclude<AttemptState, 'processing'>;
  readonly set: Readonly<Record<string, unknown>>;
  /** Money that was taken counts whichever attempt took it; anything else only when it is about the current attempt. */
  readonly anyAttempt: boolean;
}

/** The one door: an answer, a webhook, a poll, a returning customer and the reconciler all end here. Runs in the caller's transaction. */
@Injectable()
export class ApplyFact {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
    private readonly refunds: ApplyRefundFact,
    private readonly ledger: Ledger,
    private readonly log: FactLog,
    private readonly events: Events,
  ) {}

  async apply(fact: PaymentFact): Promise<AppliedFact> {
    this.database.requireTransaction();
    if (fact.refundId !== undefined || fact.gatewayRefundId !== undefined) return this.refunds.apply(fact);
    const found = await this.payments.attemptOf(fact);
    if (!found) throw new Error(`No attempt of ours belongs to ${fact.gateway} ${fact.gatewayId ?? 'without an id'}`);
    const payment = await this.payments.lock(found.paymentId);
    const attempt = (await this.payments.attempt(found.id)) ?? found;
    if (await this.log.hasSeen(fact)) return this.unchanged(payment);
    if (payment.contradictionIn(fact, attempt) !== null || fact.kind === 'refunded') {
      await this.log.append(payment.id, fact, 'contradiction', { attemptId: attempt.id });
      return this.unchanged(payment);
    }
    const change = this.changeFrom(fact, payment);
    const news = await this.advanceAttempt(attempt, fact, change.status);
    const changed = await this.advancePayment(payment, attempt, fact, change);
    const surplus = !changed && news && change.status === 'captured' && payment.captured > 0 && payment.attemptId !== attempt.id;
    await this.log.append(payment.id, fact, changed ? 'applied' : surplus ? 'surplus' : 'no_change', { attemptId: attempt.id });
    if (surplus)
      await this.events.publish(SurplusCaptureFound, {
        ...names(payment),
        gateway: fact.gateway,
        gatewayId: fact.gatewayId ?? '',
        ...fact.amount.toJSON(),
      });
    if (!changed) return this.unchanged(payment);
    await this.announce(payment, fact, change.status);
    return { changed, payment: viewOfPayment(await this.payments.get(payment.id)), previous: payment.status };
  }

  private changeFrom(fact: PaymentFact, payment: Payment): Change {
    const failed = { failure_code: failureCode(fact.declineCode), failure_retryable: fact.retryable === true ? 1 : 0 };
    switch (fact.kind) {
      case 'captured':
        return { status: 'captured', anyAttempt: true, set: { ...NO_FAILURE, authorised: payment.amount, captured: payment.amount } };
      case 'authorised':
        return { status: 'authorised', anyAttempt: false, set: { ...NO_FAILURE, authorised: payment.amount } };
      case 'requires_action':
        return {
          status: 'requires_action',
          anyAttempt: false,
          set: { next_action: fact.nextAction ? JSON.stringify(fact.nextAction) : null },
        };
      case 'failed':
        return { status: 'failed', anyAttempt: false, set: { ...failed, next_action: null } };
      case 'voided':
        return { status: 'voided', anyAttempt: false, set: { ...NO_FAILURE, open_order_id: null } };
      case 'unknown':
      case 'refunded':
      case 'disputed':
      case 'dispute_won':
      case 'dispute_lost':
        return { status: 'unknown', anyAttempt: false, set: {} };
    }
  }

  private async advanceAttempt(attempt: PaymentAttempt, fact: PaymentFact, state: Change['status']): Promise<boolean> {
    const now = this.clock.now();
    if (fact.gatewayId !== null && attempt.gatewayId === null) {
      await this.database.execute('UPDATE payments_attempt SET gateway_id = ?, updated_at = ? WHERE id = ? AND gateway_id IS NULL', [
        ...[fact.gatewayId, now, attempt.id],
      ]);
    }
    const matched = await this.database.execute(
      `UPDATE payments_attempt SET state = ?, decline_code = ?, unknown_since = ?, updated_at = ? WHERE id = ? AND state IN (?)`,
      [
        ...[state, state === 'failed' ? failureCode(fact.declineCode) : null, state === 'unknown' ? now : null, now],
        ...[attempt.id, attemptPredecessorsOf(state)],
      ],
    );
    return matched === 1;
  }

  private async advancePayment(payment: Payment, attempt: PaymentAttempt, fact: PaymentFact, change: Change): Promise<boolean> {
    const now = this.clock.now();
    const wait = FIRST_INQUIRY_MS[change.status];
    const set = {
      ...change.set,
      ...{ status: change.status, gateway: attempt.gateway, gateway_id: fact.gatewayId ?? attempt.gatewayId, attempt_id: attempt.id },
      ...{ inquiries: 0, inquiry_due_at: wait === undefined ? null : new Date(now.getTime() + wait), updated_at: now },
    };
    const matched = await this.database.execute(
      `UPDATE payments_payment SET ${Object.keys(set)
        .map((column) => `${column} = ?`)
        .join(', ')}, version = version + 1
       WHERE id = ? AND status IN (?)${change.anyAttempt ? '' : ' AND attempt_id = ?'}`,
      [...Object.values(set), payment.id, predecessorsOf(change.status), ...(change.anyAttempt ? [] : [attempt.id])],
    );
    return matched === 1;
  }

  private async announce(payment: Payment, fact: PaymentFact, status: Change['status']): Promise<void> {
    switch (status) {
      case 'captured':
        await this.ledger.bookCapture({ ...names(payment), gateway: fact.gateway, money: payment.total }, payment.total.amount);
        return this.events.publish(PaymentCaptured, { ...names(payment), ...payment.total.toJSON() });
      case 'authorised':
        return this.events.publish(PaymentAuthorised, names(payment));
      case 'failed':
        return this.events.publish(PaymentFailed, {
          ...names(payment),
          code: failureCode(fact.declineCode),
          retryable: fact.retryable === true,
        });
      case 'voided':
        return this.events.publish(PaymentVoided, names(payment));
      default:
    }
  }

  private unchanged(payment: Payment): AppliedFact {
    return { changed: false, payment: viewOfPayment(payment), previous: payment.status };
  }
}

const NO_FAILURE = { failure_code: null, failure_retryable: 0, next_action: null } as const;

const names = ({ id, orderId }: Payment): { paymentId: string; orderId: string } => ({ paymentId: id, orderId });
