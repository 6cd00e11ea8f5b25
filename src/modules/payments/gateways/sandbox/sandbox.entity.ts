import { Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AppendOnly,
  AsciiColumn,
  CountColumn,
  CurrencyColumn,
  IdColumn,
  InstantColumn,
  LongTextColumn,
  MoneyColumn,
  RefColumn,
  TextColumn,
} from '../../../../platform/database';
import type { CaptureMethod } from '../gateway.port';
import { SandboxFault } from './sandbox.fault.entity';

export type ChargeStatus = 'requires_action' | 'authorised' | 'captured' | 'failed' | 'voided';

/** A charge in the sandbox bank's own files. The shop's tables are not its business, and the other way round. */
@Entity('payments_sandbox_charge')
@Unique('payments_sandbox_charge_request', ['requestKey'])
@Index('payments_sandbox_charge_created', ['createdAt', 'id'])
export class SandboxCharge {
  @IdColumn()
  id!: string;

  /** The merchant's idempotency key. */
  @AsciiColumn(64)
  requestKey!: string;

  /** The merchant's own name for it; the bank repeats it and reads nothing into it. */
  @AsciiColumn(64)
  reference!: string;

  @AsciiColumn(64)
  paymentMethod!: string;

  @MoneyColumn()
  amount!: number;

  @CurrencyColumn()
  currency!: string;

  @MoneyColumn()
  captured!: number;

  @MoneyColumn()
  refunded!: number;

  /** What the payer's bank took back, and what it kept. */
  @MoneyColumn({ default: 0 })
  disputed!: number;

  /** Whether consent takes the money or only sets it aside. */
  @AsciiColumn(16, { default: 'automatic' })
  captureMethod!: CaptureMethod;

  /** `authorised` with a captured amount: partly taken. `captured` with less than the amount: the rest was released. */
  @AsciiColumn(16)
  status!: ChargeStatus;

  @AsciiColumn(64, { nullable: true })
  declineCode!: string | null;

  @TextColumn(2048, { nullable: true })
  returnUrl!: string | null;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  updatedAt!: Date;
}

@Entity('payments_sandbox_refund')
@Unique('payments_sandbox_refund_request', ['requestKey'])
@Index('payments_sandbox_refund_charge', ['chargeId'])
export class SandboxRefund {
  @IdColumn()
  id!: string;

  @AsciiColumn(255)
  requestKey!: string;

  @RefColumn()
  chargeId!: string;

  @ManyToOne(() => SandboxCharge)
  @JoinColumn({ name: 'charge_id', foreignKeyConstraintName: 'payments_sandbox_refund_charge_fk' })
  charge?: Relation<SandboxCharge>;

  @MoneyColumn()
  amount!: number;

  @AsciiColumn(16)
  status!: 'succeeded' | 'failed';

  @AsciiColumn(64, { nullable: true })
  failureCode!: string | null;

  @InstantColumn()
  createdAt!: Date;
}

@Entity('payments_sandbox_capture')
@Unique('payments_sandbox_capture_request', ['requestKey'])
@Index('payments_sandbox_capture_charge', ['chargeId'])
export class SandboxCapture {
  @IdColumn()
  id!: string;

  @AsciiColumn(255)
  requestKey!: string;

  @RefColumn()
  chargeId!: string;

  @ManyToOne(() => SandboxCharge)
  @JoinColumn({ name: 'charge_id', foreignKeyConstraintName: 'payments_sandbox_capture_charge_fk' })
  charge?: Relation<SandboxCharge>;

  @MoneyColumn()
  amount!: number;

  @InstantColumn()
  createdAt!: Date;
}

@Entity('payments_sandbox_dispute')
@Index('payments_sandbox_dispute_charge', ['chargeId'])
export class SandboxDispute {
  @IdColumn()
  id!: string;

  @RefColumn()
  chargeId!: string;

  @ManyToOne(() => SandboxCharge)
  @JoinColumn({ name: 'charge_id', foreignKeyConstraintName: 'payments_sandbox_dispute_charge_fk' })
  charge?: Relation<SandboxCharge>;

  @MoneyColumn()
  amount!: number;

  @AsciiColumn(16)
  status!: 'open' | 'won' | 'lost';

  @InstantColumn()
  createdAt!: Date;
}

/** The bank's double-entry book: the customer's side and the merchant's side of every movement. Append-only. */
@Entity('payments_sandbox_entry')
@AppendOnly()
@Unique('payments_sandbox_entry_posting', ['postingKey', 'account'])
@Index('payments_sandbox_entry_charge', ['chargeId'])
export class SandboxEntry {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @AsciiColumn(100)
  postingKey!: string;

  @RefColumn()
  chargeId!: string;

  @ManyToOne(() => SandboxCharge)
  @JoinColumn({ name: 'charge_id', foreignKeyConstraintName: 'payments_sandbox_entry_charge_fk' })
  charge?: Relation<SandboxCharge>;

  @AsciiColumn(16)
  account!: 'customer' | 'merchant';

  @MoneyColumn()
  debit!: number;

  @MoneyColumn()
  credit!: number;

  @CurrencyColumn()
  currency!: string;

  @InstantColumn()
  createdAt!: Date;
}

/** A webhook that the bank owes the merchant. */
@Entity('payments_sandbox_callback')
@Index('payments_sandbox_callback_due', ['state', 'dueAt'])
@Index('payments_sandbox_callback_charge', ['chargeId'])
export class SandboxCallback {
  @IdColumn()
  id!: string;

  /** Two rows may carry the same event: banks do send twice. */
  @RefColumn()
  eventId!: string;

  @RefColumn()
  chargeId!: string;

  @ManyToOne(() => SandboxCharge)
  @JoinColumn({ name: 'charge_id', foreignKeyConstraintName: 'payments_sandbox_callback_charge_fk' })
  charge?: Relation<SandboxCharge>;

  @AsciiColumn(64)
  type!: string;

  @LongTextColumn()
  body!: string;

  @AsciiColumn(16)
  state!: 'pending' | 'delivered' | 'abandoned';

  @CountColumn({ default: 0 })
  attempts!: number;

  @TextColumn(255, { nullable: true })
  lastError!: string | null;

  @InstantColumn()
  dueAt!: Date;

  @InstantColumn()
  createdAt!: Date;
}

export const sandboxEntities = [
  SandboxCharge,
  SandboxCapture,
  SandboxRefund,
  SandboxDispute,
  SandboxEntry,
  SandboxCallback,
  SandboxFault,
] as const;
