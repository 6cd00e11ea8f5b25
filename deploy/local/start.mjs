// npm start: from a bare checkout to an open shop. Every step is skipped when its result is already there.
import { requireSupportedNode } from './node-version.mjs';

requireSupportedNode(new URL('../../package.json', import.meta.url));
const { launch } = await import('./launch.mjs');
process.exit(await launch());
