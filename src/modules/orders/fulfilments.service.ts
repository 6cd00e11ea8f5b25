import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { NotFound, ValidationFailed } from '../../platform/http';
import { newId } from '../../platform/ids';
import { toInteger } from '../../platform/money';
import { Fulfilment, FulfilmentLine } from './fulfilment.entity';
import { OPEN_UNITS } from './open-units';
import { OrderJournal } from './order-journal';
import { fulfillableStatuses, predecessorsOf } from './order-status';
import { FulfilmentExceedsOrder, IllegalOrderTransition, NothingToFulfil } from './orders.errors';
import { OrderFulfilled } from './orders.events';

export interface LineQuantity {
  readonly lineId: string;
  readonly quantity: number;
}

export interface Shipment {
  /** Absent: everything that is still open. */
  readonly lines?: readonly LineQuantity[];
  readonly carrier?: string;
  readonly trackingNumber?: string;
  readonly trackingUrl?: string;
}

interface OpenLine {
  readonly lineId: string;
  readonly open: number;
}

/** Goods leave the house. The sum sent never exceeds what was ordered: a guarded UPDATE, and a CHECK behind it. */
@Injectable()
export class Fulfilments {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly clock: Clock,
    private readonly journal: OrderJournal,
  ) {}

  /** Answers the id of the fulfilment. */
  create(orderId: string, shipment: Shipment, actor: string): Promise<string> {
    return this.database.transaction(async () => {
      await this.claim(orderId);
      const lines = await this.linesToSend(orderId, shipment.lines);
      await this.send(orderId, lines);
      const fulfilmentId = await this.insert(orderId, lines, shipment, actor);
      const complete = (await this.openLines(orderId)).every((line) => line.open === 0);
      await this.progress(orderId, complete);
      await this.journal.remember(orderId, { reason: `fulfilment ${fulfilmentId}`, actor });
      await this.events.publish(OrderFulfilled, { orderId, number: await this.journal.numberOf(orderId), fulfilmentId, complete });
      return fulfilmentId;
    });
  }

  /**
   * Takes the order's row before its lines; a second sender waits here and then finds less open. Of an order that is `fulfilled` something is open
   * again when a refund of units that were not sent has failed.
   */
  private async claim(orderId: string): Promise<void> {
    const matched = await this.database.execute('UPDATE orders_order SET version = version + 1 WHERE id = ? AND status IN (?)', [
      orderId,
      [...fulfillableStatuses, 'fulfilled'],
    ]);
    if (matched === 1) return;
    const status = await this.journal.statusOf(orderId);
    if (!status) throw new NotFound('order');
    throw new IllegalOrderTransition(orderId, status, 'fulfilled');
  }

  private async linesToSend(orderId: string, wanted: readonly LineQuantity[] | undefined): Promise<readonly LineQuantity[]> {
    const open = await this.openLines(orderId);
    if (wanted === undefined) {
      const rest = open.filter((line) => line.open > 0).map((line) => ({ lineId: line.lineId, quantity: line.open }));
      if (rest.length === 0) throw new NothingToFulfil(orderId);
      return rest;
    }
    const known = new Set(open.map((line) => line.lineId));
    const errors = wanted.flatMap(({ lineId }, index) =>
      known.has(lineId) ? [] : [{ pointer: `/lines/${index}/lineId`, code: 'unknown_line', detail: 'is no line of this order' }],
    );
    if (errors.length > 0) throw new ValidationFailed(errors);
    return summed(wanted);
  }

  private async send(orderId: string, lines: readonly LineQuantity[]): Promise<void> {
    const quantity = `CASE id ${lines.map(() => 'WHEN ? THEN ?').join(' ')} ELSE 0 END`;
    const params = lines.flatMap((line) => [line.lineId, line.quantity]);
    const matched = await this.database.execute(
      `UPDATE orders_line SET fulfilled = fulfilled + ${quantity}
       WHERE order_id = ? AND id IN (?) AND ${quantity} <= ${OPEN_UNITS} ORDER BY id`,
      [...params, orderId, lines.map((line) => line.lineId), ...params],
    );
    if (matched !== lines.length) throw new FulfilmentExceedsOrder(await this.exceeded(orderId, lines));
  }

  /** The lines that matched already carry our own quantity, so what is open is counted from the fulfilments. */
  private async exceeded(orderId: string, lines: readonly LineQuantity[]) {
    const rows = await this.database.query<{ lineId: string; open: string }>(
      `SELECT id AS lineId, ${OPEN_UNITS} AS open FROM (
         SELECT l.id, l.quantity, l.withdrawn, l.refunded, COALESCE(SUM(f.quantity), 0) AS fulfilled
         FROM orders_line l LEFT JOIN orders_fulfilment_line f ON f.line_id = l.id WHERE l.order_id = ?
         GROUP BY l.id, l.quantity, l.withdrawn, l.refunded) line`,
      [orderId],
    );
    const open = new Map(rows.map((row) => [row.lineId, toInteger(row.open)]));
    return lines
      .map(({ lineId, quantity }) => ({ lineId, requested: quantity, open: open.get(lineId) ?? 0 }))
      .filter((line) => line.requested > line.open);
  }

  private async insert(orderId: string, lines: readonly LineQuantity[], shipment: Shipment, actor: string): Promise<string> {
    const id = newId('ful');
    const { carrier = null, trackingNumber = null, trackingUrl = null } = shipment;
    await this.database
      .repository(Fulfilment)
      .insert({ id, orderId, carrier, trackingNumber, trackingUrl, actor, createdAt: this.clock.now() });
    await this.database.repository(FulfilmentLine).insert(lines.map((line) => ({ fulfilmentId: id, ...line })));
    return id;
  }

  /** No row matches when the state says more already: part_fulfilled stays, and so do part_refunded and, after a failed refund, fulfilled. */
  private async progress(orderId: string, complete: boolean): Promise<void> {
    const to = complete ? 'fulfilled' : 'part_fulfilled';
    await this.database.execute('UPDATE orders_order SET status = ? WHERE id = ? AND status IN (?)', [to, orderId, predecessorsOf(to)]);
  }

  /** Units whose money went back, or is on its way, before they were sent are not sent any more. */
  private async openLines(orderId: string): Promise<readonly OpenLine[]> {
    const rows = await this.database.query<{ lineId: string; open: string | number }>(
      `SELECT id AS lineId, ${OPEN_UNITS} AS open FROM orders_line WHERE order_id = ? ORDER BY id`,
      [orderId],
    );
    return rows.map(({ lineId, open }) => ({ lineId, open: toInteger(open) }));
  }
}

function summed(lines: readonly LineQuantity[]): readonly LineQuantity[] {
  const sums = new Map<string, number>();
  for (const { lineId, quantity } of lines) sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  return [...sums].map(([lineId, quantity]) => ({ lineId, quantity }));
}
