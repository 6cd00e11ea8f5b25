// npm run torture: installs what is missing, builds, then runs test/torture; arguments are passed through.
import { requireSupportedNode } from './node-version.mjs';

requireSupportedNode(new URL('../../package.json', import.meta.url));
const { runTorture } = await import('./command.mjs');
process.exit(await runTorture(process.argv.slice(2)));
