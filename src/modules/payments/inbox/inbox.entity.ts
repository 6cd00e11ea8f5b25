import { Column, Entity, Index, Unique } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, JsonColumn, TextColumn } from '../../../platform/database';

export const INBOX_STATES = ['received', 'processed', 'ignored', 'dead'] as const;
export type InboxState = (typeof INBOX_STATES)[number];

/** A verified message of a gateway, byte for byte as it came. */
@Entity('payments_inbox')
@Unique('payments_inbox_event', ['gateway', 'eventId'])
@Index('payments_inbox_state', ['state', 'id'])
export class InboxMessage {
  @IdColumn()
  id!: string;

  @AsciiColumn(32)
  gateway!: string;

  @AsciiColumn(128)
  eventId!: string;

  @AsciiColumn(64)
  type!: string;

  @Column({ type: 'mediumblob' })
  rawBody!: Buffer;

  /** The signature and what tells about the sender; nothing else is kept. */
  @JsonColumn()
  headers!: Readonly<Record<string, string>>;

  /** Only verified messages are stored; the column says by which check. */
  @AsciiColumn(16)
  signature!: string;

  @AsciiColumn(16)
  state!: InboxState;

  @CountColumn({ default: 0 })
  attempts!: number;

  /** Why it was ignored or failed last. */
  @TextColumn(500, { nullable: true })
  lastError!: string | null;

  @InstantColumn()
  receivedAt!: Date;

  @InstantColumn({ nullable: true })
  settledAt!: Date | null;
}
