import { setTimeout as sleep } from 'node:timers/promises';
import { disturb } from './disturbances';
import type { Disturbance } from './disturbances';
import { Counting } from './tally';
import type { Kind, Tally } from './tally';
import { Visitors, request } from './visitors';
import type { Goods, Line } from './visitors';
import { Wire } from './wire';
import type { Reply } from './wire';

interface Phase {
  readonly port: number;
  readonly goods: Goods;
  readonly visits: readonly Kind[];
  /** Of shop and database, whose processor time is to be measured. */
  readonly pids: readonly number[];
  readonly milliseconds: number;
  /** What goes on beside it. */
  readonly disturbance?: Disturbance;
}

/** Each connection makes its next visit when the last one is over: what the shop can do. */
export interface ClosedPhase extends Phase {
  readonly mode: 'closed';
  readonly connections: number;
}

/** Visits come at their own rate, whatever becomes of those before: what a rush does. */
export interface OpenPhase extends Phase {
  readonly mode: 'open';
  readonly perSecond: number;
  readonly connections: number;
  /** Whether it is waited for that people are served as always. */
  readonly recovers: boolean;
}

export type AnyPhase = ClosedPhase | OpenPhase;

/** No source may have more than half of all connections. On Linux every loopback address is this machine. */
const MOST_OF_ONE = 2_000;
const SOURCES = ['127.0.0.1', '127.0.0.2'] as const;
const TICK_MS = 2;
const NORMAL_IN_A_ROW = 10;
let unheardOf = 0;
const RECOVERY_MS = 60_000;
/** What is on its way when a phase ends is waited for, so that it does not meet the next one. */
const LAST_MS = 14_000;

export async function run(phase: AnyPhase): Promise<Tally> {
  const wires = Array.from({ length: phase.connections }, (_, index) => new Wire(phase.port, SOURCES[index < MOST_OF_ONE ? 0 : 1]));
  await Promise.all(wires.map((wire) => wire.open()));
  const calm = phase.disturbance && (await disturb(phase.disturbance, phase.port));
  try {
    return phase.mode === 'closed' ? await closed(phase, wires) : await opened(phase, wires);
  } finally {
    calm?.();
    for (const wire of wires) wire.close();
  }
}

async function closed({ goods, visits, milliseconds, pids }: ClosedPhase, wires: readonly Wire[]): Promise<Tally> {
  const counting = new Counting(pids);
  const visitors = new Visitors(goods, counting);
  const end = performance.now() + milliseconds;
  let turn = 0;
  await Promise.all(
    wires.map(async (wire) => {
      const line: Line = { ask: (bytes, wantsBody) => wire.ask(bytes, wantsBody), rest: (milliseconds) => sleep(milliseconds) };
      while (performance.now() < end) {
        turn += 1;
        await visitors.visit(visits[turn % visits.length] ?? 'browse', turn, line);
      }
    }),
  );
  return counting.tally();
}

/** Somebody of the crowd: has a connection while they ask, and leaves it to others while they were told to wait. */
class LentLine implements Line {
  constructor(
    private wire: Wire | undefined,
    private readonly free: Wire[],
  ) {}

  async ask(bytes: string, wantsBody?: boolean): Promise<Reply> {
    const wanted = performance.now();
    while ((this.wire ??= this.free.shift()) === undefined) await sleep(TICK_MS);
    const waited = performance.now() - wanted;
    const reply = await this.wire.ask(bytes, wantsBody);
    return { ...reply, took: waited + reply.took };
  }

  rest(milliseconds: number): Promise<void> {
    this.end();
    return sleep(milliseconds);
  }

  end(): void {
    if (this.wire) this.free.push(this.wire);
    this.wire = undefined;
  }
}

/** Until a row of people who look around is served, none of them refused; each asks for something that nobody has asked for before. */
export async function backToNormal(port: number): Promise<number> {
  const started = performance.now();
  const wire = new Wire(port);
  for (let row = 0; row < NORMAL_IN_A_ROW && performance.now() - started < RECOVERY_MS;) {
    row = (await wire.ask(request('GET', `/v1/products?limit=20&priceGte=${(unheardOf += 1)}`))).status === 200 ? row + 1 : 0;
    await sleep(10);
  }
  wire.close();
  return performance.now() - started;
}

async function opened({ port, goods, visits, milliseconds, perSecond, pids, recovers }: OpenPhase, wires: readonly Wire[]): Promise<Tally> {
  const counting = new Counting(pids);
  const visitors = new Visitors(goods, counting);
  const free = [...wires];
  const underway = new Set<Promise<void>>();
  const started = performance.now();
  let due = 0;
  for (let now = started; now < started + milliseconds; now = performance.now()) {
    for (const target = ((now - started) * perSecond) / 1000; due < target; due += 1) {
      // The one that was free longest: a crowd is many people, not a few that ask again at once.
      const wire = free.shift();
      if (!wire) {
        counting.unsent += 1;
        continue;
      }
      const line = new LentLine(wire, free);
      const visit = visitors.visit(visits[due % visits.length] ?? 'browse', due, line).finally(() => {
        line.end();
        underway.delete(visit);
      });
      underway.add(visit);
    }
    await sleep(TICK_MS);
    counting.late(Math.max(0, performance.now() - now - TICK_MS));
  }
  // What is answered after the last arrival came too late to be part of a rate.
  const tally = structuredClone(counting.tally());
  const recoveryMs = recovers ? await backToNormal(port) : 0;
  await Promise.race([Promise.all(underway), sleep(LAST_MS)]);
  return { ...tally, recoveryMs };
}
