import type { Load } from './load/load';
import type { Operation, Stock } from './load/flows';
import { cpuOf } from './processes';
import type { Server } from './processes';
import type { Stage } from './stage';
import type { Sample } from './statistics';

/** One cell of the table: an operation at so many connections. */
export interface Cell {
  readonly operation: Operation;
  readonly connections: number;
  readonly rounds: number;
  readonly milliseconds: number;
  readonly turns?: number;
  /** At most so long; a minute and a half when nobody is in a hurry. */
  readonly warmUpMs?: number;
}

export interface Contestant {
  readonly server: Server;
  readonly stock: Stock;
}

export interface Pair {
  readonly shop: readonly Sample[];
  readonly bare: readonly Sample[];
}

/**
 * Both run for days in earnest, so the compiler has seen all of their code, and the database its pages. A checkout is eight requests and all that
 * follows from them: the shop gets faster for more than a thousand.
 */
const WARM_UP: Readonly<Record<Operation, number>> = {
  list: 2_000,
  deep: 2_000,
  detail: 2_000,
  search: 2_000,
  add: 1_000,
  checkout: 2_000,
};

const WARM_UP_MS = 90_000;

/** Both in turn, so that whatever else the machine does meets both. */
export async function measurePair(cell: Cell, shop: Contestant, bare: Contestant, stage: Stage, load: Load): Promise<Pair> {
  const pair = { shop: [] as Sample[], bare: [] as Sample[] };
  for (let round = 0; round < cell.rounds; round += 1) {
    pair.shop.push(await measure(cell, shop, stage, load, round));
    pair.bare.push(await measure(cell, bare, stage, load, round));
  }
  return pair;
}

/** The shop's work behind a checkout (mails, webhooks, read models) is waited for, and counted as its own. */
async function measure(cell: Cell, { server, stock }: Contestant, stage: Stage, load: Load, round: number): Promise<Sample> {
  const { operation, connections, milliseconds, turns } = cell;
  const warmUp = Math.max(connections, round === 0 ? WARM_UP[operation] : 0);
  const warmUpMs = cell.warmUpMs ?? WARM_UP_MS;
  const order = { host: '127.0.0.1', port: server.port, operation, connections, stock, warmUp, warmUpMs, milliseconds, turns };
  const settle = async (): Promise<void> => (server.name === 'shop' && operation === 'checkout' ? stage.settle() : undefined);
  let before = { cpu: 0, databaseCpu: 0, statements: 0 };
  const tally = await load.drive(order, async () => {
    await settle();
    before = await counters(server, stage);
  });
  await settle();
  const after = await counters(server, stage);
  return {
    ...tally,
    cpu: after.cpu - before.cpu,
    databaseCpu: after.databaseCpu - before.databaseCpu,
    statements: after.statements - before.statements - 1,
  };
}

async function counters(server: Server, stage: Stage): Promise<{ cpu: number; databaseCpu: number; statements: number }> {
  const statements = await stage.statements();
  return { statements, cpu: cpuOf(server.pid), databaseCpu: stage.databasePid > 0 ? cpuOf(stage.databasePid) : 0 };
}
