import type { RunningDatabase } from '../../deploy/local/database.mjs';
import { testServer } from './server';

declare global {
  var porticoTestServer: RunningDatabase | undefined;
}

/** One private server for the whole run. TEST_DATABASE_URL names another one, for example to test against MySQL. */
export default async function globalSetup(): Promise<void> {
  globalThis.porticoTestServer = await testServer();
}
