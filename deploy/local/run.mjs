// node deploy/local/run.mjs -- <command...>: runs any command with DATABASE_URL set, on the private database unless one is given.
import { requireSupportedNode } from './node-version.mjs';

requireSupportedNode(new URL('../../package.json', import.meta.url));
const { runCommand } = await import('./command.mjs');
process.exit(await runCommand(process.argv.slice(2)));
