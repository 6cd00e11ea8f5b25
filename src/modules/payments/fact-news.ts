import { failureCode } from './failures';
import type { PaymentFact } from './gateways/gateway.port';
import { attemptPredecessorsOf, TAKEN } from './payment.machine';
import type { AttemptState } from './payment.machine';
import type { Payment, PaymentAttempt } from './payments.entity';

/** What a fact about a charge tells: where it leads, how much has been taken so far, and what to write down beside it. */
export interface FactNews {
  readonly status: Exclude<AttemptState, 'processing'>;
  readonly captured: number;
  readonly set: Partial<Payment>;
}

const NO_FAILURE = { failureCode: null, failureRetryable: false, nextAction: null } as const;

/** Facts about captures are sums, so the same sum twice is no news, whoever told it. Pure. */
export function newsIn(fact: PaymentFact, payment: Pick<Payment, 'amount'>, attempt: Pick<PaymentAttempt, 'captured'>): FactNews {
  const captured = fact.captured?.amount ?? (fact.kind === 'captured' ? payment.amount : 0);
  switch (fact.kind) {
    case 'captured':
      return { status: 'captured', captured, set: NO_FAILURE };
    case 'authorised':
      return { status: captured === payment.amount ? 'captured' : 'authorised', captured, set: NO_FAILURE };
    case 'voided':
      // The rest of this charge was released; what it had taken by then stays taken. What another charge took is not its business.
      if (Math.max(captured, attempt.captured) > 0) return { status: 'captured', captured, set: NO_FAILURE };
      return { status: 'voided', captured: 0, set: { ...NO_FAILURE, openOrderId: null } };
    case 'requires_action':
      return { status: 'requires_action', captured: 0, set: { nextAction: fact.nextAction ?? null } };
    case 'failed':
      return {
        status: 'failed',
        captured: 0,
        set: { failureCode: failureCode(fact.declineCode), failureRetryable: fact.retryable === true, nextAction: null },
      };
    default:
      return { status: 'unknown', captured: 0, set: {} };
  }
}

/** Whether a charge's record says all of it: no more money was taken than we know of, and the attempt may not move there (any more). */
export function saysNothingNew({ status, captured }: Pick<FactNews, 'status' | 'captured'>, attempt: PaymentAttempt): boolean {
  return captured <= attempt.captured && !attemptPredecessorsOf(status).includes(attempt.state);
}

/**
 * Whether we know already, and for ever, what a fact about a charge tells: the money is taken and booked, through this very charge, and none of
 * that is ever undone. Pure.
 */
export function isOldNews(fact: PaymentFact, payment: Payment, attempt: PaymentAttempt): boolean {
  const aboutCharge = fact.gatewayRefundId === undefined && fact.gatewayDisputeId === undefined;
  if (!aboutCharge || (fact.kind !== 'captured' && fact.kind !== 'authorised')) return false;
  if (!TAKEN.includes(payment.status) || payment.attemptId !== attempt.id || payment.contradictionIn(fact, attempt) !== null) return false;
  return saysNothingNew(newsIn(fact, payment, attempt), attempt);
}
