import { performance } from 'node:perf_hooks';
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database';

const POLL_MS = 250;
/** Who has not asked for so long trusts its memory no more. With a poll on its way this keeps what is served younger than a second. */
const TRUST_MS = 800;
/** Nobody remembers anything: no reason to ask. */
const IDLE_MS = 10_000;
/** Above the longest wait for a lock: so late can a row be marked as seen. */
const OVERLAP_SECONDS = 10;
/** With the overlap, well below the life of a row. */
const MISSED_MS = 30_000;

interface ChangeRow {
  readonly id: number | string;
  readonly topic: string | null;
  readonly now: string | null;
}

export interface ChangeListener {
  changed(topics: readonly string[]): void;
  /** Changes may have been missed: whatever is remembered may be wrong. */
  missed(): void;
}

/**
 * Tells all processes what has changed, for those that keep answers in memory. The rows are part of the transaction of the change, so a
 * rollback takes them along. No order is read into their numbers, which are given out before the commit: a row counts as new until this
 * process has seen it, and stays until everybody has had the time to.
 */
@Injectable()
export class Changes implements OnModuleDestroy {
  private readonly logger = new Logger('Changes');
  private readonly listeners: ChangeListener[] = [];
  private readonly writeAnnounced = (topics: readonly string[]): Promise<void> => this.write([...new Set(topics)]);
  private seen: ReadonlySet<string> = new Set();
  private since: string | undefined;
  private asked = -Infinity;
  private lastPoll = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private polling = false;

  constructor(private readonly database: Database) {}

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.asked = -Infinity;
  }

  /** Everybody hears of it when the transaction is committed: this process at once, others within a moment. */
  announce(topics: readonly string[]): void {
    for (const topic of topics) this.database.beforeCommit(topic, this.writeAnnounced);
  }

  listen(listener: ChangeListener): void {
    this.listeners.push(listener);
  }

  /** Whether all changes up to a moment ago have arrived. Asking keeps the news coming; while nobody asks, nothing is polled. */
  get current(): boolean {
    this.asked = performance.now();
    if (!this.polling) void this.poll();
    return this.asked - this.lastPoll < TRUST_MS;
  }

  private async write(topics: readonly string[]): Promise<void> {
    await this.database.execute('INSERT INTO platform_change (topic) VALUES ?', [topics.map((topic) => [topic])]);
    this.database.afterCommit(() => this.tell(topics));
  }

  private tell(topics: readonly string[]): void {
    for (const listener of this.listeners) listener.changed(topics);
  }

  private async poll(): Promise<void> {
    this.polling = true;
    const start = performance.now();
    try {
      const rows = await this.database.detached(() => this.rows());
      if (start - this.lastPoll > MISSED_MS) this.listeners.forEach((listener) => listener.missed());
      this.take(rows);
      this.lastPoll = start;
    } catch (error) {
      this.logger.warn({ err: error }, 'What has changed could not be read; nothing is served from memory meanwhile');
    }
    const wanted = performance.now() - this.asked < IDLE_MS;
    this.polling = wanted;
    if (wanted) this.timer = setTimeout(() => void this.poll(), POLL_MS).unref();
  }

  private rows(): Promise<ChangeRow[]> {
    return this.database.query<ChangeRow>(
      `SELECT 0 AS id, NULL AS topic, CAST(UTC_TIMESTAMP(3) AS CHAR) AS now
        UNION ALL SELECT id, topic, NULL FROM platform_change
                   WHERE seen_at IS NULL OR seen_at >= COALESCE(CAST(? AS DATETIME(3)), UTC_TIMESTAMP(3)) - INTERVAL ${OVERLAP_SECONDS} SECOND`,
      [this.since ?? null],
    );
  }

  private take(rows: readonly ChangeRow[]): void {
    const fresh = rows.filter(({ id, topic }) => topic !== null && !this.seen.has(String(id)));
    this.seen = new Set(rows.map(({ id }) => String(id)));
    this.since = rows.find(({ now }) => now !== null)?.now ?? this.since;
    if (fresh.length > 0) this.tell(fresh.flatMap(({ topic }) => topic ?? []));
  }
}
