import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  RefColumn,
  Sealed,
  TextColumn,
  VersionNumberColumn,
} from '../../platform/database';
import type { Role } from './access/permissions';

export const accountStatuses = ['pending', 'active', 'disabled', 'erased'] as const;
export type AccountStatus = (typeof accountStatuses)[number];

export const tokenPurposes = ['verify_email', 'reset_password'] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

const HashKey = () => PrimaryColumn({ type: 'char', length: 64, charset: 'ascii', collation: 'ascii_bin' });

/** A person who can sign in. Erasure keeps the row, so that orders keep their owner, and empties it. */
@Entity('auth_account')
@Unique('auth_account_email', ['emailCanonical'])
@Index('auth_account_role', ['role', 'id'])
@Index('auth_account_status', ['status', 'createdAt'])
export class Account {
  @IdColumn()
  id!: string;

  /** As typed; null once erased. */
  @TextColumn(254, { nullable: true })
  email!: string | null;

  /** What is unique: the address folded, or the account's own id once erased (which no address can equal). */
  @Column({ name: 'email_canonical', type: 'varchar', length: 254, charset: 'utf8mb4', collation: 'utf8mb4_bin' })
  emailCanonical!: string;

  /** Null while pending (the password waits beside its verification token) and once erased. */
  @AsciiColumn(255, { nullable: true })
  passwordHash!: string | null;

  @TextColumn(200, { nullable: true })
  name!: string | null;

  @Sealed()
  @AsciiColumn(512, { nullable: true })
  phoneSealed!: string | null;

  @AsciiColumn(16)
  role!: Role;

  @AsciiColumn(16)
  status!: AccountStatus;

  /** Sessions opened in an earlier epoch are over: password, role and status changes raise it. */
  @CountColumn()
  epoch!: number;

  @VersionNumberColumn()
  version!: number;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  updatedAt!: Date;
}

/** One signed-in device: a family of refresh tokens of which only the newest opens anything. */
@Entity('auth_session')
@Index('auth_session_account', ['accountId', 'id'])
@Index('auth_session_expiry', ['expiresAt'])
export class Session {
  @IdColumn()
  id!: string;

  @RefColumn()
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'auth_session_account_fk' })
  account!: Relation<Account>;

  @CountColumn()
  epoch!: number;

  @TextColumn(200, { nullable: true })
  userAgent!: string | null;

  @AsciiColumn(45)
  source!: string;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  lastUsedAt!: Date;

  @InstantColumn()
  expiresAt!: Date;

  @InstantColumn({ nullable: true })
  endedAt!: Date | null;

  @AsciiColumn(16, { nullable: true })
  endReason!: string | null;
}

@Entity('auth_refresh_token')
@Index('auth_refresh_token_session', ['sessionId'])
export class RefreshToken {
  @HashKey()
  hash!: string;

  @RefColumn()
  sessionId!: string;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'auth_refresh_token_session_fk' })
  session!: Relation<Session>;

  @InstantColumn({ nullable: true })
  rotatedAt!: Date | null;

  @InstantColumn()
  createdAt!: Date;
}

/** A link in a mail. A verification carries the password of the registration that asked for it, so no other registration can choose it. */
@Entity('auth_one_time_token')
@Index('auth_one_time_token_account', ['accountId', 'purpose'])
@Index('auth_one_time_token_expiry', ['expiresAt'])
export class OneTimeToken {
  @HashKey()
  hash!: string;

  @RefColumn()
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'auth_one_time_token_account_fk' })
  account!: Relation<Account>;

  @AsciiColumn(16)
  purpose!: TokenPurpose;

  @AsciiColumn(255, { nullable: true })
  passwordHash!: string | null;

  @TextColumn(200, { nullable: true })
  name!: string | null;

  @InstantColumn()
  expiresAt!: Date;

  @InstantColumn({ nullable: true })
  usedAt!: Date | null;

  @InstantColumn()
  createdAt!: Date;
}

@Entity('auth_address')
@Index('auth_address_account', ['accountId', 'id'])
export class Address {
  @IdColumn()
  id!: string;

  @RefColumn()
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'auth_address_account_fk' })
  account!: Relation<Account>;

  /** The postal fields as JSON, encrypted. */
  @Sealed()
  @AsciiColumn(8000)
  sealed!: string;

  @FlagColumn()
  defaultShipping!: boolean;

  @FlagColumn()
  defaultBilling!: boolean;

  @VersionNumberColumn()
  version!: number;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  updatedAt!: Date;
}

/** Failures of one kind from one origin; what the origin is (address, network) is not readable from the key. */
@Entity('auth_throttle')
@Index('auth_throttle_last', ['lastFailedAt'])
export class ThrottleCounter {
  @HashKey()
  bucket!: string;

  @CountColumn()
  failures!: number;

  @InstantColumn()
  lastFailedAt!: Date;
}

export const authEntities = [Account, Session, RefreshToken, OneTimeToken, Address, ThrottleCounter] as const;
