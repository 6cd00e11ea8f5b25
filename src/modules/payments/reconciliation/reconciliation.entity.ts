import { Entity, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  MoneyColumn,
  RefColumn,
  TextColumn,
} from '../../../platform/database';
import type { DifferenceKind, DifferenceState } from './difference-kinds';

export const RUN_STATES = ['waiting', 'running', 'completed', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];
export const RUN_STARTERS = ['schedule', 'staff', 'command'] as const;
export type RunStarter = (typeof RUN_STARTERS)[number];

/** One comparison of our payments with the gateways' books and with our own orders. */
@Entity('payments_reconciliation')
@Unique('payments_reconciliation_running', ['running'])
@Index('payments_reconciliation_state', ['state', 'id'])
@Index('payments_reconciliation_requested', ['requestedAt'])
export class Reconciliation {
  @IdColumn()
  id!: string;

  @AsciiColumn(16)
  startedBy!: RunStarter;

  @AsciiColumn(16)
  state!: RunState;

  /** True while it runs, null otherwise; unique, so one runs at a time, whichever process it is in. */
  @FlagColumn({ nullable: true })
  running!: boolean | null;

  /** A run that does not renew this has died, and another may begin. */
  @InstantColumn({ nullable: true })
  leaseUntil!: Date | null;

  /** Charges and payments since then were looked at. */
  @InstantColumn({ nullable: true })
  since!: Date | null;

  /** Lines of the gateways' books that were compared. */
  @CountColumn({ default: 0 })
  charges!: number;

  @CountColumn({ default: 0 })
  found!: number;

  @CountColumn({ default: 0 })
  healed!: number;

  @CountColumn({ default: 0 })
  remaining!: number;

  @TextColumn(500, { nullable: true })
  error!: string | null;

  @InstantColumn()
  requestedAt!: Date;

  @InstantColumn({ nullable: true })
  startedAt!: Date | null;

  @InstantColumn({ nullable: true })
  finishedAt!: Date | null;
}

/** Something that does not add up, from the run that found it first to the one that did not find it any more. */
@Entity('payments_difference')
@Unique('payments_difference_open', ['openSubject'])
@Index('payments_difference_state', ['state', 'kind'])
@Index('payments_difference_last_run', ['lastRunId', 'id'])
@Index('payments_difference_first_run', ['firstRunId', 'id'])
export class Difference {
  @IdColumn()
  id!: string;

  @RefColumn()
  firstRunId!: string;

  @ManyToOne(() => Reconciliation)
  @JoinColumn({ name: 'first_run_id', foreignKeyConstraintName: 'payments_difference_first_run_fk' })
  firstRun?: Relation<Reconciliation>;

  @RefColumn()
  lastRunId!: string;

  @ManyToOne(() => Reconciliation)
  @JoinColumn({ name: 'last_run_id', foreignKeyConstraintName: 'payments_difference_last_run_fk' })
  lastRun?: Relation<Reconciliation>;

  @AsciiColumn(32)
  kind!: DifferenceKind;

  /** Kind and what it is about. */
  @AsciiColumn(191)
  subject!: string;

  /** The subject while the difference is open; unique, so that every run finds the same row. */
  @AsciiColumn(191, { nullable: true })
  openSubject!: string | null;

  @AsciiColumn(16)
  state!: DifferenceState;

  @AsciiColumn(32, { nullable: true })
  gateway!: string | null;

  @AsciiColumn(128, { nullable: true })
  gatewayId!: string | null;

  @RefColumn({ nullable: true })
  paymentId!: string | null;

  @RefColumn({ nullable: true })
  orderId!: string | null;

  @AsciiColumn(3, { nullable: true })
  currency!: string | null;

  @MoneyColumn({ nullable: true })
  ours!: number | null;

  @MoneyColumn({ nullable: true })
  theirs!: number | null;

  @TextColumn(500)
  detail!: string;

  @CountColumn({ default: 0 })
  healAttempts!: number;

  /** When the thing itself happened: later windows reach back to it while the difference is open. */
  @InstantColumn()
  occurredAt!: Date;

  @InstantColumn()
  foundAt!: Date;

  @InstantColumn({ nullable: true })
  settledAt!: Date | null;
}
