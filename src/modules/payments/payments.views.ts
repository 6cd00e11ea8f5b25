import { Money } from '../../platform/money';
import { failureOf } from './failures';
import type { PaymentFailure } from './failures';
import type { NextAction } from './gateways/gateway.port';
import type { AttemptState, PaymentStatus, RefundState } from './payment.machine';
import type { Payment, PaymentAttempt, PaymentRefund } from './payments.entity';

/** A payment as other modules see it. */
export interface PaymentView {
  readonly id: string;
  readonly orderId: string;
  readonly ownerAccountId: string | null;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly authorised: Money;
  readonly captured: Money;
  /** Includes refunds that are under way. */
  readonly refunded: Money;
  readonly gateway: string | null;
  readonly failure: PaymentFailure | null;
  readonly nextAction: NextAction | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One request to a gateway, ready to be sent by `callGateway`. */
export interface AttemptView {
  readonly id: string;
  readonly paymentId: string;
  readonly gateway: string;
  readonly state: AttemptState;
  readonly paymentMethod: string;
  readonly createdAt: Date;
}

export interface RefundView {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly state: RefundState;
  readonly reason: string | null;
  readonly failureCode: string | null;
  readonly createdAt: Date;
}

export interface AppliedFact {
  /** Whether the payment moved. False for duplicates, late facts and facts that cannot be true: there is nothing to do about them. */
  readonly changed: boolean;
  readonly payment: PaymentView;
  readonly previous: PaymentStatus;
}

export function viewOfPayment(payment: Payment): PaymentView {
  const money = (amount: number): Money => Money.of(amount, payment.currency);
  return {
    id: payment.id,
    orderId: payment.orderId,
    ownerAccountId: payment.ownerAccountId,
    status: payment.status,
    amount: money(payment.amount),
    authorised: money(payment.authorised),
    captured: money(payment.captured),
    refunded: money(payment.refunded),
    gateway: payment.gateway,
    failure: payment.failureCode === null ? null : failureOf(payment.failureCode, payment.failureRetryable),
    nextAction: payment.nextAction,
    version: payment.version,
    createdAt: payment.createdAt,
    updatedAt: payment.updatedAt,
  };
}

export function viewOfAttempt({ id, paymentId, gateway, state, paymentMethod, createdAt }: PaymentAttempt): AttemptView {
  return { id, paymentId, gateway, state, paymentMethod, createdAt };
}

export function viewOfRefund(refund: PaymentRefund): RefundView {
  const { id, paymentId, state, reason, failureCode, createdAt } = refund;
  return { id, paymentId, amount: Money.of(refund.amount, refund.currency), state, reason, failureCode, createdAt };
}
