import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { NotFound } from '../../platform/http';
import { formatMoney, Money, toInteger } from '../../platform/money';
import { OrderJournal } from './order-journal';
import type { Because, TransitionResult } from './order-journal';
import { refundableStatuses, soldStatuses } from './order-status';
import { Order, OrderLine } from './order.entity';
import { IllegalOrderTransition, RefundExceedsOrder } from './orders.errors';
import { OrderRefunded } from './orders.events';
import { OrderRefund, OrderRefundLine } from './refund.entity';
import { planRefund } from './refund-plan';
import type { RefundPlan, RefundWish } from './refund-plan';

/** A refund that the payments have begun. */
export interface BegunRefund {
  readonly refundId: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly restock: boolean;
  readonly reason: string | null;
  readonly actor: string;
}

/** What checkout has to do once the money is back. `sold`: the order is still a sale, only a smaller one. */
export interface SettledRefund {
  readonly sold: boolean;
  readonly currency: string;
  readonly net: number;
  readonly tax: number;
  readonly restock: readonly { readonly variantId: string; readonly quantity: number }[];
}

/** What goes back of an order, by line. Everything here needs the order's lock. */
@Injectable()
export class OrderRefunds {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly journal: OrderJournal,
    private readonly events: Events,
  ) {}

  /** @throws IllegalOrderTransition unless goods or money of the order can go back; NothingToRefund, RefundExceedsOrder */
  async plan(orderId: string, wish: RefundWish, refundable: number): Promise<RefundPlan> {
    const order = await this.database.repository(Order).findOneByOrFail({ id: orderId });
    if (!refundableStatuses.includes(order.status)) throw new IllegalOrderTransition(orderId, order.status, 'refunded');
    return this.planOf(order, wish, refundable);
  }

  /** Money alone, whatever became of the order; what was never sold holds no tax. */
  async planMoney(orderId: string, amount: number, wasSold: boolean): Promise<RefundPlan> {
    const order = await this.database.repository(Order).findOneByOrFail({ id: orderId });
    const taxed = wasSold || refundableStatuses.includes(order.status);
    return taxed
      ? this.planOf(order, { amount }, amount)
      : { lines: [], shipping: 0, withShipping: false, adjustment: amount, amount, tax: 0 };
  }

  async record(refund: BegunRefund, plan: RefundPlan): Promise<void> {
    this.database.requireTransaction();
    const { refundId, orderId, paymentId, restock, reason, actor } = refund;
    const { lines, shipping, withShipping, adjustment, amount, tax } = plan;
    for (const line of lines) await this.takeUnits(orderId, line);
    if (withShipping) await this.takeShipping(orderId);
    await this.database.repository(OrderRefund).insert({
      ...{ id: refundId, orderId, paymentId, amount, tax, shipping, withShipping, adjustment, restock, state: 'pending' },
      ...{ reason: reason?.slice(0, 200) ?? null, actor, createdAt: this.clock.now(), settledAt: null },
    });
    if (lines.length > 0) await this.database.repository(OrderRefundLine).insert(lines.map((line) => ({ refundId, ...line })));
  }

  /** The money is back. Null for a refund that was not begun here, or is settled already. */
  async succeed(refundId: string, complete: boolean): Promise<SettledRefund | null> {
    const refund = await this.settle(refundId, 'succeeded');
    if (!refund) return null;
    const { orderId, amount, tax, actor } = refund;
    const order = await this.database.repository(Order).findOneByOrFail({ id: orderId });
    const sold = soldStatuses.includes(order.status);
    const money = formatMoney(Money.of(amount, order.currency));
    if (sold) await this.moveOrder(orderId, complete, { reason: `${money} refunded`, actor });
    return { sold, currency: order.currency, net: amount - tax, tax, restock: sold && refund.restock ? await this.goodsOf(refundId) : [] };
  }

  /** The money did not go back: its units and its shipping can be refunded again. */
  async fail(refundId: string): Promise<void> {
    const refund = await this.settle(refundId, 'failed');
    if (!refund) return;
    await this.database.execute(
      `UPDATE orders_line l JOIN orders_refund_line r ON r.line_id = l.id
       SET l.refunded = l.refunded - r.quantity, l.withdrawn = GREATEST(0, l.withdrawn - r.withdrawn), l.refunded_amount = l.refunded_amount - r.amount WHERE r.refund_id = ?`,
      [refundId],
    );
    if (refund.withShipping) await this.database.execute('UPDATE orders_order SET shipping_refunded = 0 WHERE id = ?', [refund.orderId]);
  }

  /** A cancelled order stays cancelled; its payments tell what went back. Every further part is a step of the history too. */
  async moveOrder(orderId: string, complete: boolean, because: Because): Promise<TransitionResult> {
    const result = await this.journal.transition(orderId, complete ? 'refunded' : 'part_refunded', because);
    if (!result) throw new NotFound('order');
    const another = !result.changed && !complete && result.status === 'part_refunded';
    if (another) await this.journal.note(orderId, because);
    if (result.changed || another)
      await this.events.publish(OrderRefunded, { orderId, number: await this.journal.numberOf(orderId), complete });
    return result;
  }

  private async planOf(order: Order, wish: RefundWish, refundable: number): Promise<RefundPlan> {
    const lines = await this.database.repository(OrderLine).find({ where: { orderId: order.id }, order: { position: 'ASC' } });
    return planRefund({ order, lines, back: await this.back(order.id), refundable }, wish);
  }

  private async takeUnits(orderId: string, { lineId, quantity, withdrawn, amount }: RefundPlan['lines'][number]): Promise<void> {
    const matched = await this.database.execute(
      `UPDATE orders_line SET refunded = refunded + ?, withdrawn = withdrawn + ?, refunded_amount = refunded_amount + ?
       WHERE id = ? AND order_id = ? AND refunded + ? <= quantity AND fulfilled + withdrawn + ? <= quantity AND refunded_amount + ? <= total`,
      [quantity, withdrawn, amount, lineId, orderId, quantity, withdrawn, amount],
    );
    if (matched !== 1) throw new RefundExceedsOrder([{ lineId, requested: quantity, open: 0 }], false);
  }

  private async takeShipping(orderId: string): Promise<void> {
    const matched = await this.database.execute('UPDATE orders_order SET shipping_refunded = 1 WHERE id = ? AND shipping_refunded = 0', [
      orderId,
    ]);
    if (matched !== 1) throw new RefundExceedsOrder([], true);
  }

  private async settle(refundId: string, state: 'succeeded' | 'failed'): Promise<OrderRefund | null> {
    const matched = await this.database.execute(`UPDATE orders_refund SET state = ?, settled_at = ? WHERE id = ? AND state = 'pending'`, [
      ...[state, this.clock.now(), refundId],
    ]);
    return matched === 1 ? this.database.repository(OrderRefund).findOneBy({ id: refundId }) : null;
  }

  private async back(orderId: string): Promise<{ amount: number; tax: number }> {
    const [row] = await this.database.query<{ amount: string; tax: string }>(
      `SELECT COALESCE(SUM(amount), 0) AS amount, COALESCE(SUM(tax), 0) AS tax FROM orders_refund WHERE order_id = ? AND state <> 'failed'`,
      [orderId],
    );
    return { amount: toInteger(row?.amount), tax: toInteger(row?.tax) };
  }

  private async goodsOf(refundId: string): Promise<{ variantId: string; quantity: number }[]> {
    const rows = await this.database.query<{ variantId: string; quantity: string }>(
      `SELECT l.variant_id AS variantId, SUM(r.quantity) AS quantity FROM orders_refund_line r JOIN orders_line l ON l.id = r.line_id
       WHERE r.refund_id = ? GROUP BY l.variant_id ORDER BY l.variant_id`,
      [refundId],
    );
    return rows.map(({ variantId, quantity }) => ({ variantId, quantity: toInteger(quantity) }));
  }
}
