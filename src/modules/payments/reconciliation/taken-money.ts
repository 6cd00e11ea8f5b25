import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Money, toInteger } from '../../../platform/money';
import type { BookWindow } from '../compare-books';
import type { PaymentStatus } from '../payment.machine';

/** A payment that holds somebody's money. */
export interface HeldMoney {
  readonly paymentId: string;
  readonly orderId: string;
  readonly gateway: string | null;
  readonly gatewayId: string | null;
  readonly status: PaymentStatus;
  /** Captured, and neither returned, nor set aside for that, nor disputed. */
  readonly held: Money;
  /** Refunds that its gateway refused. */
  readonly failedRefunds: number;
  readonly changedAt: Date;
}

/** How an order stands in the books. */
export interface OrderInBooks {
  readonly captured: number;
  /** What the ledger says was sold. */
  readonly sold: number;
  /** What the customer owes; 0 for an order that is paid and done. */
  readonly receivable: number;
  /** The newest payment that a gateway has heard of. */
  readonly paymentId: string | null;
}

const PAGE = 200;

/** What the floor above needs to compare payments with orders, a page at a time. */
@Injectable()
export class TakenMoney {
  constructor(private readonly database: Database) {}

  /** Payments that hold money and last changed within the window, by id from `after` on. The last page is short of nothing: it is empty. */
  async held({ since, until }: Required<BookWindow>, after: string): Promise<readonly HeldMoney[]> {
    const rows = await this.database.query<
      Omit<HeldMoney, 'held' | 'failedRefunds'> & { amount: string; currency: string; failed: string }
    >(
      `SELECT id AS paymentId, order_id AS orderId, gateway, gateway_id AS gatewayId, status, captured - refunded - disputed AS amount, currency, updated_at AS changedAt,
         (SELECT COUNT(*) FROM payments_refund r WHERE r.payment_id = payments_payment.id AND r.surplus_of IS NULL AND r.state = 'failed') AS failed
       FROM payments_payment WHERE updated_at >= ? AND updated_at <= ? AND captured > refunded + disputed AND id > ? ORDER BY id LIMIT ${PAGE}`,
      [since, until, after],
    );
    return rows.map(({ amount, currency, failed, ...row }) => ({
      ...{ ...row, held: Money.of(toInteger(amount), currency), failedRefunds: toInteger(failed) },
    }));
  }

  /** Orders that the books have never heard of are absent. */
  async ofOrders(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderInBooks>> {
    if (orderIds.length === 0) return new Map();
    const payments = await this.database.query<{ order_id: string; captured: string; payment_id: string | null }>(
      `SELECT order_id, SUM(captured) AS captured, MAX(IF(attempt_id IS NULL, NULL, id)) AS payment_id FROM payments_payment
       WHERE order_id IN (?) GROUP BY order_id`,
      [orderIds],
    );
    const booked = await this.database.query<{ order_id: string; sold: string; receivable: string }>(
      `SELECT p.order_id, SUM(IF(e.account = 'receivable', e.debit - e.credit, 0)) AS receivable,
         SUM(IF(p.posting_key LIKE 'sale:%' AND e.account = 'receivable', e.debit, 0)) AS sold
       FROM payments_posting p JOIN payments_ledger_entry e ON e.posting_id = p.id WHERE p.order_id IN (?) GROUP BY p.order_id`,
      [orderIds],
    );
    const ledger = new Map(booked.map((row) => [row.order_id, row]));
    const taken = new Map(payments.map((row) => [row.order_id, row]));
    return new Map(
      [...new Set([...ledger.keys(), ...taken.keys()])].map((orderId) => [
        orderId,
        {
          ...{ captured: toInteger(taken.get(orderId)?.captured ?? 0), paymentId: taken.get(orderId)?.payment_id ?? null },
          ...{ sold: toInteger(ledger.get(orderId)?.sold ?? 0), receivable: toInteger(ledger.get(orderId)?.receivable ?? 0) },
        },
      ]),
    );
  }
}
