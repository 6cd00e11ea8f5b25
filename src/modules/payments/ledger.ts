import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import type { Money } from '../../platform/money';
import { LedgerEntry, LedgerPosting } from './ledger.entity';

/** What customers owe us for their orders. */
const RECEIVABLE = 'receivable';
/** Money that a gateway holds for us until it pays out. */
const cashAt = (gateway: string): string => `cash_at_gateway:${gateway}`;

interface Line {
  readonly account: string;
  readonly debit: number;
  readonly credit: number;
}

/** Append-only double entry. A booking is never changed: what was wrong is put right by another one. */
@Injectable()
export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async bookCapture(paymentId: string, gateway: string, money: Money): Promise<void> {
    await this.post(`capture:${paymentId}`, paymentId, money.currency, [
      { account: cashAt(gateway), debit: money.amount, credit: 0 },
      { account: RECEIVABLE, debit: 0, credit: money.amount },
    ]);
  }

  async bookRefund(paymentId: string, refundId: string, gateway: string, money: Money): Promise<void> {
    await this.post(`refund:${refundId}`, paymentId, money.currency, [
      { account: RECEIVABLE, debit: money.amount, credit: 0 },
      { account: cashAt(gateway), debit: 0, credit: money.amount },
    ]);
  }

  /** The unique posting key makes a second booking of the same movement fail, together with whatever led to it. */
  private async post(postingKey: string, paymentId: string, currency: string, lines: readonly Line[]): Promise<void> {
    this.database.requireTransaction();
    const difference = lines.reduce((sum, { debit, credit }) => sum + debit - credit, 0);
    if (difference !== 0) throw new Error(`Posting ${postingKey} is off by ${difference}`);
    const posting = this.database.repository(LedgerPosting).create({ postingKey, paymentId, createdAt: this.clock.now() });
    await this.database.repository(LedgerPosting).insert(posting);
    await this.database.repository(LedgerEntry).insert(lines.map((line) => ({ ...line, postingId: posting.id, currency })));
  }
}
