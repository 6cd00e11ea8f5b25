import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database, isAscii } from '../../platform/database';
import { inOrder } from '../../platform/in-order';
import { Money, toInteger } from '../../platform/money';
import { hashToken } from '../../platform/random';
import type { Caller } from '../auth';
import { Fulfilment, FulfilmentLine } from './fulfilment.entity';
import { OrderSecrets } from './order-secrets';
import type { OrderStatus } from './order-status';
import { orderView } from './order-view';
import type { OrderSummary, OrderView } from './order-view';
import { Order, OrderHistory, OrderLine } from './order.entity';
import { OrderRefund, OrderRefundLine } from './refund.entity';

export interface OrderFilter {
  readonly customerId?: string;
  readonly status?: OrderStatus;
  readonly email?: string;
  readonly number?: string;
  readonly createdGte?: Date;
  readonly createdLte?: Date;
}

/** The last row of the page before. */
export interface OrderPosition {
  readonly placedAt: Date;
  readonly id: string;
}

export interface Condition {
  readonly sql: string;
  readonly params: readonly unknown[];
}

const ANY: Condition = { sql: 'TRUE', params: [] };

interface SummaryRow {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly customerId: string | null;
  readonly email: string;
  readonly currency: string;
  readonly grandTotal: string | number;
  readonly placedAt: Date;
}

/** Reads orders; who may see which stands in the WHERE. */
@Injectable()
export class OrderReader {
  constructor(
    private readonly database: Database,
    private readonly secrets: OrderSecrets,
  ) {}

  /** By account, or by the token that the guest was given. */
  async ownedBy(orderId: string, caller: Caller): Promise<boolean> {
    const owner = ownerCondition(caller);
    return (
      (await this.database.query(`SELECT id FROM orders_order WHERE id = ? AND ${owner.sql}`, [orderId, ...owner.params])).length === 1
    );
  }

  /** For its owner; null also when it is somebody else's. */
  findOwned(orderId: string, caller: Caller): Promise<OrderView | null> {
    return this.find(orderId, ownerCondition(caller));
  }

  async exists(orderId: string): Promise<boolean> {
    return (await this.database.query('SELECT id FROM orders_order WHERE id = ?', [orderId])).length === 1;
  }

  /** One order from a few flat reads; most have neither parcels nor refunds, which costs nothing to know. */
  async find(orderId: string, condition: Condition = ANY): Promise<OrderView | null> {
    const [orders, orderLines] = [this.database.flatOf(Order), this.database.flatOf(OrderLine)];
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT ${orders.select('own')}, ${orderLines.select('line', 'line_')},
         EXISTS (SELECT 1 FROM orders_fulfilment f WHERE f.order_id = own.id) AS hasFulfilments,
         EXISTS (SELECT 1 FROM orders_refund r WHERE r.order_id = own.id) AS hasRefunds
       FROM orders_order own LEFT JOIN orders_line line ON line.order_id = own.id
       WHERE own.id = ? AND ${condition.sql}`,
      [orderId, ...condition.params],
    );
    const [row] = rows;
    if (!row) return null;
    const order = orders.read(row);
    const found = rows.filter((line) => line['line_id'] !== null).map((line) => orderLines.read(line, 'line_'));
    const lines = inOrder(found, ({ position }) => position);
    const history = await this.database.find(OrderHistory, 'order_id = ? ORDER BY version', [orderId]);
    const fulfilments =
      Number(row['hasFulfilments']) === 1 ? await this.database.find(Fulfilment, 'order_id = ? ORDER BY id', [orderId]) : [];
    const refunds = Number(row['hasRefunds']) === 1 ? await this.database.find(OrderRefund, 'order_id = ? ORDER BY id', [orderId]) : [];
    const returned = await this.linesReturned(refunds.map((refund) => refund.id));
    const sent = await this.linesSent(fulfilments.map((fulfilment) => fulfilment.id));
    return orderView(
      { order, lines, history, fulfilments, sent, refunds, returned },
      {
        email: this.secrets.open(order.email),
        shippingAddress: this.secrets.openAddress(order.shippingAddress),
        billingAddress: this.secrets.openAddress(order.billingAddress),
      },
    );
  }

  /** The newest first. */
  async page(filter: OrderFilter, after: OrderPosition | undefined, limit: number): Promise<readonly OrderSummary[]> {
    const conditions = this.conditions(filter);
    if (after) {
      conditions.push({ sql: '(placed_at < ? OR (placed_at = ? AND id < ?))', params: [after.placedAt, after.placedAt, after.id] });
    }
    const rows = await this.database.query<SummaryRow>(
      `SELECT id, number, status, customer_id AS customerId, email, currency, grand_total AS grandTotal, placed_at AS placedAt
       FROM orders_order ${where(conditions)} ORDER BY placed_at DESC, id DESC LIMIT ?`,
      [...conditions.flatMap((condition) => condition.params), limit],
    );
    const counts = await this.itemCounts(rows.map((row) => row.id));
    return rows.map(({ currency, grandTotal, email, ...row }) => ({
      ...row,
      email: this.secrets.open(email),
      total: Money.of(toInteger(grandTotal), currency),
      itemCount: counts.get(row.id) ?? 0,
    }));
  }

  async count(filter: OrderFilter): Promise<number> {
    const conditions = this.conditions(filter);
    const [row] = await this.database.query<{ total: string }>(
      `SELECT COUNT(*) AS total FROM orders_order ${where(conditions)}`,
      conditions.flatMap((condition) => condition.params),
    );
    return toInteger(row?.total);
  }

  private conditions({ customerId, status, email, number, createdGte, createdLte }: OrderFilter): Condition[] {
    const condition = (sql: string, value: unknown): Condition[] => (value === undefined ? [] : [{ sql, params: [value] }]);
    return [
      ...condition('customer_id = ?', customerId),
      ...condition('status = ?', status),
      ...condition('email_hash = ?', email === undefined ? undefined : this.secrets.emailHash(email)),
      ...(number === undefined || isAscii(number) ? condition('number = ?', number) : [{ sql: 'FALSE', params: [] }]),
      ...condition('placed_at >= ?', createdGte),
      ...condition('placed_at <= ?', createdLte),
    ];
  }

  private async itemCounts(orderIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (orderIds.length === 0) return new Map();
    const rows = await this.database.query<{ orderId: string; items: string }>(
      'SELECT order_id AS orderId, SUM(quantity) AS items FROM orders_line WHERE order_id IN (?) GROUP BY order_id',
      [orderIds],
    );
    return new Map(rows.map((row) => [row.orderId, toInteger(row.items)]));
  }

  private async linesReturned(refundIds: readonly string[]): Promise<readonly OrderRefundLine[]> {
    if (refundIds.length === 0) return [];
    return this.database.repository(OrderRefundLine).find({ where: { refundId: In([...refundIds]) }, order: { lineId: 'ASC' } });
  }

  private async linesSent(fulfilmentIds: readonly string[]): Promise<readonly FulfilmentLine[]> {
    if (fulfilmentIds.length === 0) return [];
    return this.database.repository(FulfilmentLine).find({ where: { fulfilmentId: In([...fulfilmentIds]) }, order: { lineId: 'ASC' } });
  }
}

/** By account, or by the token that the guest was given. */
export function ownerCondition(caller: Caller): Condition {
  const owners: Condition[] = [];
  if (caller.accountId !== undefined) owners.push({ sql: 'customer_id = ?', params: [caller.accountId] });
  if (caller.orderToken !== undefined) owners.push({ sql: 'token_hash = ?', params: [hashToken(caller.orderToken)] });
  if (owners.length === 0) return { sql: 'FALSE', params: [] };
  return { sql: `(${owners.map((owner) => owner.sql).join(' OR ')})`, params: owners.flatMap((owner) => owner.params) };
}

function where(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.map((condition) => condition.sql).join(' AND ')}`;
}
