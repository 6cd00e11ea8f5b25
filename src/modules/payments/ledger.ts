import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isDuplicateKey } from '../../platform/database';
import { Money, toInteger } from '../../platform/money';
import { splitCreditNote } from './credit-note';
import { LedgerEntry, LedgerPosting } from './ledger.entity';

/** What customers owe us for their orders; below zero, what we owe them. */
export const RECEIVABLE = 'receivable';
export const REVENUE = 'revenue';
export const TAX_PAYABLE = 'tax_payable';
/** Sales that were given back, without their tax. */
export const REFUNDS = 'refunds';
/** Money that a customer's bank holds back. */
export const DISPUTES = 'disputes';
/** Money that a gateway holds for us until it pays out. */
export const cashAt = (gateway: string): string => `cash_at_gateway:${gateway}`;

export interface Sale {
  readonly orderId: string;
  readonly currency: string;
  readonly net: number;
  readonly tax: number;
}

export interface CreditNote {
  readonly orderId: string;
  readonly paymentId: string;
  readonly refundId: string;
  readonly money: Money;
  /** Of the returned lines, when the refund is about lines. */
  readonly tax?: number;
}

/** Whose money moves, and where it is. */
export interface Movement {
  readonly paymentId: string;
  readonly orderId: string;
  readonly gateway: string;
  readonly money: Money;
}

interface Line {
  readonly account: string;
  readonly debit?: number;
  readonly credit?: number;
}

interface Posting {
  readonly key: string;
  readonly orderId: string;
  readonly paymentId: string | null;
  readonly currency: string;
}

/**
 * Append-only double entry. A booking is never changed: what was wrong is put right by another one. The unique posting key makes a second
 * booking of the same movement fail, together with whatever led to it. Callers hold the order's lock, so an order's bookings queue.
 */
@Injectable()
export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The customer owes us the order, some of it on behalf of the tax office. Belongs into the transaction that makes the order paid. */
  bookSale({ orderId, currency, net, tax }: Sale): Promise<void> {
    const lines = [{ account: RECEIVABLE, debit: net + tax }, { account: REVENUE, credit: net }, { account: TAX_PAYABLE, credit: tax }];
    return this.post({ key: `sale:${orderId}`, orderId, paymentId: null, currency }, lines);
  }

  /** Takes back what is left of a sale; nothing when there was none. */
  async reverseSale(orderId: string): Promise<void> {
    for (const { currency, net, tax } of await this.standingOf(orderId)) {
      if (net + tax === 0) continue;
      const lines = [{ account: REVENUE, debit: net }, { account: TAX_PAYABLE, debit: tax }, { account: RECEIVABLE, credit: net + tax }];
      await this.post({ key: `reversal:sale:${orderId}`, orderId, paymentId: null, currency }, lines);
    }
  }

  /**
   * The sale becomes smaller by what a refund left owing. Money that was returned because it was never due (paid twice, or for an order that
   * was cancelled) leaves nothing owing and needs no note. Comes after `bookRefund`.
   */
  async bookCreditNote({ orderId, paymentId, refundId, money, tax: knownTax }: CreditNote): Promise<void> {
    const standing = (await this.standingOf(orderId)).find(({ currency }) => currency === money.currency);
    const gross = standing ? Math.min(money.amount, standing.receivable, standing.net + standing.tax) : 0;
    if (!standing || gross <= 0) return;
    const { net, tax } = splitCreditNote(gross, standing, gross === money.amount ? knownTax : undefined);
    const lines = [{ account: REFUNDS, debit: net }, { account: TAX_PAYABLE, debit: tax }, { account: RECEIVABLE, credit: gross }];
    await this.post({ key: `credit:${refundId}`, orderId, paymentId, currency: money.currency }, lines);
  }

  /** `cumulative`: all that was captured for the payment, this included. */
  bookCapture(movement: Movement, cumulative: number): Promise<void> {
    return this.receive(`capture:${movement.paymentId}:${cumulative}`, movement);
  }

  bookRefund(movement: Movement, refundId: string): Promise<void> {
    return this.giveBack(`refund:${refundId}`, movement);
  }

  /** Money of a charge that another one had replaced: it is at the gateway, and it is not ours. */
  bookSurplus(movement: Movement, gatewayId: string): Promise<void> {
    return this.receive(`surplus:${gatewayId}`, movement);
  }

  /** False when it was booked before. */
  async bookSurplusReturn(movement: Movement, gatewayId: string): Promise<boolean> {
    try {
      await this.giveBack(`surplus-return:${gatewayId}`, movement);
      return true;
    } catch (error) {
      if (isDuplicateKey(error, 'payments_posting_key')) return false;
      throw error;
    }
  }

  bookDispute(movement: Movement, disputeId: string): Promise<void> {
    return this.transfer(`dispute:${disputeId}`, movement, DISPUTES, cashAt(movement.gateway));
  }

  bookDisputeWon(movement: Movement, disputeId: string): Promise<void> {
    return this.transfer(`dispute-won:${disputeId}`, movement, cashAt(movement.gateway), DISPUTES);
  }

  private receive(key: string, movement: Movement): Promise<void> {
    return this.transfer(key, movement, cashAt(movement.gateway), RECEIVABLE);
  }

  private giveBack(key: string, movement: Movement): Promise<void> {
    return this.transfer(key, movement, RECEIVABLE, cashAt(movement.gateway));
  }

  private transfer(key: string, { paymentId, orderId, money }: Movement, to: string, from: string): Promise<void> {
    const lines = [{ account: to, debit: money.amount }, { account: from, credit: money.amount }];
    return this.post({ key, orderId, paymentId, currency: money.currency }, lines);
  }

  /** What an order's customer owes, and what its sale still stands for. */
  private async standingOf(orderId: string): Promise<{ currency: string; receivable: number; net: number; tax: number }[]> {
    const rows = await this.database.query<{ currency: string; receivable: string; net: string; tax: string }>(
      `SELECT e.currency, SUM(IF(e.account = ?, e.debit - e.credit, 0)) AS receivable,
         SUM(IF(e.account IN (?), e.credit - e.debit, 0)) AS net, SUM(IF(e.account = ?, e.credit - e.debit, 0)) AS tax
       FROM payments_posting p JOIN payments_ledger_entry e ON e.posting_id = p.id WHERE p.order_id = ? GROUP BY e.currency`,
      [RECEIVABLE, [REVENUE, REFUNDS], TAX_PAYABLE, orderId],
    );
    return rows.map(({ currency, receivable, net, tax }) => ({
      ...{ currency, receivable: toInteger(receivable), net: toInteger(net), tax: toInteger(tax) },
    }));
  }

  private async post({ key, orderId, paymentId, currency }: Posting, lines: readonly Line[]): Promise<void> {
    this.database.requireTransaction();
    const entries = lines.map(({ account, debit = 0, credit = 0 }) => ({ account, debit, credit })).filter(({ debit, credit }) => debit + credit !== 0);
    const difference = entries.reduce((sum, { debit, credit }) => sum + debit - credit, 0);
    if (entries.length === 0 || difference !== 0) throw new Error(`Posting ${key} has ${entries.length} lines and is off by ${difference}`);
    const posting = this.database.repository(LedgerPosting).create({ postingKey: key, orderId, paymentId, createdAt: this.clock.now() });
    await this.database.repository(LedgerPosting).insert(posting);
    await this.database.repository(LedgerEntry).insert(entries.map((entry) => ({ ...entry, postingId: posting.id, currency })));
  }
}
