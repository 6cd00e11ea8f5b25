import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolConnection } from 'mysql2';
import type { QueryRunner } from 'typeorm';

/** One transaction and what waits for its commit. */
export interface Unit {
  readonly owner: object;
  readonly runner: QueryRunner;
  readonly connection: PoolConnection;
  /** Its connection may be in other hands. */
  over: boolean;
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
  /** On an Idempotency-Key: see http/idempotency, which alone knows what it looks like. */
  readonly claim?: object;
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

/** What runs inside works under the claim, in whatever transaction; `claimOfWork` answers it there. */
export function workUnder<T>(claim: object, inside: () => T): T {
  return work.run({ ...work.getStore(), claim }, inside);
}

export function claimOfWork(): object | undefined {
  return work.getStore()?.claim;
}

/** The request that this is done for; undefined in jobs, and in what outlives a request. */
export function requestIdOfWork(): string | undefined {
  return work.getStore()?.requestId;
}

/** How many statements of this process nobody has listened to: jobs, listeners of events, the start. */
export function unheardStatements(): number {
  return unheard;
}

/** Tells whoever listens what is said now. A prepared statement is told when it runs, with its text; that it was prepared before is not. */
export function tellListener(sql: string): void {
  const listener = work.getStore()?.listener;
  if (listener) listener(sql);
  else unheard += 1;
}

/** Lets every connection of the pool tell what is said on it. */
export function announceStatements(pool: Pool): void {
  pool.on('connection', (connection) => {
    Object.assign(connection, { query: announcing(connection, connection.query), execute: announcing(connection, connection.execute) });
  });
}

function announcing(connection: PoolConnection, said: PoolConnection['query'] | PoolConnection['execute']): unknown {
  return (statement: string | { readonly sql: string }, values: unknown, heard: unknown): unknown => {
    tellListener(typeof statement === 'string' ? statement : statement.sql);
    return Reflect.apply(said, connection, [statement, values, heard]);
  };
}
