import type { Disturbance } from './disturbances';
import { KINDS } from './tally';
import type { Kind, Tally } from './tally';

/** A phase with the processor time that shop and database used for it, in microseconds. */
export interface Measured {
  readonly tally: Tally;
  readonly cpu: number;
}

/** Microseconds of the processor for one good answer of a kind, on average. */
export type Costs = Readonly<Record<Kind, number>>;

export interface Outcome {
  readonly times: number;
  readonly pinned: boolean;
  readonly costs: Costs;
  readonly connections: number;
  readonly capacity: Measured;
  readonly rush: Measured;
  /** The same rush at a server that refuses everybody. */
  readonly refusing: Tally;
  readonly calm: Tally;
  readonly disturbed: ReadonlyMap<Disturbance, Tally>;
}

export function costOf({ tally, cpu }: Measured): number {
  const good = KINDS.reduce((sum, kind) => sum + tally.counts[kind].good, 0);
  return cpu / Math.max(1, good);
}

/** Microseconds of the processor for one refusal, on average. */
export function refusalCost(tally: Tally): number {
  return tally.cpu / Math.max(1, tally.refusals.count);
}

/**
 * What was done, in microseconds of the processor that it costs when nothing else is going on: a purchase costs many times what a page does, so
 * counting answers would praise whoever drops purchases.
 */
export function workOf({ counts }: Tally, costs: Costs): number {
  return KINDS.reduce((sum, kind) => sum + counts[kind].good * costs[kind], 0);
}

export interface Shares {
  /** Goodput of the rush over that at capacity, in time. */
  readonly goodput: number;
  /** The same for each unit of processor time that shop and database got. */
  readonly perCpu: number;
  readonly byKind: Readonly<Record<Kind, { readonly offered: number; readonly served: number }>>;
  readonly purchases: number;
  readonly withRetryAfter: number;
  /** What a core has left that refuses as many as were refused in the rush, with Node's own server and nothing else. */
  readonly left: number;
}

export function sharesOf({ capacity, rush, refusing, costs }: Outcome): Shares {
  const rate = (tally: Tally, count: number): number => count / tally.milliseconds;
  const share = (before: number, then: number): number => (before > 0 ? then / before : 0);
  const work = { before: workOf(capacity.tally, costs), then: workOf(rush.tally, costs) };
  const byKind = Object.fromEntries(
    KINDS.map((kind) => {
      const good = rate(capacity.tally, capacity.tally.counts[kind].good);
      const { asked, good: served } = rush.tally.counts[kind];
      return [kind, { offered: share(good, rate(rush.tally, asked)), served: share(good, rate(rush.tally, served)) }];
    }),
  ) as Record<Kind, { offered: number; served: number }>;
  const { count, withRetryAfter } = rush.tally.refusals;
  return {
    goodput: share(rate(capacity.tally, work.before), rate(rush.tally, work.then)),
    perCpu: share(work.before / capacity.tally.cpu, work.then / rush.tally.cpu),
    byKind,
    purchases: share(rate(capacity.tally, capacity.tally.purchases.completed), rate(rush.tally, rush.tally.purchases.completed)),
    withRetryAfter: count > 0 ? withRetryAfter / count : 1,
    left: 1 - (count * refusalCost(refusing)) / (1_000 * rush.tally.milliseconds),
  };
}
