import { performance } from 'node:perf_hooks';
import * as mysql2 from 'mysql2';
import type { Pool, PoolConnection, PoolOptions } from 'mysql2';
import { DatabaseBusy } from './errors';
import { notePoolWait } from './pool-waits';
import { SESSION, setUp } from './session';
import { giveUpOnSilence } from './silence';
import { announceStatements } from './work';

const PATIENCE_MS = 1_000;
const TICK_MS = 100;
/** For each connection so many may wait; who comes then is refused at once. */
export const WAITING_PER_CONNECTION = 8;

type Taker = (error: NodeJS.ErrnoException | null, connection: PoolConnection) => void;
type GetConnection = (take: Taker) => void;

export interface ShopPoolOptions extends PoolOptions {
  /** A server that says nothing for so long while we wait for it counts as lost. Absent: wait as long as it takes. */
  readonly silenceMs?: number;
}

/**
 * mysql2 with three changes to its pool. Connections are set up before their first use, which costs two statements per connection
 * (TypeORM's own `isolationLevel` costs a round trip per transaction). Nobody waits for a connection for ever: mysql2 has no acquire
 * timeout, so a rush, or work that needs a second connection while it holds the first, would hang silently. And nobody waits for ever
 * for a server that a broken network has made silent.
 */
export const mysqlDriver = {
  ...mysql2,
  createPool({ silenceMs, ...options }: ShopPoolOptions): Pool {
    const pool = mysql2.createPool({ ...options, queueLimit: WAITING_PER_CONNECTION * (options.connectionLimit ?? 10) });
    // The pool itself hears the first error of a connection only; a second one would end the process.
    pool.on('connection', (connection) => connection.on('error', () => undefined));
    announceStatements(pool);
    if (silenceMs !== undefined) giveUpOnSilence(pool, silenceMs);
    const getConnection = pool.getConnection.bind(pool);
    const statements = silenceMs === undefined ? SESSION.patient : SESSION.watchful;
    const prepared = preparing(getConnection, statements);
    // Nearly always one is free: then nothing is waited for, and no clock is started.
    pool.getConnection = (take: Taker): void => (hasFree(pool) ? prepared(take) : impatiently(prepared, take));
    return pool;
  },
};

/** One that is free is set up: it has worked before. The list is the driver's own, so without it every taker counts as waiting. */
function hasFree(pool: object): boolean {
  const { _freeConnections: free }: { _freeConnections?: { readonly length: number } } = pool;
  return (free?.length ?? 0) > 0;
}

/** Hands out connections that are set up; one that cannot be is thrown away, and the taker is told why. */
function preparing(getConnection: GetConnection, statements: readonly string[]): GetConnection {
  return (take) =>
    getConnection((error, connection) => {
      if (error) return take(error, connection);
      setUp(connection, statements, (failure) => {
        if (failure) connection.destroy();
        take(failure, connection);
      });
    });
}

/** Counts ticks instead of time: while this process itself is late, at its start for example, nobody has waited for the database. */
function impatiently(getConnection: GetConnection, take: Taker): void {
  const asked = performance.now();
  let left = PATIENCE_MS / TICK_MS;
  const timer = setInterval(() => {
    if ((left -= 1) > 0) return;
    clearInterval(timer);
    take(new DatabaseBusy(`No connection became free within ${PATIENCE_MS} ms`), undefined as never);
  }, TICK_MS);
  getConnection((error, connection) => {
    clearInterval(timer);
    // Who was refused has not waited: taken for a short wait, it would call for more of the same.
    if (!error) notePoolWait(performance.now() - asked);
    if (left <= 0) connection?.release();
    else take(error?.message === 'Queue limit reached.' ? new DatabaseBusy(error.message) : error, connection);
  });
}
