import { Injectable, Logger } from '@nestjs/common';
import { Database, jsonValue } from '../database';
import type { Listener } from './listeners';
import { TryAgainLater } from './try-again-later';

const LEASE_SECONDS = 60;
const MAX_ATTEMPTS = 10;
const MAX_BACKOFF_SECONDS = 300;
const MAX_ERROR_LENGTH = 4_000;

/** A row as it was when it was looked at; whoever delivers it makes sure that it still is so. */
interface SeenRow {
  readonly id: string;
  readonly event_id: string;
  readonly listener: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly occurred_at: Date;
}

export interface DueRow extends SeenRow {
  /** It was tried before, or lay there when this process first looked: whoever tried it may have died of it. */
  readonly suspect: boolean;
}

const COLUMNS = 'id, event_id, listener, payload, attempts, occurred_at';

/**
 * Hands outbox rows to their listeners. A row is locked with SKIP LOCKED (transactional listeners) or leased by a guarded write (the others)
 * before its handler runs, in whatever process. Ten failures make a row `dead`, for an operator to look at.
 */
@Injectable()
export class Deliveries {
  private readonly logger = new Logger('Outbox');
  private firstLook: Date | undefined;

  constructor(private readonly database: Database) {}

  /** Rows for listeners of another release are not looked at: enough of them would fill every batch and hold up all the others. */
  async due(listeners: readonly string[], limit: number): Promise<readonly DueRow[]> {
    if (listeners.length === 0) return [];
    const rows = await this.database.query<SeenRow & { readonly now: Date }>(
      `SELECT ${COLUMNS}, UTC_TIMESTAMP(3) AS now FROM platform_outbox
       WHERE status = 'pending' AND available_at <= UTC_TIMESTAMP(3) AND listener IN (?) ORDER BY id LIMIT ${limit}`,
      [listeners],
    );
    const first = (this.firstLook ??= rows[0]?.now);
    return rows.map((row) => ({ ...row, suspect: !first || row.attempts > 0 || row.occurred_at <= first }));
  }

  /** Whether there is anything to look for at all. */
  async anyDue(): Promise<boolean> {
    const sql = "SELECT 1 FROM platform_outbox WHERE status = 'pending' AND available_at <= UTC_TIMESTAMP(3) LIMIT 1";
    return (await this.database.query(sql)).length > 0;
  }

  /** Whether the row was delivered; not so when another process holds it. */
  async deliver(row: DueRow, listener: Listener): Promise<boolean> {
    if (listener.mode === 'leased') return this.deliverLeased(row, listener);
    return row.suspect ? this.deliverSuspect(row, listener) : this.deliverAtOnce(row.id, listener);
  }

  /** The first try costs no statement of its own to count it; a process that dies of it leaves a row that is suspect to the next. */
  private async deliverAtOnce(id: string, listener: Listener): Promise<boolean> {
    try {
      return await this.database.transaction(async () => {
        const row = await this.lock(id);
        return row ? this.handleAndRemove(row, listener) : false;
      });
    } catch (error) {
      // The attempt was rolled back with the rest of the work.
      await this.postpone(id, listener, error, 1);
      return false;
    }
  }

  private async deliverSuspect(row: DueRow, listener: Listener): Promise<boolean> {
    if (!(await this.lease(row, listener))) return false;
    try {
      return await this.database.transaction(async () => {
        const held = await this.database.query(`SELECT id FROM platform_outbox WHERE id = ? AND attempts = ? FOR UPDATE`, [
          row.id,
          row.attempts + 1,
        ]);
        return held.length === 1 ? this.handleAndRemove(row, listener) : false;
      });
    } catch (error) {
      await this.postpone(row.id, listener, error, 0);
      return false;
    }
  }

  private async handleAndRemove(row: SeenRow, listener: Listener): Promise<boolean> {
    await listener.handle(...delivery(row));
    await this.remove(row.id);
    return true;
  }

  private async deliverLeased(row: DueRow, listener: Listener): Promise<boolean> {
    if (!(await this.lease(row, listener))) return false;
    try {
      return await this.handleAndRemove(row, listener);
    } catch (error) {
      await this.postpone(row.id, listener, error, 0);
      return false;
    }
  }

  /**
   * The attempt counts from here on, so that one which ends the process counts too. Each attempt has its number, and one dispatcher gets it:
   * a guarded write that commits by itself, so nobody waits behind it.
   */
  private async lease(row: DueRow, listener: Listener): Promise<boolean> {
    const { id, attempts } = row;
    if (attempts >= MAX_ATTEMPTS) return this.giveUp(row, listener);
    const matched = await this.database.execute(
      `UPDATE platform_outbox SET attempts = attempts + 1, available_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
       WHERE id = ? AND status = 'pending' AND available_at <= UTC_TIMESTAMP(3) AND attempts = ?`,
      [id, attempts],
    );
    return matched === 1;
  }

  private async lock(id: string): Promise<SeenRow | undefined> {
    const [row] = await this.database.query<SeenRow>(
      `SELECT ${COLUMNS} FROM platform_outbox WHERE id = ? AND status = 'pending' AND available_at <= UTC_TIMESTAMP(3) FOR UPDATE SKIP LOCKED`,
      [id],
    );
    return row;
  }

  private async remove(id: string): Promise<void> {
    await this.database.execute('DELETE FROM platform_outbox WHERE id = ?', [id]);
  }

  private async giveUp({ id, attempts }: DueRow, { listener }: Listener): Promise<false> {
    const matched = await this.database.execute(
      `UPDATE platform_outbox SET status = 'dead', last_error = COALESCE(last_error, 'The process ended each time it was handled')
       WHERE id = ? AND status = 'pending' AND available_at <= UTC_TIMESTAMP(3) AND attempts = ?`,
      [id, attempts],
    );
    if (matched === 1) this.logger.error({ listener, row: id }, 'A listener never came to an end; its event is dead');
    return false;
  }

  private async postpone(id: string, { listener }: Listener, error: unknown, uncounted: 0 | 1): Promise<void> {
    this.logger.warn({ err: error, listener, row: id }, 'A listener failed; it will be tried again');
    // Assignments run from left to right, so `attempts` comes last among those that read it.
    const seconds = error instanceof TryAgainLater ? Math.ceil(error.afterSeconds) : `POW(2, attempts + ${uncounted} - 1)`;
    await this.database.execute(
      `UPDATE platform_outbox SET available_at = UTC_TIMESTAMP(3) + INTERVAL LEAST(${MAX_BACKOFF_SECONDS}, ${seconds}) SECOND,
         status = IF(attempts + ${uncounted} >= ${MAX_ATTEMPTS}, 'dead', status), attempts = attempts + ${uncounted}, last_error = ? WHERE id = ?`,
      [String(error instanceof Error ? error.stack : error).slice(0, MAX_ERROR_LENGTH), id],
    );
  }
}

function delivery(row: SeenRow): [object, { eventId: string; occurredAt: Date; attempt: number }] {
  return [jsonValue<object>(row.payload), { eventId: row.event_id, occurredAt: row.occurred_at, attempt: row.attempts + 1 }];
}
