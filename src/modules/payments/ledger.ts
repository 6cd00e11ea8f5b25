import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { toInteger } from '../../platform/money';
import type { PaymentDispute } from './dispute.entity';
import type { Payment, PaymentRefund } from './payments.entity';

/** What customers owe us for their orders. */
const RECEIVABLE = 'receivable';
/** What was taken twice and belongs back. */
const OWED = 'owed_to_customers';
const REVENUE = 'revenue';
const TAX = 'tax_payable';
const REFUNDS = 'refunds';
const DISPUTES = 'disputes';
/** Money that a gateway holds for us until it pays out. */
const cashAt = (gateway: string): string => `cash_at_gateway:${gateway}`;

/** Whose money is booked, and which gateway holds it. */
export type BookedPayment = Pick<Payment, 'id' | 'orderId' | 'currency'> & { readonly gateway: string };

export interface BookedSale {
  readonly orderId: string;
  readonly currency: string;
  readonly net: number;
  readonly tax: number;
}

interface About {
  readonly paymentId: string | null;
  readonly orderId: string;
  readonly currency: string;
}
interface Posting extends About {
  readonly postingKey: string;
  readonly lines: readonly { readonly account: string; readonly debit: number; readonly credit: number }[];
}
type Side = readonly [account: string, amount: number];

/** Append-only double entry. A booking is never changed: what was wrong is put right by another one. */
@Injectable()
export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async bookSale({ net, tax, ...sale }: BookedSale): Promise<void> {
    await this.post(
      `sale:${sale.orderId}`,
      { ...sale, paymentId: null },
      [[RECEIVABLE, net + tax]],
      [
        [REVENUE, net],
        [TAX, tax],
      ],
    );
  }

  /** Money of a sold order goes back: the sale gets smaller by that much. */
  async bookCreditNote({ net, tax, refundId, ...sale }: BookedSale & { readonly refundId: string }): Promise<void> {
    await this.post(
      `credit:${refundId}`,
      { ...sale, paymentId: null },
      [
        [REFUNDS, net],
        [TAX, tax],
      ],
      [[RECEIVABLE, net + tax]],
    );
  }

  /** A paid order is cancelled. Nothing happens where no sale was booked: there was nothing to pay. */
  async reverseSale(orderId: string): Promise<void> {
    const lines = await this.database.query<{ account: string; debit: string; credit: string; currency: string }>(
      `SELECT e.account, e.debit, e.credit, e.currency FROM payments_posting p JOIN payments_ledger_entry e ON e.posting_id = p.id WHERE p.posting_key = ?`,
      [`sale:${orderId}`],
    );
    const side = (name: 'debit' | 'credit'): Side[] => lines.map((line) => [line.account, toInteger(line[name])]);
    const about = { orderId, paymentId: null, currency: lines[0]?.currency ?? '' };
    await this.post(`reversal:sale:${orderId}`, about, side('credit'), side('debit'));
  }

  /** Whether a sale of the order was booked, be it reversed by now. */
  async wasSold(orderId: string): Promise<boolean> {
    return (await this.database.query('SELECT id FROM payments_posting WHERE posting_key = ?', [`sale:${orderId}`])).length > 0;
  }

  async bookCapture(payment: BookedPayment, cumulative: number, amount: number): Promise<void> {
    const key = `capture:${payment.id}:${cumulative}`;
    await this.post(key, aboutPayment(payment), [[cashAt(payment.gateway), amount]], [[RECEIVABLE, amount]]);
  }

  async bookRefund(payment: Payment, { id, gateway, amount }: PaymentRefund): Promise<void> {
    await this.post(`refund:${id}`, aboutPayment(payment), [[RECEIVABLE, amount]], [[cashAt(gateway), amount]]);
  }

  async bookSurplus(payment: BookedPayment, attemptId: string, cumulative: number, amount: number): Promise<void> {
    const key = `surplus:${attemptId}:${cumulative}`;
    await this.post(key, aboutPayment(payment), [[cashAt(payment.gateway), amount]], [[OWED, amount]]);
  }

  async bookSurplusReturn(payment: Payment, { id, gateway, amount }: PaymentRefund): Promise<void> {
    await this.post(`refund:${id}`, aboutPayment(payment), [[OWED, amount]], [[cashAt(gateway), amount]]);
  }

  async bookDispute(payment: Payment, { id, gateway, amount }: PaymentDispute): Promise<void> {
    await this.post(`dispute:${id}`, aboutPayment(payment), [[DISPUTES, amount]], [[cashAt(gateway), amount]]);
  }

  async bookDisputeWon(payment: Payment, { id, gateway, amount }: PaymentDispute): Promise<void> {
    await this.post(`dispute-won:${id}`, aboutPayment(payment), [[cashAt(gateway), amount]], [[DISPUTES, amount]]);
  }

  /** The unique posting key makes a second booking of the same movement fail, together with whatever led to it. */
  private async post(postingKey: string, about: About, debits: readonly Side[], credits: readonly Side[]): Promise<void> {
    this.database.requireTransaction();
    const { paymentId, orderId, currency } = about;
    const lines = [
      ...debits.map(([account, debit]) => ({ account, debit, credit: 0 })),
      ...credits.map(([account, credit]) => ({ account, debit: 0, credit })),
    ].filter(({ debit, credit }) => debit !== 0 || credit !== 0);
    const difference = lines.reduce((sum, { debit, credit }) => sum + debit - credit, 0);
    if (difference !== 0) throw new Error(`Posting ${postingKey} is off by ${difference}`);
    if (lines.length === 0) return;
    this.database.beforeCommit({ postingKey, paymentId, orderId, currency, lines }, this.write);
  }

  /** All postings of a unit of work in two statements, at its end: nothing of it is waited for. */
  private readonly write = async (postings: readonly Posting[]): Promise<void> => {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO payments_posting (posting_key, payment_id, order_id, created_at) VALUES ${postings.map(() => '(?, ?, ?, ?)').join(', ')}`,
      postings.flatMap(({ postingKey, paymentId, orderId }) => [postingKey, paymentId, orderId, now]),
    );
    const entries = postings.flatMap(({ postingKey, currency, lines }) => lines.map((line) => ({ ...line, postingKey, currency })));
    await this.database.execute(
      `INSERT INTO payments_ledger_entry (posting_id, account, debit, credit, currency)
       VALUES ${entries.map(() => '((SELECT id FROM payments_posting WHERE posting_key = ?), ?, ?, ?, ?)').join(', ')}`,
      entries.flatMap(({ postingKey, account, debit, credit, currency }) => [postingKey, account, debit, credit, currency]),
    );
  };
}

function aboutPayment({ id: paymentId, orderId, currency }: Pick<Payment, 'id' | 'orderId' | 'currency'>): About {
  return { paymentId, orderId, currency };
}
