import { Entity, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { AsciiColumn, CurrencyColumn, IdColumn, InstantColumn, MoneyColumn, RefColumn } from '../../platform/database';
import type { DisputeState } from './payment.machine';
import type { Payment } from './payments.entity';

/** The customer's bank took money back and decides who keeps it. */
@Entity('payments_dispute')
@Unique('payments_dispute_gateway', ['gateway', 'gatewayId'])
@Index('payments_dispute_payment', ['paymentId', 'id'])
@Index('payments_dispute_state', ['state', 'id'])
export class PaymentDispute {
  @IdColumn()
  id!: string;

  @RefColumn()
  paymentId!: string;

  @ManyToOne('Payment')
  @JoinColumn({ name: 'payment_id', foreignKeyConstraintName: 'payments_dispute_payment_fk' })
  payment?: Relation<Payment>;

  @AsciiColumn(32)
  gateway!: string;

  @AsciiColumn(128)
  gatewayId!: string;

  @MoneyColumn()
  amount!: number;

  @CurrencyColumn()
  currency!: string;

  @AsciiColumn(16)
  state!: DisputeState;

  @InstantColumn()
  openedAt!: Date;

  @InstantColumn({ nullable: true })
  closedAt!: Date | null;

  @InstantColumn()
  updatedAt!: Date;
}
