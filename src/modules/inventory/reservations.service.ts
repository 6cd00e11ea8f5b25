import { Injectable } from '@nestjs/common';
import { ChangedSinceRead, Database, isDuplicateKey } from '../../platform/database';
import { newId } from '../../platform/ids';
import { toInteger } from '../../platform/money';
import { AlreadyReserved, OutOfStock, RestockExceedsSold } from './inventory.errors';
import type { Shortage } from './inventory.errors';
import type { ReservationState } from './inventory.entity';
import { quantityOfRow, sumPerVariant, variantIds } from './quantities';
import type { VariantQuantity } from './quantities';
import { StockTable } from './stock-table';
import type { Effect } from './stock-table';

const ACTOR = 'system';

interface ReservedLine extends VariantQuantity {
  readonly state: ReservationState;
}

/** Promises of goods to orders. Always in the caller's transaction; stock is touched before reservations, as everywhere. */
@Injectable()
export class Reservations {
  constructor(
    private readonly database: Database,
    private readonly stock: StockTable,
  ) {}

  async reserve(orderId: string, wanted: readonly VariantQuantity[], minutes: number): Promise<void> {
    this.database.requireTransaction();
    const lines = sumPerVariant(wanted);
    if (lines.length === 0) return;
    if (!(await this.stock.change('reserve', lines))) throw new OutOfStock(await this.shortages(lines));
    await this.insert(orderId, lines, minutes);
    await this.stock.announce(variantIds(lines));
  }

  /** The goods leave the shelf. When the promise had ended, they are claimed once more, all or none. */
  async consume(orderId: string): Promise<'consumed' | 'already' | 'lost'> {
    this.database.requireTransaction();
    const lines = await this.linesOf(orderId);
    if (lines.length > 0 && lines.every(({ state }) => state === 'held')) {
      // What can be sold to others stays the same: nothing to announce.
      const sold = await this.stock.change('sellReserved', lines);
      if (!sold || (await this.settle(orderId, 'held', 'consumed')) !== lines.length) throw new ChangedSinceRead(`What ${orderId} holds`);
      await this.recordSale(orderId, lines);
      return 'consumed';
    }
    const levels = await this.stock.lock(variantIds(lines));
    const released = (await this.linesOf(orderId)).filter((line) => line.state === 'released');
    if (released.length === 0) return 'already';
    const available = new Map(levels.map((level) => [level.variantId, level.available]));
    if (released.some((line) => (available.get(line.variantId) ?? 0) < line.quantity)) return 'lost';
    await this.settle(orderId, 'released', 'consumed', 'claimed again');
    await this.mustChange('sellFree', released);
    await this.recordSale(orderId, released);
    await this.stock.announce(variantIds(released));
    return 'consumed';
  }

  /** Gives held goods back to everybody. False when nothing was held (any more). */
  async release(orderId: string, reason: string): Promise<boolean> {
    this.database.requireTransaction();
    const lines = await this.linesOf(orderId);
    await this.stock.lock(variantIds(lines));
    if ((await this.settle(orderId, 'held', 'released', reason)) === 0) return false;
    await this.mustChange('release', lines);
    await this.stock.announce(variantIds(lines));
    return true;
  }

  /** Sold goods come back to the shelf; never more than the order bought. */
  async restock(orderId: string, returned: readonly VariantQuantity[], reason: string): Promise<void> {
    this.database.requireTransaction();
    const lines = sumPerVariant(returned);
    if (lines.length === 0) return;
    if (!(await this.stock.change('putBack', lines))) throw new RestockExceedsSold(orderId);
    const quantity = quantityOfRow(lines);
    const matched = await this.database.execute(
      `UPDATE inventory_reservation SET restocked = restocked + ${quantity.sql}
       WHERE order_id = ? AND variant_id IN (?) AND state = 'consumed' AND restocked + ${quantity.sql} <= quantity`,
      [...quantity.params, orderId, variantIds(lines), ...quantity.params],
    );
    if (matched !== lines.length) throw new RestockExceedsSold(orderId);
    await this.stock.record(lines, { kind: 'restock', reason, actor: ACTOR, orderId });
    await this.stock.announce(variantIds(lines));
  }

  /** Held goods stay held for at least so long from now, but not past `longest` from when they were promised; a later end stands. */
  async extend(orderId: string, minutes: number, longest?: number): Promise<void> {
    const end = 'UTC_TIMESTAMP(3) + INTERVAL ? SECOND';
    const capped = longest === undefined ? end : `LEAST(${end}, created_at + INTERVAL ? SECOND)`;
    await this.database.execute(
      `UPDATE inventory_reservation SET expires_at = GREATEST(expires_at, ${capped}) WHERE order_id = ? AND state = 'held'`,
      [seconds(minutes), ...(longest === undefined ? [] : [seconds(longest)]), orderId],
    );
  }

  /** Orders whose promise is over by the database's own clock, the oldest first. */
  async expiredOrders(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ orderId: string }>(
      `SELECT order_id AS orderId, MIN(expires_at) AS expiredAt FROM inventory_reservation
       WHERE state = 'held' AND expires_at <= UTC_TIMESTAMP(3) GROUP BY order_id ORDER BY expiredAt, orderId LIMIT ?`,
      [limit],
    );
    return rows.map((row) => row.orderId);
  }

  private async insert(orderId: string, lines: readonly VariantQuantity[], minutes: number): Promise<void> {
    const row = `(?, ?, ?, ?, 'held', UTC_TIMESTAMP(3) + INTERVAL ? SECOND, UTC_TIMESTAMP(3))`;
    try {
      await this.database.execute(
        `INSERT INTO inventory_reservation (id, order_id, variant_id, quantity, state, expires_at, created_at)
         VALUES ${lines.map(() => row).join(', ')}`,
        lines.flatMap((line) => [newId('res'), orderId, line.variantId, line.quantity, seconds(minutes)]),
      );
    } catch (error) {
      if (isDuplicateKey(error, 'inventory_reservation_once')) throw new AlreadyReserved(orderId);
      throw error;
    }
  }

  private linesOf(orderId: string): Promise<ReservedLine[]> {
    return this.database.query<ReservedLine>(
      'SELECT variant_id AS variantId, quantity, state FROM inventory_reservation WHERE order_id = ? ORDER BY variant_id',
      [orderId],
    );
  }

  private async settle(orderId: string, from: ReservationState, to: ReservationState, reason: string | null = null): Promise<number> {
    return this.database.execute('UPDATE inventory_reservation SET state = ?, reason = ? WHERE order_id = ? AND state = ?', [
      to,
      reason,
      orderId,
      from,
    ]);
  }

  private async recordSale(orderId: string, lines: readonly VariantQuantity[]): Promise<void> {
    const sold = lines.map(({ variantId, quantity }) => ({ variantId, quantity: -quantity }));
    await this.stock.record(sold, { kind: 'sold', reason: 'order paid', actor: ACTOR, orderId });
  }

  /** Under the rows' locks a refusal means that stock and reservations disagree: nothing of it may be committed. */
  private async mustChange(effect: Effect, lines: readonly VariantQuantity[]): Promise<void> {
    if (!(await this.stock.change(effect, lines)))
      throw new Error(`Stock and reservations disagree: ${effect} of ${variantIds(lines).join(', ')}`);
  }

  /**
   * Which rows refused. Some of the others already carry our own uncommitted claim, so what is available is counted from the
   * reservations: where those and `reserved` still agree, the row was not changed by us.
   */
  private async shortages(lines: readonly VariantQuantity[]): Promise<readonly Shortage[]> {
    const rows = await this.database.query<{ variantId: string; onHand: number; reserved: number; held: string }>(
      `SELECT s.variant_id AS variantId, s.on_hand AS onHand, s.reserved, COALESCE(SUM(r.quantity), 0) AS held
       FROM inventory_stock s LEFT JOIN inventory_reservation r ON r.variant_id = s.variant_id AND r.state = 'held'
       WHERE s.variant_id IN (?) GROUP BY s.variant_id, s.on_hand, s.reserved`,
      [variantIds(lines)],
    );
    const known = new Map(rows.map((row) => [row.variantId, { ...row, held: toInteger(row.held) }]));
    return lines.flatMap(({ variantId, quantity }) => {
      const row = known.get(variantId);
      if (!row) return [{ variantId, requested: quantity, available: 0 }];
      if (row.reserved !== row.held) return [];
      return [{ variantId, requested: quantity, available: Math.min(row.onHand - row.held, quantity - 1) }];
    });
  }
}

function seconds(minutes: number): number {
  return Math.round(minutes * 60);
}
