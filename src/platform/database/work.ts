import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolConnection } from 'mysql2';
import type { QueryRunner } from 'typeorm';

/** One transaction and what waits for its commit. */
export interface Unit {
  readonly owner: object;
  readonly runner: QueryRunner;
  readonly afterCommit: (() => void)[];
  /** By who writes them: what is written at once at the end. */
  readonly gathered: Map<Writer, never[]>;
}

export type Writer = (items: readonly never[]) => Promise<void>;

/** Hears each statement as it is sent, BEGIN, COMMIT and SET included. */
export type Listener = (sql: string) => void;

interface Work {
  readonly unit?: Unit | undefined;
  readonly listener?: Listener;
  readonly requestId?: string;
}

/** What a piece of work carries along. One storage for all of it: each costs something at every `await` of the process. */
export const work = new AsyncLocalStorage<Work>();

let unheard = 0;

/** Tells the listener what reaches the database from inside, in whatever module it is said. */
export function listenToStatements<T>(listener: Listener, inside: () => T): T {
  return work.run({ ...work.getStore(), listener }, inside);
}

/** What is done for a request: its statements are told to the listener, and its id stands in every line of the log. */
export function workFor<T>(requestId: string, listener: Listener, inside: () => T): T {
  return work.run({ listener, requestId }, inside);
}

/** The request that this is done for; undefined in jobs, and in what outlives a request. */
export function requestIdOfWork(): string | undefined {
  return work.getStore()?.requestId;
}

/** How many statements of this process nobody has listened to: jobs, listeners of events, the start. */
export function unheardStatements(): number {
  return unheard;
}

/** Lets every connection of the pool tell what is said on it. */
export function announceStatements(pool: Pool): void {
  pool.on('connection', (connection) => {
    Object.assign(connection, { query: announcing(connection, connection.query), execute: announcing(connection, connection.execute) });
  });
}

/** A prepared statement is told when it runs, with its text; that it was prepared before is not. */
function announcing(connection: PoolConnection, said: PoolConnection['query'] | PoolConnection['execute']): unknown {
  return (...args: readonly [string | { readonly sql: string }, ...unknown[]]): unknown => {
    const listener = work.getStore()?.listener;
    if (listener) listener(typeof args[0] === 'string' ? args[0] : args[0].sql);
    else unheard += 1;
    return Reflect.apply(said, connection, args);
  };
}
