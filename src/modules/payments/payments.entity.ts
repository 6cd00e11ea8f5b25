import { Entity, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { Money } from '../../platform/money';
import {
  AsciiColumn,
  CountColumn,
  CurrencyColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  MoneyColumn,
  RefColumn,
  TextColumn,
  VersionNumberColumn,
} from '../../platform/database';
import type { GatewayMode, NextAction, PaymentFact } from './gateways/gateway.port';
import { PaymentCapture } from './capture.entity';
import { PaymentDispute } from './dispute.entity';
import { PaymentFactRow } from './fact.entity';
import { sandboxEntities } from './gateways/sandbox/sandbox.entity';
import { InboxMessage } from './inbox/inbox.entity';
import { LedgerEntry, LedgerPosting } from './ledger.entity';
import type { AttemptState, PaymentAttention, PaymentStatus, RefundState } from './payment.machine';

/** One intention to be paid for one order. It may take several attempts, one after the other. */
@Entity('payments_payment')
@Unique('payments_payment_gateway', ['gateway', 'gatewayId'])
@Unique('payments_payment_open_order', ['openOrderId'])
@Index('payments_payment_order', ['orderId'])
@Index('payments_payment_status', ['status', 'id'])
@Index('payments_payment_inquiry', ['inquiryDueAt'])
export class Payment {
  @IdColumn()
  id!: string;

  @RefColumn()
  orderId!: string;

  /** The order while this payment is open; unique, so an order has one open payment. */
  @RefColumn({ nullable: true })
  openOrderId!: string | null;

  @RefColumn({ nullable: true })
  ownerAccountId!: string | null;

  @MoneyColumn()
  amount!: number;

  @CurrencyColumn()
  currency!: string;

  @MoneyColumn()
  authorised!: number;

  @MoneyColumn()
  captured!: number;

  /** Includes refunds that are under way. */
  @MoneyColumn()
  refunded!: number;

  /** Held back by open disputes, or gone with lost ones. */
  @MoneyColumn({ default: 0 })
  disputed!: number;

  @AsciiColumn(16)
  status!: PaymentStatus;

  /** Why somebody should look at it: money that should have gone back has not. Null when nobody needs to. */
  @AsciiColumn(16, { nullable: true })
  attention!: PaymentAttention | null;

  /** Of the current attempt. */
  @AsciiColumn(32, { nullable: true })
  gateway!: string | null;

  @AsciiColumn(128, { nullable: true })
  gatewayId!: string | null;

  @RefColumn({ nullable: true })
  attemptId!: string | null;

  @AsciiColumn(64, { nullable: true })
  failureCode!: string | null;

  @FlagColumn({ default: false })
  failureRetryable!: boolean;

  @JsonColumn({ nullable: true })
  nextAction!: NextAction | null;

  /** When the poller should ask the gateway next; null while there is nothing to ask. */
  @InstantColumn({ nullable: true })
  inquiryDueAt!: Date | null;

  @CountColumn({ default: 0 })
  inquiries!: number;

  @VersionNumberColumn()
  version!: number;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  updatedAt!: Date;

  get total(): Money {
    return Money.of(this.amount, this.currency);
  }

  /** Why a fact cannot be about this payment; null when it can. A charge is always for the whole amount. */
  contradictionIn(fact: PaymentFact, attempt: PaymentAttempt): string | null {
    if (fact.mode !== attempt.mode) return `the ${fact.mode} mode is not the ${attempt.mode} mode of the payment`;
    if (fact.amount.currency !== this.currency) return `the currency ${fact.amount.currency} is not ${this.currency}`;
    if (fact.amount.amount !== this.amount) return `the amount ${fact.amount.amount} is not ${this.amount}`;
    const { captured } = fact;
    if (captured && captured.currency !== this.currency) return `the currency ${captured.currency} is not ${this.currency}`;
    if (captured && captured.amount > this.amount) return `${captured.amount} were captured of ${this.amount}`;
    if (fact.kind === 'captured' && captured?.isZero()) return 'nothing was captured';
    if (attempt.gatewayId !== null && fact.gatewayId !== null && attempt.gatewayId !== fact.gatewayId)
      return 'the gateway id is another one';
    return null;
  }
}

/** One request to a gateway. Holds the gateway's token of the method, never card data. */
@Entity('payments_attempt')
@Unique('payments_attempt_request', ['requestKey'])
@Unique('payments_attempt_gateway', ['gateway', 'gatewayId'])
@Index('payments_attempt_payment', ['paymentId', 'id'])
@Index('payments_attempt_created', ['gateway', 'createdAt'])
export class PaymentAttempt {
  @IdColumn()
  id!: string;

  @RefColumn()
  paymentId!: string;

  @ManyToOne(() => Payment)
  @JoinColumn({ name: 'payment_id', foreignKeyConstraintName: 'payments_attempt_payment_fk' })
  payment?: Relation<Payment>;

  @AsciiColumn(32)
  gateway!: string;

  @AsciiColumn(4)
  mode!: GatewayMode;

  @AsciiColumn(128, { nullable: true })
  gatewayId!: string | null;

  /** The gateway's idempotency key: however often we ask, it charges once. */
  @AsciiColumn(64)
  requestKey!: string;

  @TextColumn(255)
  paymentMethod!: string;

  @TextColumn(2048, { nullable: true })
  returnUrl!: string | null;

  @AsciiColumn(16)
  state!: AttemptState;

  /** All that the gateway took for this charge, so far as we know. */
  @MoneyColumn({ default: 0 })
  captured!: number;

  @AsciiColumn(64, { nullable: true })
  declineCode!: string | null;

  @InstantColumn({ nullable: true })
  unknownSince!: Date | null;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  updatedAt!: Date;
}

@Entity('payments_refund')
@Unique('payments_refund_request', ['requestKey'])
@Unique('payments_refund_gateway', ['gateway', 'gatewayId'])
@Index('payments_refund_payment', ['paymentId', 'id'])
@Index('payments_refund_inquiry', ['inquiryDueAt'])
export class PaymentRefund {
  @IdColumn()
  id!: string;

  @RefColumn()
  paymentId!: string;

  @ManyToOne(() => Payment)
  @JoinColumn({ name: 'payment_id', foreignKeyConstraintName: 'payments_refund_payment_fk' })
  payment?: Relation<Payment>;

  /** The attempt whose charge took money a second time and has to give it back; null for a refund of the payment's own money. */
  @RefColumn({ nullable: true })
  surplusOf!: string | null;

  @MoneyColumn()
  amount!: number;

  @CurrencyColumn()
  currency!: string;

  @AsciiColumn(16)
  state!: RefundState;

  @AsciiColumn(255)
  requestKey!: string;

  @AsciiColumn(32)
  gateway!: string;

  @AsciiColumn(128, { nullable: true })
  gatewayId!: string | null;

  @TextColumn(255, { nullable: true })
  reason!: string | null;

  @AsciiColumn(64, { nullable: true })
  failureCode!: string | null;

  @InstantColumn({ nullable: true })
  inquiryDueAt!: Date | null;

  @CountColumn({ default: 0 })
  inquiries!: number;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  updatedAt!: Date;
}

export const paymentsEntities = [
  Payment,
  PaymentAttempt,
  PaymentCapture,
  PaymentRefund,
  PaymentDispute,
  PaymentFactRow,
  LedgerPosting,
  LedgerEntry,
  InboxMessage,
  ...sandboxEntities,
] as const;
