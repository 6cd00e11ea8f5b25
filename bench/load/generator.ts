import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection';
import { Refused, Shopper } from './flows';
import type { Flow, Operation, Stock } from './flows';

/** One measurement, as the bench asks for it. */
export interface Order {
  readonly host: string;
  readonly port: number;
  readonly operation: Operation;
  readonly connections: number;
  readonly stock: Stock;
  /** Turns for the warm-up, all connections together; a slow server gets as many of them as this time allows. */
  readonly warmUp: number;
  readonly warmUpMs: number;
  /** The measurement ends after so long, or after so many turns. */
  readonly milliseconds: number;
  readonly turns?: number;
}

export interface Tally {
  /** Those that succeeded; a refusal is none. */
  readonly turns: number;
  readonly refused: number;
  readonly milliseconds: number;
  /** Of each turn, in milliseconds. */
  readonly latencies: readonly number[];
}

/** Nobody hammers a shop that says it is full. */
const PAUSE_MS = 50;

/** A closed loop: every connection asks again as soon as it has its answer. `begin` is called between warm-up and measurement. */
export async function drive(order: Order, begin: () => Promise<void>): Promise<Tally> {
  const connections = Array.from({ length: order.connections }, () => new Connection(order.host, order.port));
  try {
    const shoppers = connections.map((connection, number) => new Shopper(connection, order.stock, number));
    const flows = await Promise.all(shoppers.map((shopper) => shopper.flowOf(order.operation)));
    const each = Math.ceil(order.warmUp / order.connections);
    const warm = performance.now() + order.warmUpMs;
    await Promise.all(
      flows.map(async (flow) => {
        for (let turn = 0; turn < each && performance.now() < warm; turn += 1) await passed(flow, turn);
      }),
    );
    await begin();
    return await measure(order, flows, each);
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function measure(order: Order, flows: readonly Flow[], first: number): Promise<Tally> {
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + order.milliseconds;
  const limit = order.turns ?? Number.POSITIVE_INFINITY;
  let begun = 0;
  let refused = 0;
  await Promise.all(
    flows.map(async (flow) => {
      for (let turn = first; begun < limit && performance.now() < end; turn += 1) {
        begun += 1;
        const before = performance.now();
        if (await passed(flow, turn)) latencies.push(performance.now() - before);
        else refused += 1;
      }
    }),
  );
  return { turns: latencies.length, refused, milliseconds: performance.now() - started, latencies };
}

async function passed(flow: Flow, turn: number): Promise<boolean> {
  try {
    await flow(turn);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await sleep(PAUSE_MS);
    return false;
  }
}
