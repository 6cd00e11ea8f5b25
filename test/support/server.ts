import { join } from 'node:path';
import type { RunningDatabase } from '../../deploy/local/database.mjs';
import { forgetTemplates } from './template';

/**
 * A database server for tests: that of TEST_DATABASE_URL (MySQL, for example), else a private one that is fast because it forgets.
 * Its address is in DATABASE_URL afterwards, where `freshDatabaseUrl` and `startShop` find it.
 */
export async function testServer(): Promise<RunningDatabase> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given ? borrowed(given) : await privateServer();
  process.env['DATABASE_URL'] = server.url;
  if (given) await forgetTemplates();
  return server;
}

async function privateServer(): Promise<RunningDatabase> {
  const { startDatabase } = await import('../../deploy/local/database.mjs');
  const log = (text: string): void => void process.stderr.write(`${text}\n`);
  return startDatabase({ root: join(__dirname, '../..'), ephemeral: true, log });
}

function borrowed(url: string): RunningDatabase {
  return { url, pid: null, stop: async () => undefined };
}
