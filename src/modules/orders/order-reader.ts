import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../../platform/database';
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

interface Condition {
  readonly sql: string;
  readonly params: readonly unknown[];
}

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
    const owners: Condition[] = [];
    if (caller.accountId !== undefined) owners.push({ sql: 'customer_id = ?', params: [caller.accountId] });
    if (caller.orderToken !== undefined) owners.push({ sql: 'token_hash = ?', params: [hashToken(caller.orderToken)] });
    if (owners.length === 0) return false;
    const sql = `SELECT id FROM orders_order WHERE id = ? AND (${owners.map((owner) => owner.sql).join(' OR ')})`;
    const rows = await this.database.query(sql, [orderId, ...owners.flatMap((owner) => owner.params)]);
    return rows.length === 1;
  }

  async exists(orderId: string): Promise<boolean> {
    return (await this.database.query('SELECT id FROM orders_order WHERE id = ?', [orderId])).length === 1;
  }

  /** One order from a few flat reads. */
  async find(orderId: string): Promise<OrderView | null> {
    const order = await this.database.repository(Order).findOneBy({ id: orderId });
    if (!order) return null;
    const lines = await this.database.repository(OrderLine).find({ where: { orderId }, order: { position: 'ASC' } });
    const history = await this.database.repository(OrderHistory).find({ where: { orderId }, order: { version: 'ASC' } });
    const fulfilments = await this.database.repository(Fulfilment).find({ where: { orderId }, order: { id: 'ASC' } });
    const refunds = await this.database.repository(OrderRefund).find({ where: { orderId }, order: { id: 'ASC' } });
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
      ...condition('number = ?', number),
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

function where(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.map((condition) => condition.sql).join(' AND ')}`;
}
