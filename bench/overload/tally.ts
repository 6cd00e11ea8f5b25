import { cpuOf } from '../processes';
import { percentile } from '../statistics';
import type { Reply } from './wire';

export const KINDS = ['browse', 'cart', 'purchase'] as const;
export type Kind = (typeof KINDS)[number];

/** How long a client waits for an answer before it goes away; what comes later is no goodput. */
export const PATIENCE_MS: Readonly<Record<Kind, number>> = { browse: 2_000, cart: 5_000, purchase: 10_000 };

export interface Count {
  readonly asked: number;
  /** Answered well, within the client's patience. */
  readonly good: number;
  readonly late: number;
  readonly refused: number;
  /** Neither an answer nor a proper refusal. */
  readonly failed: number;
}

/** What came of one phase of load. */
export interface Tally {
  readonly milliseconds: number;
  readonly counts: Readonly<Record<Kind, Count>>;
  readonly purchases: { readonly begun: number; readonly completed: number };
  readonly refusals: { readonly count: number; readonly withRetryAfter: number; readonly p50: number; readonly p99: number };
  /** Of good answers, by kind. */
  readonly p99: Readonly<Record<Kind, number>>;
  /** Requests that found no free connection, and were never sent. */
  readonly unsent: number;
  /** How late the generator itself was, at worst but one in a hundred: its own noise in all times above. */
  readonly ownLateness: number;
  /** From the last arrival until visitors are served as always. */
  readonly recoveryMs: number;
  /** Processor time of shop and database until the last answer that counts, in microseconds. */
  readonly cpu: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Counting {
  private readonly counts = Object.fromEntries(
    KINDS.map((kind) => [kind, { asked: 0, good: 0, late: 0, refused: 0, failed: 0 }]),
  ) as Record<Kind, Mutable<Count>>;
  private readonly times: Readonly<Record<Kind, number[]>> = { browse: [], cart: [], purchase: [] };
  private readonly refusalTimes: number[] = [];
  private withRetryAfter = 0;
  private readonly lateness: number[] = [];
  private readonly started = performance.now();
  readonly purchases = { begun: 0, completed: 0 };
  unsent = 0;
  private readonly cpuBefore: number;

  constructor(private readonly pids: readonly number[]) {
    this.cpuBefore = this.cpu();
  }

  note(kind: Kind, { status, retryAfter, took }: Reply): void {
    const count = this.counts[kind];
    count.asked += 1;
    if (status === 503 || status === 429) {
      count.refused += 1;
      this.refusalTimes.push(took);
      if (retryAfter !== undefined) this.withRetryAfter += 1;
    } else if (status < 200 || status >= 300) count.failed += 1;
    else if (took > PATIENCE_MS[kind]) count.late += 1;
    else {
      count.good += 1;
      this.times[kind].push(took);
    }
  }

  late(milliseconds: number): void {
    this.lateness.push(milliseconds);
  }

  private cpu(): number {
    return this.pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  }

  tally(): Tally {
    const { counts, purchases, unsent, refusalTimes } = this;
    return {
      ...{ milliseconds: performance.now() - this.started, counts, purchases, unsent },
      refusals: {
        count: refusalTimes.length,
        withRetryAfter: this.withRetryAfter,
        p50: percentile(refusalTimes, 50),
        p99: percentile(refusalTimes, 99),
      },
      p99: {
        browse: percentile(this.times.browse, 99),
        cart: percentile(this.times.cart, 99),
        purchase: percentile(this.times.purchase, 99),
      },
      ownLateness: percentile(this.lateness, 99),
      recoveryMs: 0,
      cpu: this.cpu() - this.cpuBefore,
    };
  }
}
