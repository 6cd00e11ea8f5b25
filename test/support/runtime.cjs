'use strict';
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/**
 * Jest reads and compiles every module anew for every spec, a third of the processor time of the whole suite. Here a worker does it once,
 * and each spec runs what was compiled in a realm of its own: specs share code, never state.
 */
const files = new Map();
const scripts = new Map();

const HEAD = '(function (module, exports, require, __dirname, __filename, jest) {';
/** `import()` needs to know which spec it runs for. */
const IMPORTS = /\bimport\s*\(/;

function scriptOf(source, filename) {
  const known = scripts.get(filename);
  if (known?.source === source) return known.script;
  const script = IMPORTS.test(source) ? null : new Script(`${HEAD}${source}\n})`, { filename, columnOffset: -HEAD.length });
  scripts.set(filename, { source, script });
  return script;
}

module.exports = class CompilesOnce extends Runtime {
  constructor(...args) {
    super(...args);
    const [, environment, , , , , , { watch, watchAll, collectCoverage }] = args;
    this.shareScripts(environment);
    if (!watch && !watchAll && !collectCoverage) this.shareFiles();
  }

  shareScripts(environment) {
    const compile = this.executor.compile.bind(this.executor);
    this.executor.compile = (source, filename) => {
      const context = environment.getVmContext();
      const script = context === null ? null : scriptOf(source, filename);
      return script === null ? compile(source, filename) : script.runInContext(context);
    };
  }

  shareFiles() {
    const { transforms, sourceMaps } = this.transformCache;
    const transform = this.transformCache.transform.bind(this.transformCache);
    this.transformCache.transform = (filename, options) => {
      if (options?.isInternalModule) return transform(filename, options);
      const known = files.get(filename);
      if (known === undefined) {
        const code = transform(filename, options);
        files.set(filename, transforms.get(filename));
        return code;
      }
      transforms.set(filename, known);
      if (known.sourceMapPath) sourceMaps.set(filename, known.sourceMapPath);
      return known.code;
    };
  }
};
