import { Injectable, Logger } from '@nestjs/common';
import { Database, jsonValue } from '../database';
import type { Delivery } from './event';
import type { Listener } from './listeners';
import { Outbox, isWornOut } from './outbox';
import type { DueRow, SeenRow } from './outbox';

/**
 * Hands outbox rows to their listeners. A row is locked with SKIP LOCKED (transactional listeners) or leased by a guarded write (the others)
 * before its handler runs, in whatever process. Ten failures make a row `dead`, for an operator to look at.
 */
@Injectable()
export class Deliveries {
  private readonly logger = new Logger('Outbox');

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** How many of the rows, all of one listener, were delivered; not those that another process holds. */
  async deliver(rows: readonly DueRow[], listener: Listener): Promise<number> {
    if (listener.mode === 'transactional' && rows.every(({ suspect }) => !suspect)) {
      return this.deliverAtOnce(
        rows.map(({ id }) => id),
        listener,
      );
    }
    let delivered = 0;
    for (const row of rows) if (await this.deliverAlone(row, listener)) delivered += 1;
    return delivered;
  }

  /**
   * The first try costs no statement of its own to count it; a process that dies of it leaves rows that are suspect to the next. When one of
   * several fails, all of it is rolled back and each is delivered alone: it spoils nothing for the others, and is counted by itself.
   */
  private async deliverAtOnce(ids: readonly string[], listener: Listener): Promise<number> {
    try {
      return await this.database.transaction(async () => {
        const rows = await this.outbox.lock(ids);
        return rows.length > 0 ? this.handleAndRemove(rows, listener) : 0;
      });
    } catch (error) {
      const [first, ...others] = ids;
      if (first === undefined) return 0;
      if (others.length > 0) return this.deliverEach(ids, listener);
      // The attempt was rolled back with the rest of the work.
      await this.postpone(first, listener, error, 1);
      return 0;
    }
  }

  private async deliverEach(ids: readonly string[], listener: Listener): Promise<number> {
    let delivered = 0;
    for (const id of ids) delivered += await this.deliverAtOnce([id], listener);
    return delivered;
  }

  /** Counted before it is handled. */
  private async deliverAlone(row: DueRow, listener: Listener): Promise<boolean> {
    if (!(await this.lease(row, listener))) return false;
    const handle = (): Promise<number> => this.handleAndRemove([row], listener);
    try {
      if (listener.mode === 'leased') return (await handle()) === 1;
      return await this.database.transaction(async () => (await this.outbox.lockLeased(row)) && (await handle()) === 1);
    } catch (error) {
      await this.postpone(row.id, listener, error, 0);
      return false;
    }
  }

  private async handleAndRemove(rows: readonly SeenRow[], listener: Listener): Promise<number> {
    await listener.handle(rows.map(deliveryOf));
    await this.outbox.remove(rows.map(({ id }) => id));
    return rows.length;
  }

  private async lease(row: DueRow, { listener, mode }: Listener): Promise<boolean> {
    if (!isWornOut(row)) return mode === 'leased' ? this.outbox.lease(row) : this.outbox.leaseAlone(row);
    if (await this.outbox.giveUp(row)) this.logger.error({ listener, row: row.id }, 'A listener never came to an end; its event is dead');
    return false;
  }

  private async postpone(id: string, { listener }: Listener, error: unknown, uncounted: 0 | 1): Promise<void> {
    this.logger.warn({ err: error, listener, row: id }, 'A listener failed; it will be tried again');
    await this.outbox.postpone(id, error, uncounted);
  }
}

function deliveryOf(row: SeenRow): Delivery<object> {
  return {
    payload: jsonValue<object>(row.payload),
    meta: { eventId: row.event_id, occurredAt: row.occurred_at, attempt: row.attempts + 1 },
  };
}
