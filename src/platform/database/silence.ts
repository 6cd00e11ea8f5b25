import { Socket } from 'node:net';
import type { Pool, PoolConnection } from 'mysql2';
import { DatabaseSilent } from './errors';

/**
 * Breaks connections on which nothing has moved for a while although somebody waits for them: a cable was pulled, a firewall forgot the
 * connection. Without it such a wait lasts until the operating system gives up, a quarter of an hour later.
 */
export function giveUpOnSilence(pool: Pool, milliseconds: number): void {
  pool.on('connection', (connection) => {
    const socket = socketOf(connection);
    // As an error of the socket it reaches every statement that waits; `connection.destroy()` would tell none of them.
    socket?.on('timeout', () => socket.destroy(new DatabaseSilent(`The database said nothing for ${milliseconds} ms`)));
  });
  pool.on('acquire', (connection) => void socketOf(connection)?.setTimeout(milliseconds));
  pool.on('release', (connection) => void socketOf(connection)?.setTimeout(0));
}

function socketOf(connection: PoolConnection): Socket | undefined {
  const stream: unknown = Reflect.get(connection, 'stream');
  return stream instanceof Socket ? stream : undefined;
}
