import { Injectable } from '@nestjs/common';
import { Database, isConnectionLost } from '../database';
import { groupBy } from '../group-by';
import { newId } from '../ids';
import { Together } from '../together';
import { TryAgainLater } from './try-again-later';

const LEASE_SECONDS = 60;
const MAX_ATTEMPTS = 10;
const MAX_BACKOFF_SECONDS = 300;
const MAX_ERROR_LENGTH = 4_000;

/** A row as it was when it was looked at; whoever delivers it makes sure that it still is so. */
export interface SeenRow {
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
  /** Of its payload, in bytes. */
  readonly size: number;
}

const COLUMNS = 'id, event_id, listener, payload, attempts, occurred_at';
const DUE = "status = 'pending' AND available_at <= UTC_TIMESTAMP(3)";
/** Several rows are always found by their numbers: a scan, which a server may prefer while there are few, waits for whatever others hold. */
const BY_ID = 'FORCE INDEX (PRIMARY)';

/** The table of deliveries: who may work on which row, and what becomes of it. */
@Injectable()
export class Outbox {
  /** What several want to lease, or have delivered, at the same time is one statement, in all lanes. */
  private readonly leases = new Together((rows: readonly SeenRow[]) => this.leaseAll(rows));
  private readonly removals = new Together((ids: readonly string[]) => this.removeAll(ids));
  private firstLook: Date | undefined;

  constructor(private readonly database: Database) {}

  /** Rows for listeners of another release are not looked at: enough of them would fill every batch and hold up all the others. */
  async due(listeners: readonly string[], limit: number): Promise<readonly DueRow[]> {
    if (listeners.length === 0) return [];
    const rows = await this.database.query<SeenRow & { readonly size: string | number; readonly now: Date }>(
      `SELECT ${COLUMNS}, LENGTH(payload) AS size, UTC_TIMESTAMP(3) AS now FROM platform_outbox
       WHERE ${DUE} AND listener IN (?) ORDER BY id LIMIT ${limit}`,
      [listeners],
    );
    const first = (this.firstLook ??= rows[0]?.now);
    return rows.map((row) => ({ ...row, size: Number(row.size), suspect: !first || row.attempts > 0 || row.occurred_at <= first }));
  }

  /** Whose rows are due: those of some, when there are more than so many. */
  async listenersOfDue(limit: number): Promise<readonly string[]> {
    const rows = await this.database.query<{ listener: string }>(`SELECT listener FROM platform_outbox WHERE ${DUE} LIMIT ${limit}`);
    return rows.map(({ listener }) => listener);
  }

  /** Those of the rows that nobody else has, and nobody has tried meanwhile; they are ours until the commit. */
  lock(ids: readonly string[]): Promise<SeenRow[]> {
    this.database.requireTransaction();
    return this.database.query<SeenRow>(
      `SELECT ${COLUMNS} FROM platform_outbox ${BY_ID} WHERE id IN (?) AND ${DUE} AND attempts = 0 ORDER BY id FOR UPDATE SKIP LOCKED`,
      [ids],
    );
  }

  /** Whether a row that was leased is still ours; it is until the commit. */
  async lockLeased({ id, attempts }: SeenRow): Promise<boolean> {
    this.database.requireTransaction();
    const held = await this.database.query(`SELECT id FROM platform_outbox WHERE id = ? AND attempts = ? FOR UPDATE`, [id, attempts + 1]);
    return held.length === 1;
  }

  /**
   * The attempt counts from here on, so that one which ends the process counts too. Each attempt has its number, and one dispatcher gets it:
   * a guarded write that commits by itself, so nobody waits behind it.
   */
  lease(row: SeenRow): Promise<boolean> {
    return this.leases.ask(row);
  }

  /** As `lease`, for a row that another process may have locked for its work: only who wants it waits for that. */
  async leaseAlone({ id, attempts }: SeenRow): Promise<boolean> {
    return (await this.leaseAlike([id], attempts)).length === 1;
  }

  /** In the transaction of the work, if it has one. */
  async remove(ids: readonly string[]): Promise<void> {
    if (this.database.inTransaction) await this.removeAll(ids);
    else await Promise.all(ids.map((id) => this.removals.ask(id)));
  }

  /** Whether the row was tried so often that nobody may try it again: it ended a process each time. */
  async giveUp({ id, attempts }: SeenRow): Promise<boolean> {
    const matched = await this.database.execute(
      `UPDATE platform_outbox SET status = 'dead', last_error = COALESCE(last_error, 'The process ended each time it was handled')
       WHERE id = ? AND ${DUE} AND attempts = ?`,
      [id, attempts],
    );
    return matched === 1;
  }

  async postpone(id: string, error: unknown, uncounted: 0 | 1): Promise<void> {
    // Assignments run from left to right, so `attempts` comes last among those that read it.
    const seconds = error instanceof TryAgainLater ? Math.ceil(error.afterSeconds) : `POW(2, attempts + ${uncounted} - 1)`;
    await this.database.execute(
      `UPDATE platform_outbox SET available_at = UTC_TIMESTAMP(3) + INTERVAL LEAST(${MAX_BACKOFF_SECONDS}, ${seconds}) SECOND,
         status = IF(attempts + ${uncounted} >= ${MAX_ATTEMPTS}, 'dead', status), attempts = attempts + ${uncounted}, last_error = ? WHERE id = ?`,
      [String(error instanceof Error ? error.stack : error).slice(0, MAX_ERROR_LENGTH), id],
    );
  }

  private async leaseAll(rows: readonly SeenRow[]): Promise<readonly boolean[]> {
    const ours = new Set<string>();
    for (const [attempts, alike] of groupBy(rows, (row) => String(row.attempts))) {
      const ids = alike.map(({ id }) => id);
      for (const id of await this.leaseAlike(ids, Number(attempts))) ours.add(id);
    }
    return rows.map(({ id }) => ours.has(id));
  }

  /**
   * Which of them are ours is asked when others were faster with some, and when the answer was lost with the connection: rows that nobody
   * knows to be leased would wait for the end of their lease.
   */
  private async leaseAlike(ids: readonly string[], attempts: number): Promise<readonly string[]> {
    const token = newId('lse');
    const matched = await this.claim(ids, attempts, token).catch((error: unknown) => {
      if (isConnectionLost(error)) return undefined;
      throw error;
    });
    if (matched === 0 || matched === ids.length) return matched === 0 ? [] : ids;
    const rows = await this.database.query<{ id: string }>(`SELECT id FROM platform_outbox ${BY_ID} WHERE id IN (?) AND lease = ?`, [
      ids,
      token,
    ]);
    return rows.map(({ id }) => id);
  }

  private claim(ids: readonly string[], attempts: number, token: string): Promise<number> {
    return this.database.execute(
      `UPDATE platform_outbox ${BY_ID} SET attempts = attempts + 1, available_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND, lease = ?
       WHERE id IN (?) AND ${DUE} AND attempts = ? ORDER BY id`,
      [token, ids, attempts],
    );
  }

  /** Each by its number, for the same reason; a DELETE may not say FORCE INDEX, or is not heard. */
  private async removeAll(ids: readonly string[]): Promise<readonly true[]> {
    if (ids.length === 1) await this.database.execute('DELETE FROM platform_outbox WHERE id = ?', ids);
    else {
      const given = ids.map((_, index) => (index === 0 ? 'SELECT CAST(? AS SIGNED) AS id' : 'SELECT CAST(? AS SIGNED)'));
      await this.database.execute(
        `DELETE done FROM (${given.join(' UNION ALL ')}) given STRAIGHT_JOIN platform_outbox done ${BY_ID} ON done.id = given.id`,
        ids,
      );
    }
    return ids.map(() => true);
  }
}

export function isWornOut({ attempts }: SeenRow): boolean {
  return attempts >= MAX_ATTEMPTS;
}
