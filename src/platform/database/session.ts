import type { PoolConnection } from 'mysql2';
import { SQL_MODE } from './sql-mode';

/** Below the patience with a silent server: a statement that waits for a lock says nothing. */
const LOCK_WAIT_SECONDS = 4;
/** What a connection that the network has lost holds at the server, locks above all, is given back after this. */
const SERVER_PATIENCE_SECONDS = 60;

const always = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION sql_mode = '${SQL_MODE}', time_zone = '+00:00', innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}`,
];

/** What every connection says first, so that no server default can change how the shop behaves. */
export const SESSION = { patient: always, watchful: [...always, `SET SESSION wait_timeout = ${SERVER_PATIENCE_SECONDS}`] };

const done = new WeakSet<PoolConnection>();

/** Says the statements once per connection, before anybody else's. */
export function setUp(connection: PoolConnection, [first, ...rest]: readonly string[], then: (error: Error | null) => void): void {
  if (first === undefined || done.has(connection)) {
    done.add(connection);
    then(null);
    return;
  }
  connection.query(first, (error) => (error ? then(error) : setUp(connection, rest, then)));
}
