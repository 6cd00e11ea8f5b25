import * as mysql2 from 'mysql2';
import type { Pool, PoolConnection, PoolOptions } from 'mysql2';
import { DatabaseBusy } from './errors';
import { SQL_MODE } from './sql-mode';

const PATIENCE_MS = 1_000;
const QUEUE_PER_CONNECTION = 8;

/** What every connection says first, so that no server default can change how the shop behaves. */
const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION sql_mode = '${SQL_MODE}', time_zone = '+00:00', innodb_lock_wait_timeout = 10`,
];

type Taker = (error: NodeJS.ErrnoException | null, connection: PoolConnection) => void;

/**
 * mysql2 with two changes to its pool. Connections are set up before their first use, which costs two statements per connection
 * (TypeORM's own `isolationLevel` costs a round trip per transaction). And nobody waits for a connection for ever: mysql2 has no
 * acquire timeout, so a rush, or work that needs a second connection while it holds the first, would hang silently.
 */
export const mysqlDriver = {
  ...mysql2,
  createPool(options: PoolOptions): Pool {
    const pool = mysql2.createPool({ ...options, queueLimit: QUEUE_PER_CONNECTION * (options.connectionLimit ?? 10) });
    pool.on('connection', (connection) => {
      for (const statement of SESSION) connection.query(statement, (error) => error && connection.destroy());
    });
    const getConnection = pool.getConnection.bind(pool);
    pool.getConnection = (take: Taker): void => impatiently(getConnection, take);
    return pool;
  },
};

function impatiently(getConnection: (take: Taker) => void, take: Taker): void {
  let gaveUp = false;
  const timer = setTimeout(() => {
    gaveUp = true;
    take(new DatabaseBusy(`No connection became free within ${PATIENCE_MS} ms`), undefined as never);
  }, PATIENCE_MS);
  getConnection((error, connection) => {
    clearTimeout(timer);
    if (gaveUp) connection?.release();
    else take(error?.message === 'Queue limit reached.' ? new DatabaseBusy(error.message) : error, connection);
  });
}
