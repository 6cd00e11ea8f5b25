import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { AppendOnly, AsciiColumn, CurrencyColumn, InstantColumn, MoneyColumn, RefColumn } from '../../platform/database';
import type { Payment } from './payments.entity';

/** One booking: a key that makes it happen once, and its lines. */
@Entity('payments_posting')
@AppendOnly()
@Unique('payments_posting_key', ['postingKey'])
@Index('payments_posting_order', ['orderId', 'id'])
@Index('payments_posting_payment', ['paymentId', 'id'])
@Index('payments_posting_created', ['createdAt', 'id'])
export class LedgerPosting {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id!: string;

  @AsciiColumn(100)
  postingKey!: string;

  /** The order it is about; of another module, so no foreign key. */
  @RefColumn()
  orderId!: string;

  /** Null for what no payment is behind: the sale itself, and its reversal. */
  @RefColumn({ nullable: true })
  paymentId!: string | null;

  @ManyToOne('Payment')
  @JoinColumn({ name: 'payment_id', foreignKeyConstraintName: 'payments_posting_payment_fk' })
  payment?: Relation<Payment> | null;

  @InstantColumn()
  createdAt!: Date;
}

@Entity('payments_ledger_entry')
@AppendOnly()
@Index('payments_ledger_entry_posting', ['postingId'])
@Index('payments_ledger_entry_account', ['account', 'currency', 'postingId'])
@Index('payments_ledger_entry_currency', ['currency', 'postingId'])
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
