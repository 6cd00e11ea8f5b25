import type { Operation } from './load/flows';
import { OPERATIONS } from './load/flows';
import { memoryOf } from './processes';
import { table } from './report';
import type { Contestant } from './measure';
import type { Load } from './load/load';
import { median } from './statistics';

const CONNECTIONS = 16;
const TURN_MS = 5_000;
const SAMPLE_MS = 500;
/** What comes and goes between two collections of garbage is no growth. */
const TOLERANCE = 1.1;

export interface Minute {
  readonly turns: Readonly<Record<Operation, number>>;
  /** Megabytes, every half second. */
  readonly memory: readonly number[];
}

/** The shop alone: all operations one after the other, five seconds each, twice a minute. */
export async function soak(minutes: number, { server, stock }: Contestant, load: Load, tell: (text: string) => void): Promise<Minute[]> {
  const found: Minute[] = [];
  const port = server.port;
  for (let minute = 0; minute < minutes; minute += 1) {
    const turns: Record<Operation, number> = { list: 0, deep: 0, detail: 0, search: 0, add: 0, checkout: 0 };
    const memory: number[] = [];
    const timer = setInterval(() => memory.push(memoryOf(server.pid)), SAMPLE_MS);
    const end = performance.now() + 60_000;
    while (performance.now() < end) {
      for (const operation of OPERATIONS) {
        const patience = { warmUp: CONNECTIONS, warmUpMs: TURN_MS };
        const order = { host: '127.0.0.1', port, operation, connections: CONNECTIONS, stock, ...patience, milliseconds: TURN_MS };
        turns[operation] += (await load.drive(order, () => Promise.resolve())).turns;
      }
    }
    clearInterval(timer);
    found.push({ turns, memory });
    tell(`Minute ${minute + 1}: ${median(memory).toFixed(0)} MB, at most ${Math.max(...memory).toFixed(0)} MB`);
  }
  return found;
}

/** Of the usual memory in the second half of the time over that in the first, whose first minute is left out: memory is taken by then. */
export function growthOf(minutes: readonly Minute[]): number {
  const half = Math.ceil((minutes.length - 1) / 2);
  const usual = (some: readonly Minute[]): number => median(some.flatMap(({ memory }) => memory));
  return usual(minutes.slice(1 + half)) / usual(minutes.slice(1, 1 + half));
}

export const isFlat = (minutes: readonly Minute[]): boolean => growthOf(minutes) <= TOLERANCE;

export function printedSoak(minutes: readonly Minute[]): string {
  const rows = minutes.map(({ turns, memory }, at) => [
    String(at + 1),
    ...OPERATIONS.map((operation) => String(turns[operation])),
    median(memory).toFixed(0),
    Math.max(...memory).toFixed(0),
  ]);
  const growth = `The second half of the time has ${growthOf(minutes).toFixed(2)} times the memory of the first.`;
  return [
    ...table([['minute', ...OPERATIONS, 'MB', 'at most MB'], ...rows]),
    '',
    `${growth} ${isFlat(minutes) ? 'Flat.' : 'It grows.'}`,
  ].join('\n');
}
