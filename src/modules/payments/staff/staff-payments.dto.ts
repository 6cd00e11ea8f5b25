import { Example, Id, MoneyDto, OneOf, Optional, PageQuery, QueryOneOf } from '../../../platform/http';
import { Money } from '../../../platform/money';
import type { PaymentFactRow } from '../fact.entity';
import { ATTEMPT_STATES, ATTENTIONS, PAYMENT_STATUSES } from '../payment.machine';
import type { AttemptState, PaymentAttention, PaymentStatus } from '../payment.machine';
import type { Payment, PaymentAttempt } from '../payments.entity';
import { StaffCaptureResponse, StaffDisputeResponse, StaffRefundResponse } from './staff-movements.dto';
import type { LedgerLine, StaffPayment } from './staff-payment.view';

export class StaffPaymentQuery extends PageQuery {
  /** Only payments in this status. */
  @Optional()
  @QueryOneOf(PAYMENT_STATUSES, 'PaymentStatus', { example: 'captured' })
  readonly status?: PaymentStatus;

  /** Only payments that somebody should look at, for example because a refund failed. */
  @Optional()
  @QueryOneOf(ATTENTIONS, 'PaymentAttention', { example: 'refund_failed' })
  readonly attention?: PaymentAttention;

  /** Only payments of this order. */
  @Optional()
  @Id('ord')
  readonly orderId?: string;
}

export class StaffPaymentSummary {
  /** Of the payment. */
  @Example('pay_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** The order it pays for. */
  @Example('ord_02ITLcBYoUJdzTUMCSHuv3')
  readonly orderId!: string;

  /** The state now; `unknown` and `processing` are being asked about. */
  @OneOf(PAYMENT_STATUSES, 'PaymentStatus', { example: 'captured' })
  readonly status!: PaymentStatus;

  /** What is asked for: the total of the order. */
  readonly amount!: MoneyDto;
  /** What was taken. */
  readonly captured!: MoneyDto;

  /** Refunds under way included. */
  readonly refunded!: MoneyDto;

  /** Held back by open disputes, or gone with lost ones. */
  readonly disputed!: MoneyDto;

  /** `refund_failed`: money that should have gone back has not; null when nobody needs to look. */
  @OneOf(ATTENTIONS, 'PaymentAttention')
  @Example(null)
  readonly attention!: PaymentAttention | null;

  /** Null before the first confirmation. */
  @Example('sandbox')
  readonly gateway!: string | null;

  /** The gateway's own id of the charge; null while no answer has told it. */
  @Example('chrg_02ITLcBYoUJdzTUMCSHuv3')
  readonly gatewayId!: string | null;

  /** Why the last attempt failed; null when it did not. */
  @Example(null)
  readonly failureCode!: string | null;

  /** When it was opened, at checkout. */
  readonly createdAt!: Date;
  /** When it was changed last. */
  readonly updatedAt!: Date;

  static from(payment: Payment): StaffPaymentSummary {
    const { id, orderId, status, attention, gateway, gatewayId, failureCode, createdAt, updatedAt } = payment;
    const money = (amount: number): MoneyDto => MoneyDto.from(Money.of(amount, payment.currency));
    const taken = { captured: money(payment.captured), refunded: money(payment.refunded), disputed: money(payment.disputed) };
    return {
      id,
      orderId,
      status,
      amount: money(payment.amount),
      ...taken,
      attention,
      gateway,
      gatewayId,
      failureCode,
      createdAt,
      updatedAt,
    };
  }
}

/** One request to a gateway. */
export class StaffAttemptResponse {
  /** Of the attempt. */
  @Example('att_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Which gateway was asked. */
  @Example('sandbox')
  readonly gateway!: string;

  /** The gateway's own id of the charge; null while no answer has told it. */
  @Example('chrg_02ITLcBYoUJdzTUMCSHuv3')
  readonly gatewayId!: string | null;

  /** The token of the method, never card data. */
  @Example('pm_card_visa')
  readonly paymentMethod!: string;

  /** What became of it. */
  @OneOf(ATTEMPT_STATES, 'PaymentAttemptState', { example: 'captured' })
  readonly state!: AttemptState;

  /** What the gateway called its refusal. */
  @Example(null)
  readonly declineCode!: string | null;

  /** When it was sent. */
  readonly createdAt!: Date;

  static from(attempt: PaymentAttempt): StaffAttemptResponse {
    const { id, gateway, gatewayId, paymentMethod, state, declineCode, createdAt } = attempt;
    return { id, gateway, gatewayId, paymentMethod, state, declineCode, createdAt };
  }
}

/** Something that a gateway said. */
export class StaffFactResponse {
  /** What happened. */
  @Example('captured')
  readonly kind!: string;

  /** How we learnt it: `answer`, `webhook`, `poll` or `return`. */
  @Example('answer')
  readonly source!: string;

  /** `applied` moved the payment, `no_change` was known or too late, `contradiction` cannot be true, `surplus` is money taken twice. */
  @Example('applied')
  readonly outcome!: string;

  /** What the gateway said it was about. */
  readonly amount!: MoneyDto;

  /** The gateway's own id of the charge or refund; null when it told none. */
  @Example('chrg_02ITLcBYoUJdzTUMCSHuv3')
  readonly gatewayId!: string | null;

  /** When it happened, by the gateway's clock. */
  readonly occurredAt!: Date;
  /** When we learnt it, by our clock. */
  readonly recordedAt!: Date;

  static from(fact: PaymentFactRow): StaffFactResponse {
    const { kind, source, outcome, gatewayId, occurredAt, recordedAt } = fact;
    return { kind, source, outcome, amount: MoneyDto.from(Money.of(fact.amount, fact.currency)), gatewayId, occurredAt, recordedAt };
  }
}

/** One side of a booking; the sides of a posting are equal. */
export class StaffLedgerLineResponse {
  /** The booking it belongs to; its name makes it happen once. */
  @Example('capture:pay_02ITLcBYoUJdzTUMCSHuv3')
  readonly posting!: string;

  /** `receivable` is what customers owe, `cash_at_gateway:<gateway>` what a gateway holds for the shop. */
  @Example('cash_at_gateway:sandbox')
  readonly account!: string;

  /** 0 on the side that is credited. */
  readonly debit!: MoneyDto;
  /** 0 on the side that is debited. */
  readonly credit!: MoneyDto;
  /** When it was booked. */
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

  /** What the gateway has set aside for the shop; what was captured is included. */
  readonly authorised!: MoneyDto;

  /** Newest last. */
  readonly attempts!: StaffAttemptResponse[];
  /** Newest last. */
  readonly captures!: StaffCaptureResponse[];
  /** Newest last. */
  readonly refunds!: StaffRefundResponse[];
  /** Newest last. */
  readonly disputes!: StaffDisputeResponse[];

  /** Newest last; the latest 200. */
  readonly facts!: StaffFactResponse[];
  /** Newest last. */
  readonly ledger!: StaffLedgerLineResponse[];

  static of({ payment, attempts, captures, refunds, disputes, facts, ledger }: StaffPayment): StaffPaymentResponse {
    return {
      ...StaffPaymentSummary.from(payment),
      version: payment.version,
      authorised: MoneyDto.from(Money.of(payment.authorised, payment.currency)),
      attempts: attempts.map((attempt) => StaffAttemptResponse.from(attempt)),
      captures: captures.map((capture) => StaffCaptureResponse.from(capture)),
      refunds: refunds.map((refund) => StaffRefundResponse.from(refund)),
      disputes: disputes.map((dispute) => StaffDisputeResponse.from(dispute)),
      facts: facts.map((fact) => StaffFactResponse.from(fact)),
      ledger: ledger.map((line) => StaffLedgerLineResponse.from(line)),
    };
  }
}
