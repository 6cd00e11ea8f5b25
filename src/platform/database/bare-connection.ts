import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import { CONNECT_TIMEOUT_MS } from './data-source-options';
import { driverError } from './errors';

const TRIES = 3;

/**
 * For one question at a start. Starting keeps the event loop busy, on a slow machine for seconds, and then the timer of a connection goes off
 * although the server has answered long ago: so it is tried again.
 */
export async function bareConnection(uri: string): Promise<Connection> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await createConnection({ uri, connectTimeout: CONNECT_TIMEOUT_MS });
    } catch (error) {
      if (left === 0 || driverError(error)?.code !== 'ETIMEDOUT') throw error;
    }
  }
}
