// npm test: installs what is missing, then runs Jest; arguments are passed through.
import { requireSupportedNode } from './node-version.mjs';

requireSupportedNode(new URL('../../package.json', import.meta.url));
const { runTests } = await import('./command.mjs');
process.exit(await runTests(process.argv.slice(2)));
