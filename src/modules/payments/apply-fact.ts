import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { Money } from '../../platform/money';
import { ApplyDisputeFact } from './apply-dispute-fact';
import { ApplyRefundFact } from './apply-refund-fact';
import { AttemptBook } from './attempt-book';
import { CaptureOutcomes } from './capture-outcomes';
import { newsIn } from './fact-news';
import type { FactNews } from './fact-news';
import { FactLog } from './fact-log';
import { failureCode } from './failures';
import type { PaymentFact } from './gateways/gateway.port';
import { Ledger } from './ledger';
import { nextStatus, TAKEN } from './payment.machine';
import type { AttemptState, PaymentStatus } from './payment.machine';
import { PaymentStore } from './payment.store';
import { Payment } from './payments.entity';
import type { PaymentAttempt } from './payments.entity';
import { PaymentAuthorised, PaymentCaptured, PaymentFailed, PaymentVoided } from './payments.events';
import { viewOfPayment } from './payments.views';
import type { AppliedFact } from './payments.views';
import { Surplus } from './surplus';

/** No request to capture can be open for these. */
const NEVER_SET_ASIDE: readonly PaymentStatus[] = ['created', 'processing', 'requires_action', 'unknown', 'failed'];
const FIRST_INQUIRY_MS: Readonly<Partial<Record<AttemptState, number>>> = { unknown: 2_000, requires_action: 60_000 };

/** The one door: an answer, a webhook with news, a poll, a returning customer and the reconciler all end here. Runs in the caller's transaction. */
@Injectable()
export class ApplyFact {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
    private readonly attempts: AttemptBook,
    private readonly captures: CaptureOutcomes,
    private readonly refunds: ApplyRefundFact,
    private readonly disputes: ApplyDisputeFact,
    private readonly surplus: Surplus,
    private readonly ledger: Ledger,
    private readonly log: FactLog,
    private readonly events: Events,
  ) {}

  async apply(fact: PaymentFact): Promise<AppliedFact> {
    this.database.requireTransaction();
    if (fact.refundId !== undefined || fact.gatewayRefundId !== undefined) return this.refunds.apply(fact);
    const found = await this.payments.namedIn(fact);
    if (!found) throw new Error(`No attempt of ours belongs to ${fact.gateway} ${fact.gatewayId ?? 'without an id'}`);
    const { payment, attempt } = await this.payments.lockCharge(found.paymentId, found.id);
    if (await this.log.hasSeen(fact)) return unchanged(payment);
    if (fact.gatewayDisputeId !== undefined) return this.disputes.apply(fact, payment, attempt);
    if (payment.contradictionIn(fact, attempt) !== null || fact.kind === 'refunded' || fact.kind.startsWith('dispute')) {
      await this.log.append(payment.id, fact, 'contradiction', { attemptId: attempt.id });
      return unchanged(payment);
    }
    if (fact.captureId !== undefined && (fact.kind === 'failed' || fact.kind === 'unknown')) {
      const changed = await this.captures.leaveOpenOrRefuse(fact.captureId, fact);
      await this.log.append(payment.id, fact, changed ? 'applied' : 'no_change', { attemptId: attempt.id });
      return unchanged(payment);
    }
    return this.applyNews(payment, attempt, fact, newsIn(fact, payment, attempt));
  }

  private async applyNews(payment: Payment, attempt: PaymentAttempt, fact: PaymentFact, news: FactNews): Promise<AppliedFact> {
    const tookMore = await this.attempts.book(attempt, fact, news);
    // Money counts for the payment through the first attempt that took any; what another one takes beside it belongs back.
    const isSurplus = tookMore > 0 && payment.attemptId !== attempt.id && payment.captured > 0;
    const taken = isSurplus ? 0 : tookMore;
    const status =
      isSurplus || (payment.attemptId !== attempt.id && taken === 0) ? null : nextStatus(payment.status, news.status, taken > 0);
    await this.log.append(payment.id, fact, status !== null ? 'applied' : isSurplus ? 'surplus' : 'no_change', { attemptId: attempt.id });
    if (isSurplus) await this.surplus.record(payment, attempt, { captured: news.captured, amount: tookMore });
    if (status === null) return unchanged(payment);
    const advanced = await this.advance(payment, attempt, { ...news, status, gatewayId: fact.gatewayId ?? attempt.gatewayId, taken });
    // Only what was set aside is captured on request.
    if (!NEVER_SET_ASIDE.includes(payment.status)) {
      await this.captures.settleUpTo(payment.id, payment.captured + taken, status === 'authorised');
    }
    await this.announce(payment, attempt, fact, { status, taken });
    return { changed: true, payment: viewOfPayment(advanced), previous: payment.status, taken: Money.of(taken, payment.currency) };
  }

  /** Compare-and-set on all that the decision was made of. Answers the payment as it is now: its row is ours. */
  private async advance(
    payment: Payment,
    attempt: PaymentAttempt,
    news: Omit<FactNews, 'status'> & { readonly status: PaymentStatus; readonly gatewayId: string | null; readonly taken: number },
  ): Promise<Payment> {
    const { status, taken, gatewayId } = news;
    const now = this.clock.now();
    const wait = FIRST_INQUIRY_MS[status as AttemptState];
    const captured = payment.captured + taken;
    const set: Partial<Payment> = {
      ...(TAKEN.includes(payment.status) ? {} : news.set),
      ...{ status, captured, authorised: authorisedAfter(payment, status, captured) },
      ...{ gateway: attempt.gateway, gatewayId, attemptId: attempt.id, version: payment.version + 1 },
      ...{ inquiries: 0, inquiryDueAt: wait === undefined ? null : new Date(now.getTime() + wait), updatedAt: now },
    };
    const { sql, params } = this.database.flatOf(Payment).assignments(set);
    const matched = await this.database.execute(
      `UPDATE payments_payment SET ${sql} WHERE id = ? AND status = ? AND captured = ? AND attempt_id <=> ?`,
      [...params, payment.id, payment.status, payment.captured, payment.attemptId],
    );
    if (matched !== 1) throw new Error(`Payment ${payment.id} was changed although it is locked`);
    return Object.assign(new Payment(), payment, set);
  }

  private async announce(
    payment: Payment,
    attempt: PaymentAttempt,
    fact: PaymentFact,
    { status, taken }: { readonly status: PaymentStatus; readonly taken: number },
  ): Promise<void> {
    const names = { paymentId: payment.id, orderId: payment.orderId };
    if (taken > 0) {
      await this.ledger.bookCapture({ ...payment, gateway: attempt.gateway }, payment.captured + taken, taken);
      await this.events.publish(PaymentCaptured, { ...names, amount: taken, currency: payment.currency });
    }
    if (status === payment.status) return;
    if (status === 'authorised') await this.events.publish(PaymentAuthorised, names);
    if (status === 'voided') await this.events.publish(PaymentVoided, names);
    if (status === 'failed') {
      await this.events.publish(PaymentFailed, { ...names, code: failureCode(fact.declineCode), retryable: fact.retryable === true });
    }
  }
}

/** What the gateway still holds for us, with what it took: all while it is open, nothing more than was taken once it is not. */
function authorisedAfter(payment: Payment, status: PaymentStatus, captured: number): number {
  if (status === 'authorised') return payment.amount;
  if (status === 'voided' || status === 'captured') return captured;
  return Math.max(payment.authorised, captured);
}

function unchanged(payment: Payment): AppliedFact {
  return { changed: false, payment: viewOfPayment(payment), previous: payment.status, taken: Money.zero(payment.currency) };
}
