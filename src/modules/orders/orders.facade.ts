import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import type { LentValue } from '../../platform/database';
import { Events } from '../../platform/events';
import { groupBy } from '../../platform/group-by';
import { NotFound } from '../../platform/http';
import { toInteger } from '../../platform/money';
import type { Caller } from '../auth';
import { OrderDigests } from './order-digests';
import type { OrderDigest } from './order-digests';
import type { OrderDraft } from './order-draft';
import { OrderJournal, SYSTEM } from './order-journal';
import type { TransitionResult } from './order-journal';
import { OrderReader, ownerCondition } from './order-reader';
import type { Condition } from './order-reader';
import { EXPIRED, soldStatuses } from './order-status';
import type { OrderStatus } from './order-status';
import type { OrderView } from './order-view';
import { OrderCancelled, OrderPaid } from './orders.events';
import { PlaceOrder } from './place-order';
import type { PlacedOrder } from './place-order';
import { OrderRefunds } from './refunds.service';

export interface OrderReference {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly customerId: string | null;
}

export interface SoldLine {
  readonly variantId: string;
  readonly quantity: number;
}

/** A product that an order has sold. */
export interface OrderSale {
  readonly productId: string;
  readonly units: number;
  readonly paidAt: Date;
}

/** What an order is worth, in whole minor units, and where it stands. */
export interface OrderAmounts {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly currency: string;
  /** What is charged; `tax` is part of it. */
  readonly gross: number;
  readonly tax: number;
  readonly placedAt: Date;
}

/** For the ledger. */
export interface OrderWorth {
  readonly currency: string;
  readonly net: number;
  readonly tax: number;
}

/** An order whose row is ours until the commit: what it is worth never changes. */
export interface LockedOrder {
  readonly id: string;
  readonly status: OrderStatus;
  readonly number: string;
  readonly worth: OrderWorth;
}

/** What other modules may ask of the order book, in plain values. Changes need a transaction. */
@Injectable()
export class OrdersFacade {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly placing: PlaceOrder,
    private readonly journal: OrderJournal,
    private readonly reader: OrderReader,
    private readonly digests: OrderDigests,
    private readonly refunds: OrderRefunds,
  ) {}

  /** @throws OrderAlreadyPlaced when the cart became an order before: see `findByCart` */
  create(draft: OrderDraft): Promise<PlacedOrder> {
    return this.placing.create(draft);
  }

  async findByCart(cartId: string): Promise<OrderReference | null> {
    const [row] = await this.database.query<OrderReference>(
      'SELECT id, number, status, customer_id AS customerId FROM orders_order WHERE cart_id = ?',
      [cartId],
    );
    return row ?? null;
  }

  /**
   * From waiting for payment, and from cancelled when only the clock cancelled it: then the goods must be claimed again, and the order
   * cancelled again when they are gone. Not changed and `cancelled`: the money has to go back.
   */
  async markPaid(orderId: string, locked?: LockedOrder): Promise<TransitionResult & { readonly worth?: OrderWorth }> {
    const result = await this.move(orderId, 'paid', 'payment received', SYSTEM);
    if (!result.changed) return result;
    const { number, worth } = locked ?? (await this.lock(orderId));
    await this.events.publish(OrderPaid, { orderId, number });
    return { ...result, worth };
  }

  /**
   * From waiting for payment or paid, until goods are sent. With the reason `expired` late money may still revive it, and nothing was sold: that is
   * for the clock to say, so a person who writes this word is quoted.
   */
  async cancel(orderId: string, reason: string, actor: string = SYSTEM): Promise<TransitionResult> {
    const said = actor !== SYSTEM && soundsLike(EXPIRED, reason) ? `"${reason.slice(0, LONGEST_QUOTED)}"` : reason;
    const result = await this.move(orderId, 'cancelled', said, actor);
    if (result.changed) await this.events.publish(OrderCancelled, { orderId, number: await this.journal.numberOf(orderId), reason: said });
    return result;
  }

  /** A cancelled order stays cancelled; its payments tell what went back. */
  markRefunded(orderId: string, complete: boolean, reason: string, actor: string = SYSTEM): Promise<TransitionResult> {
    return this.refunds.moveOrder(orderId, complete, { reason, actor });
  }

  /** Without asking who wants to know: see `ownedBy`. */
  get(orderId: string): Promise<OrderView | null> {
    return this.reader.find(orderId);
  }

  /** What letters say of them; in the same way. */
  digestsOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderDigest>> {
    return this.digests.of(orderIds);
  }

  /** By account, or by the order's token. Staff own nothing: ask for a permission instead. */
  ownedBy(orderId: string, caller: Caller): Promise<boolean> {
    return this.reader.ownedBy(orderId, caller);
  }

  /**
   * Waits for the order's row and keeps it until the commit. Whoever moves an order's money or goods starts here, so that they queue.
   * @throws NotFound
   */
  async lock(orderId: string): Promise<LockedOrder> {
    const order = await this.lockWhere({ sql: '?', params: [orderId] }, { sql: 'TRUE', params: [] });
    if (!order) throw new NotFound('order');
    return order;
  }

  /** As `lock`, of an order that another module knows of; null when the caller does not own such an order. */
  lockOwned(orderId: LentValue, caller: Caller): Promise<LockedOrder | null> {
    return this.lockWhere(orderId, ownerCondition(caller));
  }

  /** @throws NotFound */
  async current(orderId: string): Promise<{ readonly status: OrderStatus }> {
    const status = await this.journal.statusOf(orderId);
    if (status === undefined) throw new NotFound('order');
    return { status };
  }

  /** What was sold, for putting it back on the shelf. */
  async linesOf(orderId: string): Promise<readonly SoldLine[]> {
    const rows = await this.database.query<{ variantId: string; sold: string }>(
      'SELECT variant_id AS variantId, SUM(quantity) AS sold FROM orders_line WHERE order_id = ? GROUP BY variant_id ORDER BY variant_id',
      [orderId],
    );
    return rows.map(({ variantId, sold }) => ({ variantId, quantity: toInteger(sold) }));
  }

  /** Which products the orders have sold, and when; those that are not paid are absent. */
  async salesOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly OrderSale[]>> {
    if (orderIds.length === 0) return new Map();
    const rows = await this.database.query<{ orderId: string; productId: string; units: string; paidAt: Date }>(
      `SELECT o.id AS orderId, l.product_id AS productId, SUM(l.quantity) AS units, o.paid_at AS paidAt
         FROM orders_order o JOIN orders_line l ON l.order_id = o.id
        WHERE o.id IN (?) AND o.paid_at IS NOT NULL GROUP BY o.id, l.product_id, o.paid_at`,
      [orderIds],
    );
    return groupBy(
      rows.map((row) => ({ ...row, units: toInteger(row.units) })),
      ({ orderId }) => orderId,
    );
  }

  /** Orders that do not exist are absent. */
  async amountsOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderAmounts>> {
    const found = orderIds.length === 0 ? [] : await this.amountsWhere('id IN (?)', [[...orderIds]]);
    return new Map(found.map((order) => [order.orderId, order]));
  }

  /** Orders that were sold for more than nothing and placed since then, by id from `after` on. */
  soldSince(since: Date, after: string, limit: number): Promise<readonly OrderAmounts[]> {
    const where = 'status IN (?) AND placed_at >= ? AND id > ? AND grand_total > 0 ORDER BY id LIMIT ?';
    return this.amountsWhere(where, [[...soldStatuses], since, after, limit]);
  }

  private async amountsWhere(where: string, params: readonly unknown[]): Promise<readonly OrderAmounts[]> {
    const rows = await this.database.query<Omit<OrderAmounts, 'gross' | 'tax'> & { gross: string; tax: string }>(
      `SELECT id AS orderId, status, currency, grand_total AS gross, tax_total AS tax, placed_at AS placedAt FROM orders_order WHERE ${where}`,
      params,
    );
    return rows.map((row) => ({ ...row, gross: toInteger(row.gross), tax: toInteger(row.tax) }));
  }

  private async lockWhere(orderId: LentValue, condition: Condition): Promise<LockedOrder | null> {
    this.database.requireTransaction();
    const [row] = await this.database.query<{
      id: string;
      status: OrderStatus;
      number: string;
      currency: string;
      gross: string;
      tax: string;
    }>(
      `SELECT id, status, number, currency, grand_total AS gross, tax_total AS tax FROM orders_order
       WHERE id = ${orderId.sql} AND ${condition.sql} FOR UPDATE`,
      [...orderId.params, ...condition.params],
    );
    if (!row) return null;
    const { id, status, number, currency } = row;
    const tax = toInteger(row.tax);
    return { id, status, number, worth: { currency, net: toInteger(row.gross) - tax, tax } };
  }

  private async move(orderId: string, to: OrderStatus, reason: string, actor: string): Promise<TransitionResult> {
    const result = await this.journal.transition(orderId, to, { reason, actor });
    if (!result) throw new NotFound('order');
    return result;
  }
}

/** A reason has 200 characters at most, its quotation marks included. */
const LONGEST_QUOTED = 198;

/** To the database, which cares for neither capitals nor accents nor spaces at the end. */
function soundsLike(word: string, text: string): boolean {
  return text.trim().localeCompare(word, 'en', { sensitivity: 'base' }) === 0;
}
