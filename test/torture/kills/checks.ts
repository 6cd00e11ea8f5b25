import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import { invariants } from '../../../src/invariants';
import type { Client } from '../../support/client';
import type { Story } from './story';

const OPEN_PAYMENTS = `SELECT id, status FROM payments_payment WHERE status IN ('processing', 'unknown')
  UNION ALL SELECT id, state FROM payments_refund WHERE state IN ('pending', 'unknown')`;
const POLL_MS = 250;

/** Looks at the database from outside, on a connection of its own that survives the death of the server. */
export class Checks {
  private connection: Connection | undefined;

  constructor(private readonly databaseUrl: string) {}

  async query<T>(sql: string, params: readonly string[] = []): Promise<T[]> {
    this.connection ??= await createConnection({ uri: this.databaseUrl, timezone: 'Z' });
    const [rows] = await this.connection.query(sql, [...params]);
    return rows as T[];
  }

  /** Closes the connection; the next look opens another one. */
  async forget(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    connection?.destroy();
  }

  async close(): Promise<void> {
    await this.connection?.end();
  }

  async broken(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { id, says, sql } of invariants) {
      const rows = await this.query(`SELECT * FROM (${sql}) violations LIMIT 3`);
      if (rows.length > 0) found.push(`${id} ${says}: ${JSON.stringify(rows)}`);
    }
    return found;
  }

  async openPayments(): Promise<readonly string[]> {
    return (await this.query<{ id: string; status: string }>(OPEN_PAYMENTS)).map(({ id, status }) => `${id} is still ${status}`);
  }
}

/** What is left of the trouble when the time is over; empty as soon as there is none. */
export async function until(limitMs: number, look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const left = await look();
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(POLL_MS);
  }
}

interface Totals {
  readonly orders: string;
  readonly sold: string;
  readonly captured: string | null;
  readonly refunded: string | null;
}

/** By counting rows: what stands in the database and in the bank's own book is what the clients were told, no more and no less. */
export async function wrongTotals(checks: Checks, variantId: string, stories: readonly Story[]): Promise<readonly string[]> {
  const [found] = await checks.query<Totals>(
    `SELECT COUNT(*) AS orders, SUM(o.status IN ('paid', 'fulfilled', 'part_refunded')) AS sold, SUM(book.captured) AS captured, SUM(book.refunded) AS refunded
     FROM orders_order o JOIN orders_line l ON l.order_id = o.id AND l.variant_id = ?
     LEFT JOIN (SELECT p.order_id, SUM(IF(e.account = 'merchant', e.credit, 0)) AS captured, SUM(IF(e.account = 'merchant', e.debit, 0)) AS refunded
                FROM payments_payment p JOIN payments_sandbox_charge c ON c.reference = p.id
                JOIN payments_sandbox_entry e ON e.charge_id = c.id GROUP BY p.order_id) book ON book.order_id = o.id`,
    [variantId],
  );
  const expected = stories.map((story) => story.ending());
  const sum = (key: 'orders' | 'sold' | 'captured' | 'refunded'): number => expected.reduce((total, ending) => total + ending[key], 0);
  return (['orders', 'sold', 'captured', 'refunded'] as const).flatMap((key) => {
    const there = Number(found?.[key] ?? 0);
    return there === sum(key) ? [] : [`there should be ${key} ${sum(key)}, and there are ${there}`];
  });
}

/** On hand is what came less what was sold; and nothing is reserved any more. */
export async function wrongStock(checks: Checks, variantId: string, onHand: number, sold: number): Promise<readonly string[]> {
  const [stock] = await checks.query<{ on_hand: number; reserved: number }>(
    'SELECT on_hand, reserved FROM inventory_stock WHERE variant_id = ?',
    [variantId],
  );
  const right = stock?.on_hand === onHand - sold && stock.reserved === 0;
  return right ? [] : [`on hand should be ${onHand - sold} with nothing reserved, and is ${JSON.stringify(stock)}`];
}

/** Every order that a client was told of is there, as the client was told. */
export async function lostOrders(client: Client, stories: readonly Story[]): Promise<readonly string[]> {
  const told = stories.flatMap(({ order }) => (order ? [order] : []));
  const lost = await Promise.all(
    told.map(async (order) => {
      const { status, body } = await client
        .with({ 'x-order-token': order.token ?? '' })
        .get<{ number: string; total: { amount: number; currency: string } }>(`/v1/orders/${order.id}`);
      const same =
        status === 200 &&
        body.number === order.number &&
        body.total.amount === order.total.amount &&
        body.total.currency === order.total.currency;
      return same ? [] : [`the acknowledged order ${order.id} is ${status} ${JSON.stringify(body)} now`];
    }),
  );
  return lost.flat();
}
