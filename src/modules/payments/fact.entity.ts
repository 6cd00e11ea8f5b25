import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { AsciiColumn, CurrencyColumn, InstantColumn, MoneyColumn, RefColumn } from '../../platform/database';
import type { GatewayMode, PaymentFact } from './gateways/gateway.port';
import type { Payment } from './payments.entity';

/** What happened to a fact: it moved the payment, was old news, cannot be true, or is money taken twice. */
export type FactOutcome = 'applied' | 'no_change' | 'contradiction' | 'surplus';

/** Everything a gateway ever said about our payments, in the order we learnt it. Append-only. */
@Entity('payments_fact')
@Unique('payments_fact_inbox', ['inboxId'])
@Index('payments_fact_payment', ['paymentId', 'id'])
export class PaymentFactRow {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @RefColumn()
  paymentId!: string;

  @ManyToOne('Payment')
  @JoinColumn({ name: 'payment_id', foreignKeyConstraintName: 'payments_fact_payment_fk' })
  payment?: Relation<Payment>;

  @RefColumn({ nullable: true })
  attemptId!: string | null;

  @RefColumn({ nullable: true })
  refundId!: string | null;

  @RefColumn({ nullable: true })
  captureId!: string | null;

  @RefColumn({ nullable: true })
  disputeId!: string | null;

  /** Unique: a message has its effect once. */
  @RefColumn({ nullable: true })
  inboxId!: string | null;

  @AsciiColumn(32)
  gateway!: string;

  @AsciiColumn(128, { nullable: true })
  gatewayId!: string | null;

  @AsciiColumn(16)
  kind!: PaymentFact['kind'];

  @MoneyColumn()
  amount!: number;

  @CurrencyColumn()
  currency!: string;

  /** What it said had been taken so far; null when it said nothing about that. */
  @MoneyColumn({ nullable: true })
  captured!: number | null;

  @AsciiColumn(4)
  mode!: GatewayMode;

  @AsciiColumn(8)
  source!: PaymentFact['source'];

  @AsciiColumn(64, { nullable: true })
  declineCode!: string | null;

  @AsciiColumn(16)
  outcome!: FactOutcome;

  @InstantColumn()
  occurredAt!: Date;

  @InstantColumn()
  recordedAt!: Date;
}
