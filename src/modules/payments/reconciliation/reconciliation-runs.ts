import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database, isDuplicateKey } from '../../../platform/database';
import { newId } from '../../../platform/ids';
import { Reconciliation } from './reconciliation.entity';
import type { RunStarter } from './reconciliation.entity';

/** A run that this process has begun. What changed after `until` is left to a later one. */
export interface Run {
  readonly id: string;
  readonly since: Date;
  readonly until: Date;
}

export interface RunFigures {
  readonly charges: number;
  readonly found: number;
  readonly healed: number;
  readonly remaining: number;
}

const LEASE_SECONDS = 120;
const HOUR_MS = 3_600_000;
/** Windows overlap widely, so that nothing falls between two runs. */
const OVERLAP_MS = 24 * HOUR_MS;
const LEAST_WINDOW_MS = 48 * HOUR_MS;
/** Answers and messages are under way for a while: what is younger is not a difference yet. */
export const QUIET_MS = 2 * 60_000;

/** Who reconciles when. The unique `running` column lets one run happen at a time, in whichever process; a dead one is taken over. */
@Injectable()
export class ReconciliationRuns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A run for whoever takes it up next; one that waits already will do. Joins the caller's transaction. */
  async request(startedBy: RunStarter): Promise<Reconciliation> {
    const runs = this.database.repository(Reconciliation);
    const waiting = await runs.findOne({ where: { state: 'waiting' }, order: { id: 'ASC' } });
    if (waiting) return waiting;
    const id = await this.insert(startedBy);
    return runs.findOneByOrFail({ id });
  }

  /** Begins what waits; null when nothing does, or when another run is under way. */
  async beginWaiting(): Promise<Run | null> {
    const waiting = await this.database.repository(Reconciliation).findOne({ where: { state: 'waiting' }, order: { id: 'ASC' } });
    return waiting && this.begin(waiting.id);
  }

  /** Begins a run of the caller's own; null when another one is under way. */
  async beginNow(startedBy: RunStarter, quietMs = QUIET_MS): Promise<Run | null> {
    await this.endDead();
    const id = await this.insert(startedBy);
    const run = await this.begin(id, quietMs);
    if (!run) await this.database.execute(`DELETE FROM payments_reconciliation WHERE id = ? AND state = 'waiting'`, [id]);
    return run;
  }

  /** One process in the whole shop gets to ask for the next regular run. */
  async requestWhenDue(minutes: number): Promise<void> {
    const [id, now] = [newId('rec'), this.clock.now()];
    const recently = new Date(now.getTime() - minutes * 60_000);
    await this.database.execute(
      `INSERT INTO payments_reconciliation (id, started_by, state, requested_at)
       SELECT ?, 'schedule', 'waiting', ? FROM (SELECT 1) one
       WHERE NOT EXISTS (SELECT 1 FROM payments_reconciliation WHERE requested_at > ? OR state = 'waiting')`,
      [id, now, recently],
    );
  }

  /** @throws Error when the run was given up for dead and its place taken: the caller must stop */
  async stillMine(run: Run): Promise<void> {
    const matched = await this.database.execute(
      `UPDATE payments_reconciliation SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND WHERE id = ? AND state = 'running'`,
      [run.id],
    );
    if (matched !== 1) throw new Error(`The reconciliation ${run.id} was taken from this process`);
  }

  async finish(run: Run, { charges, found, healed, remaining }: RunFigures): Promise<void> {
    const matched = await this.database.execute(
      `UPDATE payments_reconciliation SET state = 'completed', running = NULL, lease_until = NULL, charges = ?, found = ?, healed = ?, remaining = ?,
         finished_at = ? WHERE id = ? AND state = 'running'`,
      [charges, found, healed, remaining, this.clock.now(), run.id],
    );
    if (matched !== 1) throw new Error(`The reconciliation ${run.id} was taken from this process`);
  }

  async fail(run: Run, error: unknown): Promise<void> {
    await this.database.execute(
      `UPDATE payments_reconciliation SET state = 'failed', running = NULL, lease_until = NULL, error = ?, finished_at = ?
       WHERE id = ? AND state = 'running'`,
      [String(error).slice(0, 500), this.clock.now(), run.id],
    );
  }

  private async insert(startedBy: RunStarter): Promise<string> {
    const id = newId('rec');
    await this.database.repository(Reconciliation).insert({ id, startedBy, state: 'waiting', requestedAt: this.clock.now() });
    return id;
  }

  private async begin(id: string, quietMs = QUIET_MS): Promise<Run | null> {
    await this.endDead();
    const now = this.clock.now();
    const run = { id, since: await this.windowStart(now), until: new Date(now.getTime() - quietMs) };
    try {
      const matched = await this.database.execute(
        `UPDATE payments_reconciliation SET state = 'running', running = 1, lease_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND,
           since = ?, started_at = ? WHERE id = ? AND state = 'waiting'`,
        [run.since, now, id],
      );
      return matched === 1 ? run : null;
    } catch (error) {
      if (isDuplicateKey(error, 'payments_reconciliation_running')) return null;
      throw error;
    }
  }

  private async endDead(): Promise<void> {
    await this.database.execute(
      `UPDATE payments_reconciliation SET state = 'failed', running = NULL, error = 'its process died', finished_at = ?
       WHERE running = 1 AND lease_until < UTC_TIMESTAMP(3)`,
      [this.clock.now()],
    );
  }

  /** Everything, the first time; later from well before the last good run, and from before the oldest thing that is still open. */
  private async windowStart(now: Date): Promise<Date> {
    const [row] = await this.database.query<{ last: Date | null; oldest: Date | null }>(
      `SELECT (SELECT MAX(started_at) FROM payments_reconciliation WHERE state = 'completed') AS last,
         (SELECT MIN(occurred_at) FROM payments_difference WHERE state = 'open') AS oldest`,
    );
    if (!row?.last) return new Date(0);
    const overlapping = row.last.getTime() - OVERLAP_MS;
    return new Date(Math.min(now.getTime() - LEAST_WINDOW_MS, overlapping, (row.oldest?.getTime() ?? Infinity) - HOUR_MS));
  }
}
