import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script, runInNewContext } from 'node:vm';
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

// V8 takes a compilation only under the flags that it was made with, so this one is set for who forgot it. Given to `node` itself it also saves
// memory, 16 MB of it: the young generation then has 16 MB instead of 32.
setFlagsFromString('--max-semi-space-size=8');

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
 * Gives back once what only starting has needed, the kept compilation above all: 12 MB that V8 would not look at for as long as the shop is idle. After
 * the first seconds, because it takes a tenth of a second in which nothing is answered.
 */
function tidyUp(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setTimeout(collect, TIDY_AFTER_MS).unref();
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
  tidyUp();
}
