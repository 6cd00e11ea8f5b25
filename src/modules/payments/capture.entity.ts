import { Entity, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { AsciiColumn, CountColumn, CurrencyColumn, IdColumn, InstantColumn, MoneyColumn, RefColumn } from '../../platform/database';
import type { CaptureState } from './payment.machine';
import type { Payment } from './payments.entity';

/** One request to take part of an authorised charge, or the rest of it. */
@Entity('payments_capture')
@Unique('payments_capture_request', ['requestKey'])
@Unique('payments_capture_open', ['openPaymentId'])
@Index('payments_capture_payment', ['paymentId', 'id'])
@Index('payments_capture_inquiry', ['inquiryDueAt'])
export class PaymentCapture {
  @IdColumn()
  id!: string;

  @RefColumn()
  paymentId!: string;

  @ManyToOne('Payment')
  @JoinColumn({ name: 'payment_id', foreignKeyConstraintName: 'payments_capture_payment_fk' })
  payment?: Relation<Payment>;

  /** The payment while the outcome is open; unique, so one capture of a payment is under way at a time. */
  @RefColumn({ nullable: true })
  openPaymentId!: string | null;

  @RefColumn()
  attemptId!: string;

  @MoneyColumn()
  amount!: number;

  /** All that will have been taken once it succeeded. Facts are sums too, so whichever tells of it first settles it. */
  @MoneyColumn()
  target!: number;

  @CurrencyColumn()
  currency!: string;

  @AsciiColumn(16)
  state!: CaptureState;

  @AsciiColumn(255)
  requestKey!: string;

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
