import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Config } from '../config';
import { Database, jsonValue } from '../database';
import { Every } from '../jobs';
import { Events } from './events';
import { Listeners } from './listeners';
import type { Listener } from './listeners';

const BATCH = 20;
/** How far ahead a dispatcher looks for work that nobody else is about to do. */
const CROWDED_WINDOW = 400;
const LEASE_SECONDS = 60;
const MAX_ATTEMPTS = 10;
const MAX_BACKOFF_SECONDS = 300;

interface DueRow {
  readonly id: string;
  readonly event_id: string;
  readonly listener: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly occurred_at: Date;
}

const COLUMNS = 'id, event_id, listener, payload, attempts, occurred_at';

/**
 * Delivers outbox rows. Any number of processes may run it: a row is locked (transactional listeners) or leased (the others) with
 * SKIP LOCKED before its handler runs. Ten failures make a row `dead`, for an operator to look at.
 */
@Injectable()
export class Dispatcher implements OnModuleInit {
  private readonly logger = new Logger('Outbox');
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private crowded = false;

  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly listeners: Listeners,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.events.onPublished(() => this.nudge());
  }

  /** Stops at a row boundary. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Delivers all that is due now; a call during a run makes that run look once more. */
  @Every({ name: 'outbox.dispatch', everyMs: 250 })
  async drain(): Promise<void> {
    this.again = true;
    this.running ??= this.loop().finally(() => (this.running = undefined));
    await this.running;
  }

  private nudge(): void {
    if (this.config.jobs === 'on') void this.drain().catch((error: unknown) => this.logger.error(error));
  }

  private async loop(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      while (!this.stopped && (await this.deliverBatch()) > 0);
    }
  }

  /**
   * Answers how many rows it delivered; rows that another process holds do not count, so nobody spins on them. Rows for listeners of
   * another release are not looked at: enough of them would fill every batch and hold up all the others.
   */
  private async deliverBatch(): Promise<number> {
    if (this.listeners.names.length === 0) return 0;
    const due = await this.due();
    let delivered = 0;
    for (const { id, listener: name } of due) {
      if (this.stopped) break;
      const listener = this.listeners.named(name);
      if (listener && (await this.deliver(id, listener))) delivered += 1;
    }
    this.crowded = delivered < due.length;
    return delivered;
  }

  /**
   * The oldest first, as long as this process finds them untouched. When others were faster they read the same list, so each goes on
   * at a place of its own: in step with them it would ask for every row only to find it taken.
   */
  private async due(): Promise<{ readonly id: string; readonly listener: string }[]> {
    const rows = await this.database.query<{ id: string; listener: string }>(
      `SELECT id, listener FROM platform_outbox WHERE status = 'pending' AND available_at <= UTC_TIMESTAMP(3) AND listener IN (?)
       ORDER BY id LIMIT ${this.crowded ? CROWDED_WINDOW : BATCH}`,
      [this.listeners.names],
    );
    const start = Math.floor(Math.random() * Math.max(1, rows.length - BATCH + 1));
    return rows.slice(start, start + BATCH);
  }

  private async deliver(id: string, listener: Listener): Promise<boolean> {
    try {
      return await (listener.mode === 'transactional' ? this.deliverTransactional(id, listener) : this.deliverLeased(id, listener));
    } catch (error) {
      this.logger.warn({ err: error, listener: listener.listener, row: id }, 'A listener failed; it will be tried again');
      await this.postpone(id, error);
      return false;
    }
  }

  private async deliverTransactional(id: string, listener: Listener): Promise<boolean> {
    return this.database.transaction(async () => {
      const row = await this.lock(id);
      if (!row) return false;
      await listener.handle(...delivery(row));
      await this.database.execute('DELETE FROM platform_outbox WHERE id = ?', [id]);
      return true;
    });
  }

  private async deliverLeased(id: string, listener: Listener): Promise<boolean> {
    const row = await this.database.transaction(async () => {
      const found = await this.lock(id);
      if (found)
        await this.database.execute(
          `UPDATE platform_outbox SET available_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND WHERE id = ?`,
          [id],
        );
      return found;
    });
    if (!row) return false;
    await listener.handle(...delivery(row));
    await this.database.execute('DELETE FROM platform_outbox WHERE id = ?', [id]);
    return true;
  }

  private async lock(id: string): Promise<DueRow | undefined> {
    const [row] = await this.database.query<DueRow>(
      `SELECT ${COLUMNS} FROM platform_outbox WHERE id = ? AND status = 'pending' AND available_at <= UTC_TIMESTAMP(3) FOR UPDATE SKIP LOCKED`,
      [id],
    );
    return row;
  }

  private async postpone(id: string, error: unknown): Promise<void> {
    await this.database.execute(
      `UPDATE platform_outbox SET status = IF(attempts + 1 >= ${MAX_ATTEMPTS}, 'dead', status), attempts = attempts + 1, last_error = ?,
         available_at = UTC_TIMESTAMP(3) + INTERVAL LEAST(${MAX_BACKOFF_SECONDS}, POW(2, attempts)) SECOND WHERE id = ?`,
      [String(error instanceof Error ? error.stack : error).slice(0, 4000), id],
    );
  }
}

function delivery(row: DueRow): [object, { eventId: string; occurredAt: Date; attempt: number }] {
  return [jsonValue<object>(row.payload), { eventId: row.event_id, occurredAt: row.occurred_at, attempt: row.attempts + 1 }];
}
