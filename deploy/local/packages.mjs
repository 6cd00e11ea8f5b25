// Installs what package-lock.json names and node_modules lacks; the scripts that call a tool directly begin with it, so that each works in a fresh clone.
import { requireSupportedNode } from './node-version.mjs';

requireSupportedNode(new URL('../../package.json', import.meta.url));
const { installPackages } = await import('./command.mjs');
process.exit(await installPackages());
