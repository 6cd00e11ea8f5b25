import { Money } from '../../platform/money';
import { failureOf, refundFailureOf } from './failures';
import type { PaymentFailure } from './failures';
import type { NextAction } from './gateways/gateway.port';
import type { PaymentCapture } from './capture.entity';
import type { PaymentDispute } from './dispute.entity';
import type { AttemptState, CaptureState, DisputeState, PaymentStatus, RefundState } from './payment.machine';
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
  /** Held back by open disputes, or gone with lost ones. */
  readonly disputed: Money;
  /** What a refund could give back now. */
  readonly refundable: Money;
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
  readonly failure: PaymentFailure | null;
  /** The money was taken twice and never was the payment's own. */
  readonly surplus: boolean;
  readonly requestKey: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One request to capture, ready to be sent by `callGatewayCapture`. */
export interface CaptureView {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly state: CaptureState;
  readonly failureCode: string | null;
  readonly createdAt: Date;
}

export interface DisputeView {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: Money;
  readonly state: DisputeState;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

export interface AppliedFact {
  /** Whether the payment moved. False for duplicates, late facts and facts that cannot be true: there is nothing to do about them. */
  readonly changed: boolean;
  readonly payment: PaymentView;
  readonly previous: PaymentStatus;
  /** What the gateway took for this payment beyond what we knew. */
  readonly taken: Money;
  /** The refund that was settled, failed or became unknown, if the fact was about one. */
  readonly refund?: RefundView;
  /** The dispute that was opened or decided, if the fact was about one. */
  readonly dispute?: DisputeView;
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
    disputed: money(payment.disputed),
    refundable: money(Math.max(0, payment.captured - payment.refunded - payment.disputed)),
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
  const { id, paymentId, state, reason, failureCode, requestKey, createdAt, updatedAt } = refund;
  return {
    ...{ id, paymentId, amount: Money.of(refund.amount, refund.currency), state, reason, requestKey, createdAt, updatedAt },
    failure: failureCode === null ? null : refundFailureOf(failureCode),
    surplus: refund.surplusOf !== null,
  };
}

export function viewOfCapture(capture: PaymentCapture): CaptureView {
  const { id, paymentId, state, failureCode, createdAt } = capture;
  return { id, paymentId, amount: Money.of(capture.amount, capture.currency), state, failureCode, createdAt };
}

export function viewOfDispute(dispute: PaymentDispute): DisputeView {
  const { id, paymentId, state, openedAt, closedAt } = dispute;
  return { id, paymentId, amount: Money.of(dispute.amount, dispute.currency), state, openedAt, closedAt };
}
