import { Injectable, Logger } from '@nestjs/common';
import type { MessageEvent, OnModuleDestroy } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Subscriber, Subscription } from 'rxjs';
import { Database } from '../../platform/database';
import { Overloaded } from '../../platform/http';
import { OrderNudges } from './order-nudges';
import type { OrderStatus } from './order-status';

const LOOK_EVERY_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** Then the client comes again with Last-Event-ID, and is asked anew who it is. */
const LIFE_MS = 15 * 60_000;
const MAX_STREAMS = 1_000;
/** Enough for all the windows somebody has open, too few for one order to take everybody's place. */
const MAX_STREAMS_PER_ORDER = 20;
const IDS_PER_QUERY = 500;

interface Watcher {
  readonly orderId: string;
  readonly subscriber: Subscriber<MessageEvent>;
  readonly endsAt: number;
  /** The version of the order that was told last. */
  seen: number;
  quietSince: number;
}

interface HistoryRow {
  readonly orderId: string;
  readonly version: number;
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly reason: string | null;
  readonly at: Date;
}

/**
 * Live streams of orders. All streams of a process share one look a second at the versions of the orders they watch; a change made in
 * this process is looked at at once. The event's id is the order's version, so nothing is lost or told twice when a client resumes.
 */
@Injectable()
export class OrderStreams implements OnModuleDestroy {
  private readonly logger = new Logger(OrderStreams.name);
  private readonly watchers = new Set<Watcher>();
  private readonly nudged: Subscription;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private lookAgain = false;

  constructor(
    private readonly database: Database,
    nudges: OrderNudges,
  ) {
    this.nudged = nudges.changes.subscribe((orderId) => {
      if ([...this.watchers].some((watcher) => watcher.orderId === orderId)) void this.look();
    });
  }

  /** @throws Overloaded when this process, or this order, has as many streams as it can carry */
  assertRoom(orderId: string): void {
    const same = [...this.watchers].filter((watcher) => watcher.orderId === orderId).length;
    const full = this.watchers.size >= MAX_STREAMS || same >= MAX_STREAMS_PER_ORDER;
    if (full) throw new Overloaded('Too many streams are open; read the order instead, or try again shortly.');
  }

  /** @throws Overloaded as `assertRoom` does */
  open(orderId: string, lastSeen: number): Observable<MessageEvent> {
    this.assertRoom(orderId);
    return new Observable((subscriber) => {
      const now = Date.now();
      const watcher: Watcher = { orderId, subscriber, seen: lastSeen, quietSince: now, endsAt: now + LIFE_MS };
      this.watchers.add(watcher);
      this.timer ??= setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
      // The answer's headers leave with the first bytes, and a client that has seen everything would wait for them.
      subscriber.next({ comment: 'open' });
      void this.look();
      return () => this.forget(watcher);
    });
  }

  onModuleDestroy(): void {
    this.nudged.unsubscribe();
    for (const { subscriber } of [...this.watchers]) subscriber.complete();
  }

  private forget(watcher: Watcher): void {
    this.watchers.delete(watcher);
    if (this.watchers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** One look at a time; whoever asks meanwhile gets another one right after. */
  private async look(): Promise<void> {
    this.lookAgain = true;
    if (this.looking) return;
    this.looking = true;
    try {
      while (this.lookAgain) {
        this.lookAgain = false;
        await this.database.detached(() => this.tellNews());
      }
    } catch (error) {
      this.logger.warn(`Order streams could not look for news: ${String(error)}`);
    } finally {
      this.looking = false;
    }
    this.keepAlive();
  }

  private async tellNews(): Promise<void> {
    const ids = [...new Set([...this.watchers].map((watcher) => watcher.orderId))];
    for (let start = 0; start < ids.length; start += IDS_PER_QUERY) {
      const changed = await this.changedOf(ids.slice(start, start + IDS_PER_QUERY));
      if (changed.length > 0) this.tell(await this.historyOf(changed));
    }
  }

  private async changedOf(ids: readonly string[]): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string; version: number }>('SELECT id, version FROM orders_order WHERE id IN (?)', [ids]);
    const versions = new Map(rows.map((row) => [row.id, row.version]));
    const behind = [...this.watchers].filter((watcher) => watcher.seen < (versions.get(watcher.orderId) ?? 0));
    return [...new Set(behind.map((watcher) => watcher.orderId))];
  }

  private historyOf(orderIds: readonly string[]): Promise<HistoryRow[]> {
    return this.database.query<HistoryRow>(
      `SELECT order_id AS orderId, version, from_status AS \`from\`, to_status AS \`to\`, reason, created_at AS at
       FROM orders_history WHERE order_id IN (?) ORDER BY order_id, version`,
      [orderIds],
    );
  }

  private tell(history: readonly HistoryRow[]): void {
    for (const watcher of [...this.watchers]) {
      for (const entry of history) {
        if (entry.orderId === watcher.orderId && entry.version > watcher.seen) this.send(watcher, entry);
      }
    }
  }

  private send(watcher: Watcher, { orderId, version, from, to, reason, at }: HistoryRow): void {
    watcher.seen = version;
    watcher.quietSince = Date.now();
    watcher.subscriber.next({ id: String(version), type: 'order', data: { orderId, version, from, to, reason, at } });
  }

  /** Proxies close what is silent. A comment is no event to the client, so its last event id stays. */
  private keepAlive(): void {
    const now = Date.now();
    for (const watcher of [...this.watchers]) {
      if (now >= watcher.endsAt) watcher.subscriber.complete();
      else if (now - watcher.quietSince >= HEARTBEAT_MS) {
        watcher.quietSince = now;
        watcher.subscriber.next({ comment: 'still here' });
      }
    }
  }
}

/** Our ids are versions. Anything else is no id of ours, so the stream starts from the beginning. */
export function readLastEventId(header: string | undefined): number {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : 0;
}
