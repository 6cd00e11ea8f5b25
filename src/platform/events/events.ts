import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { newId } from '../ids';
import type { EventKind } from './event';
import { Listeners } from './listeners';

const MAX_ROWS = 500;

/** Is told whose rows there are. */
type Wake = (listeners: readonly string[]) => void;
type OutboxValues = readonly [eventId: string, type: string, listener: string, payload: string];

/** Publishes facts through the outbox: they are stored with the work that caused them, and delivered after its commit. */
@Injectable()
export class Events {
  private wake: Wake = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly listeners: Listeners,
  ) {}

  /** Must run in the transaction that makes the fact true. An event nobody listens to leaves no row. */
  async publish<P extends object>(kind: EventKind<P>, payload: P): Promise<void> {
    await this.publishAll(kind, [payload]);
  }

  /** Many facts of one kind, in few statements. */
  async publishAll<P extends object>(kind: EventKind<P>, payloads: readonly P[]): Promise<void> {
    this.database.requireTransaction();
    const listeners = this.listeners.of(kind.type);
    if (listeners.length === 0) return;
    for (const payload of payloads) {
      const eventId = newId('evt');
      const text = JSON.stringify(payload);
      for (const { listener } of listeners) this.database.beforeCommit([eventId, kind.type, listener, text], this.store);
    }
  }

  /** The events of a unit of work in few statements, after everything that others wait for is locked. */
  private readonly store = async (rows: readonly OutboxValues[]): Promise<void> => {
    for (let start = 0; start < rows.length; start += MAX_ROWS) await this.insert(rows.slice(start, start + MAX_ROWS));
    this.database.afterCommit(() => this.wake(rows.map(([, , listener]) => listener)));
  };

  private async insert(rows: readonly OutboxValues[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO platform_outbox (event_id, type, listener, payload, available_at, occurred_at)
       VALUES ${rows.map(() => '(?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))').join(', ')}`,
      rows.flat(),
    );
  }

  /**
   * The dispatcher of this process asks to be told about new rows at once; other processes find them by polling. It is woken outside the
   * async context of whoever published: their idempotency claim and their trace are not the listeners'.
   */
  onPublished(wake: Wake): void {
    const outside = AsyncLocalStorage.snapshot();
    this.wake = (listeners) => outside(wake, listeners);
  }
}
