import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { AsciiColumn, CurrencyColumn, InstantColumn, MoneyColumn, RefColumn } from '../../platform/database';
import type { Payment } from './payments.entity';

/** One booking: a key that makes it happen once, and its lines. Append-only. */
@Entity('payments_posting')
@Unique('payments_posting_key', ['postingKey'])
@Index('payments_posting_payment', ['paymentId', 'id'])
@Index('payments_posting_order', ['orderId', 'id'])
export class LedgerPosting {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @AsciiColumn(100)
  postingKey!: string;

  /** Null for what is about an order alone: a sale, a credit note. */
  @RefColumn({ nullable: true })
  paymentId!: string | null;

  @RefColumn({ nullable: true })
  orderId!: string | null;

  @ManyToOne('Payment')
  @JoinColumn({ name: 'payment_id', foreignKeyConstraintName: 'payments_posting_payment_fk' })
  payment?: Relation<Payment>;

  @InstantColumn()
  createdAt!: Date;
}

@Entity('payments_ledger_entry')
@Index('payments_ledger_entry_posting', ['postingId'])
@Index('payments_ledger_entry_account', ['account', 'currency'])
export class LedgerEntry {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @Column({ type: 'bigint' })
  postingId!: string;

  @ManyToOne(() => LedgerPosting)
  @JoinColumn({ name: 'posting_id', foreignKeyConstraintName: 'payments_ledger_entry_posting_fk' })
  posting?: Relation<LedgerPosting>;

  @AsciiColumn(64)
  account!: string;

  @MoneyColumn()
  debit!: number;

  @MoneyColumn()
  credit!: number;

  @CurrencyColumn()
  currency!: string;
}
