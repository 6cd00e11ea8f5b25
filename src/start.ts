import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import type * as Bundle from './bundle';
import { BUNDLE, traceTo } from './bundle-traces';

/*
 * How the shop starts where it is shipped: from one file that holds it with all its packages, compiled beforehand. Both are made by the build
 * (deploy/local/bundle.mjs). A kept compilation that this Node does not take is passed over in silence; starting then takes a second longer.
 */
const FILE = join(__dirname, '..', 'bundle.js');
const COMPILED = `${FILE}.compiled`;
const TIDY_AFTER_MS = 3_000;

type Wrapper = (exports: object, require: NodeJS.Require, module: { exports: object }, filename: string, dirname: string) => void;

// V8 takes a compilation only under the flags that it was made with, so this one is set for who forgot it. Given to `node` itself it also makes the
// young generation larger, so that what a request needs dies there instead of being carried into the old one.
setFlagsFromString('--max-semi-space-size=24');

const script = new Script(readFileSync(FILE, 'latin1'), {
  filename: BUNDLE,
  cachedData: existsSync(COMPILED) ? readFileSync(COMPILED) : undefined,
});

function load(): typeof Bundle {
  const module = { exports: {} };
  const wrapper = script.runInThisContext() as Wrapper;
  wrapper(module.exports, createRequire(FILE), module, FILE, dirname(FILE));
  return module.exports as typeof Bundle;
}

/**
 * Gives back once what only starting has needed: the kept compilation, which V8 would not look at for as long as the shop is idle, and the young
 * generation that starting has made large. Asked through the inspector, because its collection is the only one that shrinks the latter; a Node
 * that has none, or forbids it, keeps what it has. After the first seconds, because it takes a fifth of a second in which nothing is answered.
 */
async function tidyUp(): Promise<void> {
  await sleep(TIDY_AFTER_MS, undefined, { ref: false });
  try {
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connect();
    // To disconnect inside of an answer would wait for that answer for ever.
    session.post('HeapProfiler.collectGarbage', () => setImmediate(() => session.disconnect()));
  } catch {
    // Only memory is at stake.
  }
}

if (process.sourceMapsEnabled) traceTo(FILE);
const shop = load();
if (process.argv.includes('--keep-compilation')) {
  void shop.rehearse().then(() => {
    writeFileSync(COMPILED, script.createCachedData());
    process.exit(0);
  });
} else {
  shop.serve();
  void tidyUp();
}
