import { join } from 'node:path';
import type { RunningDatabase } from '../../deploy/local/database.mjs';

declare global {
  var porticoTestServer: RunningDatabase | undefined;
}

/** One private server for the whole run. TEST_DATABASE_URL names another one, for example to test against MySQL. */
export default async function globalSetup(): Promise<void> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) {
    process.env['DATABASE_URL'] = given;
    return;
  }
  const { startDatabase } = await import('../../deploy/local/database.mjs');
  const log = (text: string): void => void process.stderr.write(`${text}\n`);
  globalThis.porticoTestServer = await startDatabase({ root: join(__dirname, '../..'), ephemeral: true, log });
  process.env['DATABASE_URL'] = globalThis.porticoTestServer.url;
}
