import { Entity, PrimaryGeneratedColumn } from 'typeorm';
import { AsciiColumn, CountColumn, InstantColumn } from '../../../../platform/database';

export const FAULT_OPERATIONS = ['authorise', 'capture', 'cancel', 'refund', 'retrieve', 'webhook'] as const;
export type FaultOperation = (typeof FAULT_OPERATIONS)[number];

/** What can happen to a call and its answer, on either side. */
export const WIRE_FAULTS = ['drop_before', 'drop_after', 'malformed', 'wrong_amount', 'wrong_currency'] as const;
export const CALL_FAULTS = ['latency', 'server_error', ...WIRE_FAULTS] as const;
/** What can happen to webhooks only. */
export const POST_FAULTS = ['duplicate', 'reorder', 'late', 'lost'] as const;
export const FAULT_KINDS = [...CALL_FAULTS, ...POST_FAULTS] as const;
export type WireFault = (typeof WIRE_FAULTS)[number];
export type PostFault = (typeof POST_FAULTS)[number];
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A line of the script that the sandbox plays: what goes wrong next, and how often still. All processes share it. */
@Entity('payments_sandbox_fault')
export class SandboxFault {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @AsciiColumn(16)
  operation!: FaultOperation;

  @AsciiColumn(16)
  kind!: FaultKind;

  /** Only for charges with this token; null for all. */
  @AsciiColumn(64, { nullable: true })
  paymentMethod!: string | null;

  @CountColumn()
  delayMs!: number;

  /** How often it still happens. */
  @CountColumn()
  remaining!: number;

  @InstantColumn()
  createdAt!: Date;
}
