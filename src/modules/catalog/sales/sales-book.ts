import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { Every } from '../../../platform/jobs';
import { Changes } from '../../../platform/changes';
import { LISTS } from '../catalog.topics';
import { ProductStanding } from '../pages/product-standing';

/** What `best_selling` looks back on. */
export const SALES_DAYS = 90;
const DAY_MS = 86_400_000;
const BATCH = 200;

export interface Sale {
  readonly productId: string;
  /** Negative takes back. */
  readonly units: number;
  /** Its day counts. */
  readonly at: Date;
}

/** Which products sell, by days. Orders only add to their day; a job makes of the days what lists are ordered by. */
@Injectable()
export class SalesBook {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly changes: Changes,
    private readonly standing: ProductStanding,
  ) {}

  /** Every call counts: it belongs in the transaction that makes its occasion happen once. */
  async record(sales: readonly Sale[]): Promise<void> {
    this.database.requireTransaction();
    const units = new Map<string, Counted>();
    for (const { productId, at, units: more } of sales) {
      const key = `${productId} ${dayOf(at)}`;
      units.set(key, [productId, dayOf(at), (units.get(key)?.[2] ?? 0) + more]);
    }
    // In one order, so that two orders of the same products queue instead of blocking each other.
    const rows = [...units.values()].sort(byProductAndDay).map((row) => [...row, 0]);
    if (rows.length === 0) return;
    await this.database.execute(
      `INSERT INTO catalog_sales (product_id, day, units, counted) VALUES ?
       ON DUPLICATE KEY UPDATE units = units + VALUES(units), counted = 0`,
      [rows],
    );
  }

  @Every({ name: 'catalog.sales', everyMs: 30_000 })
  async count(): Promise<void> {
    for (;;) {
      const due = await this.due();
      if (due.length === 0) return;
      await this.database.transaction(() => this.recount(due));
    }
  }

  /** With new sales, or with days that the window has left behind. */
  private async due(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `(SELECT DISTINCT product_id AS id FROM catalog_sales WHERE counted = 0 ORDER BY product_id LIMIT ?)
       UNION (SELECT DISTINCT product_id AS id FROM catalog_sales WHERE day < ? LIMIT ?)`,
      [BATCH, this.firstDay, BATCH],
    );
    return rows.map(({ id }) => id).sort();
  }

  /** Sales that come meanwhile wait, or are of a new day: they are marked, and counted the next time. */
  private async recount(productIds: readonly string[]): Promise<void> {
    await this.database.execute('DELETE FROM catalog_sales WHERE product_id IN (?) AND day < ?', [productIds, this.firstDay]);
    await this.database.execute('UPDATE catalog_sales SET counted = 1 WHERE product_id IN (?) AND counted = 0', [productIds]);
    await this.database.execute(
      `UPDATE catalog_product p SET p.sold =
         GREATEST(0, COALESCE((SELECT SUM(s.units) FROM catalog_sales s WHERE s.product_id = p.id AND s.counted = 1), 0))
        WHERE p.id IN (?)`,
      [productIds],
    );
    await this.standing.copy(productIds);
    this.changes.announce([LISTS]);
  }

  private get firstDay(): number {
    return dayOf(this.clock.now()) - SALES_DAYS + 1;
  }
}

type Counted = readonly [productId: string, day: number, units: number];

function byProductAndDay([a, dayOfA]: Counted, [b, dayOfB]: Counted): number {
  return a === b ? dayOfA - dayOfB : a < b ? -1 : 1;
}

function dayOf(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS);
}
