import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { newId } from '../../platform/ids';
import { toInteger } from '../../platform/money';
import type { MovementKind } from './inventory.entity';
import { StockChanged } from './inventory.events';
import { quantityOfRow } from './quantities';
import type { SqlFragment, VariantQuantity } from './quantities';

/** One variant's stock. `available` is what can still be sold: on hand less reserved. */
export interface StockLevel {
  readonly variantId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly version: number;
}

/** What one unit of each kind of change does to the two numbers. */
const effects = {
  reserve: { onHand: 0, reserved: 1 },
  release: { onHand: 0, reserved: -1 },
  sellReserved: { onHand: -1, reserved: -1 },
  sellFree: { onHand: -1, reserved: 0 },
  putBack: { onHand: 1, reserved: 0 },
} as const;
export type Effect = keyof typeof effects;

export interface MovementNote {
  readonly kind: MovementKind;
  readonly reason: string;
  readonly actor: string;
  readonly orderId?: string;
}

const LEVEL = 'variant_id AS variantId, on_hand AS onHand, reserved, on_hand - reserved AS available, version';

/** The only writer of inventory_stock. Every change is one set-based, guarded UPDATE in primary-key order. */
@Injectable()
export class StockTable {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  async levels(variantIds: readonly string[]): Promise<readonly StockLevel[]> {
    if (variantIds.length === 0) return [];
    const rows = await this.database.query<StockLevel>(`SELECT ${LEVEL} FROM inventory_stock WHERE variant_id IN (?) ORDER BY variant_id`, [
      variantIds,
    ]);
    return rows.map(toLevel);
  }

  /** Waits for the rows in primary-key order; what it answers stays true until the transaction ends. */
  async lock(variantIds: readonly string[]): Promise<readonly StockLevel[]> {
    this.database.requireTransaction();
    if (variantIds.length === 0) return [];
    const sql = `SELECT ${LEVEL} FROM inventory_stock WHERE variant_id IN (?) ORDER BY variant_id FOR UPDATE`;
    return (await this.database.query<StockLevel>(sql, [variantIds])).map(toLevel);
  }

  async page(after: string, atMostAvailable: number | undefined, limit: number): Promise<readonly StockLevel[]> {
    // No index on the difference: every purchase would pay for it, and staff look at this list now and then.
    const low = atMostAvailable === undefined ? '' : 'AND on_hand - reserved <= ?';
    const params = atMostAvailable === undefined ? [after, limit] : [after, atMostAvailable, limit];
    const sql = `SELECT ${LEVEL} FROM inventory_stock WHERE variant_id > ? ${low} ORDER BY variant_id LIMIT ?`;
    return (await this.database.query<StockLevel>(sql, params)).map(toLevel);
  }

  async count(atMostAvailable: number | undefined): Promise<number> {
    const low = atMostAvailable === undefined ? '' : 'WHERE on_hand - reserved <= ?';
    const params = atMostAvailable === undefined ? [] : [atMostAvailable];
    const [row] = await this.database.query<{ total: string }>(`SELECT COUNT(*) AS total FROM inventory_stock ${low}`, params);
    return toInteger(row?.total);
  }

  /**
   * Applies the effect once per unit to all the rows, where 0 <= reserved <= on hand holds afterwards.
   * False means that some row refused: the transaction must then be rolled back, because the others have already changed.
   */
  async change(effect: Effect, lines: readonly VariantQuantity[]): Promise<boolean> {
    this.database.requireTransaction();
    const quantity = quantityOfRow(lines);
    const onHand = plus('on_hand', effects[effect].onHand, quantity);
    const reserved = plus('reserved', effects[effect].reserved, quantity);
    const matched = await this.database.execute(
      `UPDATE inventory_stock SET version = version + 1, on_hand = ${onHand.sql}, reserved = ${reserved.sql}
       WHERE variant_id IN (?) AND ${reserved.sql} >= 0 AND ${reserved.sql} <= ${onHand.sql}
       ORDER BY variant_id`,
      [...onHand.params, ...reserved.params, lines.map((line) => line.variantId), ...reserved.params, ...reserved.params, ...onHand.params],
    );
    return matched === lines.length;
  }

  async record(lines: readonly VariantQuantity[], note: MovementNote): Promise<void> {
    const createdAt = this.clock.now();
    const { kind, reason, actor, orderId = null } = note;
    await this.database.insertRows({
      table: 'inventory_movement',
      columns: ['id', 'variant_id', 'quantity', 'kind', 'reason', 'actor', 'order_id', 'created_at'],
      rows: lines.map(({ variantId, quantity }) => [newId('mov'), variantId, quantity, kind, reason, actor, orderId, createdAt]),
    });
  }

  /** Tells everybody who shows availability. Call it when the numbers are final. */
  async announce(variantIds: readonly string[]): Promise<void> {
    const levels = await this.levels(variantIds);
    if (levels.length === 0) return;
    await this.events.publish(StockChanged, {
      levels: levels.map(({ variantId, available, version }) => ({ variantId, available, version })),
    });
  }
}

function plus(column: string, sign: -1 | 0 | 1, quantity: SqlFragment): SqlFragment {
  if (sign === 0) return { sql: column, params: [] };
  return { sql: `(${column} ${sign > 0 ? '+' : '-'} ${quantity.sql})`, params: quantity.params };
}

/** The difference of two INT columns is a BIGINT, which some drivers hand over as text. */
function toLevel(row: StockLevel): StockLevel {
  return { ...row, available: toInteger(row.available) };
}
