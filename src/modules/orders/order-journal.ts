import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { EXPIRED, predecessorsOf } from './order-status';
import type { OrderStatus } from './order-status';
import { OrderNudges } from './order-nudges';

export interface TransitionResult {
  /** False when the order was in that state already, or in one that does not lead there. */
  readonly changed: boolean;
  readonly status: OrderStatus;
}

export interface Because {
  readonly reason: string | null;
  readonly actor: string;
}

/** Who acts when nobody asked for it. */
export const SYSTEM = 'system';

/** What entering a state writes beside it; `?` are filled in order. */
const stamps: Partial<Record<OrderStatus, string>> = {
  paid: ', paid_at = ?, cancelled_at = NULL, cancel_reason = NULL',
  cancelled: ', cancelled_at = ?, cancel_reason = ?',
};

/** The reason alone proves nothing: a shopper may write the same word. The history says who it was. */
const BY_THE_CLOCK = `(cancel_reason = ? AND EXISTS (SELECT 1 FROM orders_history h
  WHERE h.order_id = orders_order.id AND h.version = orders_order.version AND h.actor = ?))`;

/** The one place where an order changes its state: a guarded UPDATE, and one line of history per version. */
@Injectable()
export class OrderJournal {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly nudges: OrderNudges,
  ) {}

  /** Undefined: no such order. No row matched: stale or duplicate, so nothing happens and the state is read again. */
  async transition(orderId: string, to: OrderStatus, because: Because): Promise<TransitionResult | undefined> {
    this.database.requireTransaction();
    const predecessors = predecessorsOf(to);
    const stamp = to === 'paid' ? [this.clock.now()] : to === 'cancelled' ? [this.clock.now(), because.reason] : [];
    const sql = `UPDATE orders_order SET status = ?, version = version + 1${stamps[to] ?? ''}
                 WHERE id = ? AND status IN (?) AND (status <> 'cancelled' OR ${BY_THE_CLOCK})`;
    const changed =
      predecessors.length > 0 && (await this.database.execute(sql, [to, ...stamp, orderId, predecessors, EXPIRED, SYSTEM])) === 1;
    if (changed) {
      await this.remember(orderId, because);
      return { changed, status: to };
    }
    const status = await this.statusOf(orderId);
    return status && { changed: false, status };
  }

  /** A step of the history that leaves the state as it is. */
  async note(orderId: string, because: Because): Promise<void> {
    this.database.requireTransaction();
    await this.database.execute('UPDATE orders_order SET version = version + 1 WHERE id = ?', [orderId]);
    await this.remember(orderId, because);
  }

  /** Writes the history line of the version that was just made. The row of the order is ours until the commit, so versions have no gaps. */
  async remember(orderId: string, { reason, actor }: Because): Promise<void> {
    const written = await this.database.execute(
      `INSERT INTO orders_history (order_id, version, from_status, to_status, reason, actor, created_at)
       SELECT o.id, o.version, h.to_status, o.status, ?, ?, ?
       FROM orders_order o LEFT JOIN orders_history h ON h.order_id = o.id AND h.version = o.version - 1 WHERE o.id = ?`,
      [reason, actor, this.clock.now(), orderId],
    );
    if (written !== 1) throw new Error(`The history of ${orderId} could not be written`);
    this.database.afterCommit(() => this.nudges.nudge(orderId));
  }

  async statusOf(orderId: string): Promise<OrderStatus | undefined> {
    const [row] = await this.database.query<{ status: OrderStatus }>('SELECT status FROM orders_order WHERE id = ?', [orderId]);
    return row?.status;
  }

  /** For people and for the events that lead to mails. */
  async numberOf(orderId: string): Promise<string> {
    const [row] = await this.database.query<{ number: string }>('SELECT number FROM orders_order WHERE id = ?', [orderId]);
    if (!row) throw new Error(`There is no order ${orderId}`);
    return row.number;
  }
}
