// npm run test:databases -- [server ...] [--markdown FILE] [-- jest arguments]: the tests on each database server that Portico supports.
import { requireSupportedNode } from './node-version.mjs';

requireSupportedNode(new URL('../../package.json', import.meta.url));
const { testDatabases } = await import('./database-matrix.mjs');
process.exit(await testDatabases(process.argv.slice(2)));
