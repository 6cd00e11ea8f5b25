import { Entity, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Change } from './changes/change.entity';
import { AsciiColumn, CountColumn, InstantColumn, JsonColumn, LongTextColumn, RefColumn, Sealed } from './database';

/** One delivery of one event to one listener; the row disappears in the same transaction as the listener's effect. */
@Entity('platform_outbox')
@Index('platform_outbox_due', ['status', 'availableAt', 'id'])
export class OutboxRow {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @RefColumn()
  eventId!: string;

  @AsciiColumn(100)
  type!: string;

  @AsciiColumn(100)
  listener!: string;

  @JsonColumn()
  payload!: unknown;

  /** `pending`, or `dead` after too many failures. */
  @AsciiColumn(10, { default: 'pending' })
  status!: string;

  @CountColumn({ default: 0 })
  attempts!: number;

  @InstantColumn()
  availableAt!: Date;

  @InstantColumn()
  occurredAt!: Date;

  /** The last claim of it, by which one who claims several tells which are theirs. */
  @RefColumn({ nullable: true })
  lease!: string | null;

  @LongTextColumn({ nullable: true })
  lastError!: string | null;
}

/** One use of one idempotency key by one caller on one route. */
@Entity('platform_idempotency')
@Index('platform_idempotency_expiry', ['expiresAt'])
@Index('platform_idempotency_key', ['idempotencyKey'])
@Index('platform_idempotency_lease', ['status', 'leaseUntil'])
@Unique('platform_idempotency_id', ['id'])
export class IdempotencyRow {
  /** For staff. Null in rows from before it was there. */
  @RefColumn({ nullable: true })
  id!: string | null;

  /** SHA-256 of caller, method, route and the byte-exact key. */
  @PrimaryColumn({ type: 'char', length: 64, charset: 'ascii', collation: 'ascii_bin' })
  scope!: string;

  /** The key as the client wrote it, for staff who look one up. */
  @AsciiColumn(255)
  idempotencyKey!: string;

  /** `account`, `cart_token`, `order_token`, `anonymous`; `unknown` in rows from before it was told. */
  @AsciiColumn(12, { default: 'unknown' })
  callerKind!: string;

  @RefColumn({ nullable: true })
  accountId!: string | null;

  @AsciiColumn(10, { default: '' })
  method!: string;

  /** Its template. */
  @AsciiColumn(255, { default: '' })
  route!: string;

  /** Of the request that holds the key; empty when the key was given back for any. */
  @AsciiColumn(64)
  fingerprint!: string;

  /** `in_progress`, `completed`, or `released`: neither worked on nor answered. */
  @AsciiColumn(12)
  status!: string;

  /** Raised when a dead lease is taken over; the old worker then cannot commit. */
  @CountColumn({ default: 1 })
  fence!: number;

  /** The claim that has the key. Null in rows from before it was told. */
  @RefColumn({ nullable: true })
  holder!: string | null;

  @InstantColumn()
  leaseUntil!: Date;

  @CountColumn({ nullable: true })
  answerStatus!: number | null;

  @JsonColumn({ nullable: true })
  answerHeaders!: Record<string, string> | null;

  @Sealed()
  @LongTextColumn({ nullable: true })
  answerBody!: string | null;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  expiresAt!: Date;
}

export const platformEntities = [OutboxRow, IdempotencyRow, Change] as const;
