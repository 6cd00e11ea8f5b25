import { Example, Id, MoneyDto, OneOf, Optional, PageQuery, QueryOneOf } from '../../../platform/http';
import { Money } from '../../../platform/money';
import type { PaymentFactRow } from '../fact.entity';
import { ATTEMPT_STATES, PAYMENT_STATUSES, REFUND_STATES } from '../payment.machine';
import type { AttemptState, PaymentStatus, RefundState } from '../payment.machine';
import type { Payment, PaymentAttempt, PaymentRefund } from '../payments.entity';
import type { LedgerLine, StaffPayment } from './staff-payment.view';

export class StaffPaymentQuery extends PageQuery {
  /** Only payments in this status. */
  @Optional()
  @QueryOneOf(PAYMENT_STATUSES, 'PaymentStatus', { example: 'captured' })
  readonly status?: PaymentStatus;

  /** Only payments of this order. */
  @Optional()
  @Id('ord')
  readonly orderId?: string;
}

export class StaffPaymentSummary {
  @Example('pay_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  @Example('ord_02ITLcBYoUJdzTUMCSHuv3')
  readonly orderId!: string;

  @OneOf(PAYMENT_STATUSES, 'PaymentStatus', { example: 'captured' })
  readonly status!: PaymentStatus;

  readonly amount!: MoneyDto;
  readonly captured!: MoneyDto;

  /** Refunds under way included. */
  readonly refunded!: MoneyDto;

  /** Null before the first confirmation. */
  @Example('sandbox')
  readonly gateway!: string | null;

  /** The gateway's own id of the charge; null while no answer has told it. */
  @Example('chrg_02ITLcBYoUJdzTUMCSHuv3')
  readonly gatewayId!: string | null;

  /** Why the last attempt failed; null when it did not. */
  @Example(null)
  readonly failureCode!: string | null;

  readonly createdAt!: Date;
  readonly updatedAt!: Date;

  static from(payment: Payment): StaffPaymentSummary {
    const { id, orderId, status, gateway, gatewayId, failureCode, createdAt, updatedAt } = payment;
    const money = (amount: number): MoneyDto => MoneyDto.from(Money.of(amount, payment.currency));
    const amounts = { amount: money(payment.amount), captured: money(payment.captured), refunded: money(payment.refunded) };
    return { id, orderId, status, ...amounts, gateway, gatewayId, failureCode, createdAt, updatedAt };
  }
}

/** One request to a gateway. */
export class StaffAttemptResponse {
  @Example('att_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  @Example('sandbox')
  readonly gateway!: string;

  @Example('chrg_02ITLcBYoUJdzTUMCSHuv3')
  readonly gatewayId!: string | null;

  /** The token of the method, never card data. */
  @Example('pm_card_visa')
  readonly paymentMethod!: string;

  @OneOf(ATTEMPT_STATES, 'PaymentAttemptState', { example: 'captured' })
  readonly state!: AttemptState;

  /** What the gateway called its refusal. */
  @Example(null)
  readonly declineCode!: string | null;

  readonly createdAt!: Date;

  static from(attempt: PaymentAttempt): StaffAttemptResponse {
    const { id, gateway, gatewayId, paymentMethod, state, declineCode, createdAt } = attempt;
    return { id, gateway, gatewayId, paymentMethod, state, declineCode, createdAt };
  }
}

export class StaffRefundResponse {
  @Example('ref_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  readonly amount!: MoneyDto;

  @OneOf(REFUND_STATES, 'RefundState', { example: 'succeeded' })
  readonly state!: RefundState;

  @Example('Damaged on arrival')
  readonly reason!: string | null;

  @Example(null)
  readonly failureCode!: string | null;

  readonly createdAt!: Date;

  static from(refund: PaymentRefund): StaffRefundResponse {
    const { id, state, reason, failureCode, createdAt } = refund;
    return { id, amount: MoneyDto.from(Money.of(refund.amount, refund.currency)), state, reason, failureCode, createdAt };
  }
}

/** Something that a gateway said. */
export class StaffFactResponse {
  @Example('captured')
  readonly kind!: string;

  /** How we learnt it: `answer`, `webhook`, `poll` or `return`. */
  @Example('answer')
  readonly source!: string;

  /** `applied` moved the payment, `no_change` was known or too late, `contradiction` cannot be true, `surplus` is money taken twice. */
  @Example('applied')
  readonly outcome!: string;

  readonly amount!: MoneyDto;

  @Example('chrg_02ITLcBYoUJdzTUMCSHuv3')
  readonly gatewayId!: string | null;

  /** When it happened, by the gateway's clock. */
  readonly occurredAt!: Date;
  readonly recordedAt!: Date;

  static from(fact: PaymentFactRow): StaffFactResponse {
    const { kind, source, outcome, gatewayId, occurredAt, recordedAt } = fact;
    return { kind, source, outcome, amount: MoneyDto.from(Money.of(fact.amount, fact.currency)), gatewayId, occurredAt, recordedAt };
  }
}

/** One side of a booking; the sides of a posting are equal. */
export class StaffLedgerLineResponse {
  @Example('capture:pay_02ITLcBYoUJdzTUMCSHuv3')
  readonly posting!: string;

  @Example('cash_at_gateway:sandbox')
  readonly account!: string;

  readonly debit!: MoneyDto;
  readonly credit!: MoneyDto;
  readonly bookedAt!: Date;

  static from(line: LedgerLine): StaffLedgerLineResponse {
    const { posting, account, debit, credit, bookedAt } = line;
    return { posting, account, debit: MoneyDto.from(debit), credit: MoneyDto.from(credit), bookedAt };
  }
}

export class StaffPaymentResponse extends StaffPaymentSummary {
  /** Rises with every change; the first part of the ETag. */
  @Example(3)
  readonly version!: number;

  readonly authorised!: MoneyDto;

  /** Newest last. */
  readonly attempts!: StaffAttemptResponse[];
  readonly refunds!: StaffRefundResponse[];

  /** Newest last; the latest 200. */
  readonly facts!: StaffFactResponse[];
  readonly ledger!: StaffLedgerLineResponse[];

  static of({ payment, attempts, refunds, facts, ledger }: StaffPayment): StaffPaymentResponse {
    return {
      ...StaffPaymentSummary.from(payment),
      version: payment.version,
      authorised: MoneyDto.from(Money.of(payment.authorised, payment.currency)),
      attempts: attempts.map((attempt) => StaffAttemptResponse.from(attempt)),
      refunds: refunds.map((refund) => StaffRefundResponse.from(refund)),
      facts: facts.map((fact) => StaffFactResponse.from(fact)),
      ledger: ledger.map((line) => StaffLedgerLineResponse.from(line)),
    };
  }
}
