// Preloaded into a shop under test (node --import preload-failpoints.mjs dist/src/main.js): the process kills itself at a named place.
// It wraps methods of the built classes from outside, so the product holds no trace of it. PORTICO_FAILPOINT=name:hit arms it at the start,
// a message { failpoint, hit } of the parent process later.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import 'reflect-metadata';

const require = createRequire(import.meta.url);
const failpoints = require('./failpoint-list.json');
const built = fileURLToPath(new URL('../../../dist/src/', import.meta.url));
let armed;

function arm(name, hit) {
  if (!failpoints.some((failpoint) => failpoint.name === name)) throw new Error(`There is no failpoint ${name}`);
  armed = { name, left: hit };
}

function passes(failpoint, args) {
  if (armed?.name !== failpoint.name) return;
  if (failpoint.firstArgument && !new RegExp(failpoint.firstArgument).test(String(args[0]))) return;
  armed.left -= 1;
  if (armed.left > 0) return;
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

function wrapped(failpoint, original) {
  if (failpoint.when === 'before') {
    return function (...args) {
      passes(failpoint, args);
      return original.apply(this, args);
    };
  }
  return function (...args) {
    const result = original.apply(this, args);
    const pass = (value) => {
      passes(failpoint, args);
      return value;
    };
    return typeof result?.then === 'function' ? result.then(pass) : pass(result);
  };
}

/** Listeners, jobs and guards are found by metadata on the method itself, so it moves along. */
function install(failpoint) {
  const prototype = require(built + failpoint.file)[failpoint.class]?.prototype;
  const original = prototype?.[failpoint.method];
  if (typeof original !== 'function')
    throw new Error(`The failpoint ${failpoint.name} has no ${failpoint.class}.${failpoint.method} to stand at`);
  const replacement = wrapped(failpoint, original);
  for (const key of Reflect.getMetadataKeys(original)) Reflect.defineMetadata(key, Reflect.getMetadata(key, original), replacement);
  Object.defineProperty(prototype, failpoint.method, { value: replacement, configurable: true, writable: true });
}

failpoints.forEach(install);
const [name, hit = '1'] = (process.env.PORTICO_FAILPOINT ?? '').split(':');
if (name) arm(name, Number(hit));
process.on('message', (message) => arm(message.failpoint, message.hit));
process.on('disconnect', () => process.exit(1));
process.channel?.unref();
