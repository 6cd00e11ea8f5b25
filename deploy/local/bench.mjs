// npm run bench: installs what is missing, builds, then runs bench/; arguments are passed through.
import { requireSupportedNode } from './node-version.mjs';

requireSupportedNode(new URL('../../package.json', import.meta.url));
const { runBench } = await import('./command.mjs');
process.exit(await runBench(process.argv.slice(2)));
