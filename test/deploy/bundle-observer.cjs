// Preloaded into the bundle under test: what it loads beside itself, and whether its kept compilation was taken.
const Module = require('node:module');
const vm = require('node:vm');

const packages = new Set();
const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const file = Module._resolveFilename(request, parent);
  const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  if (name) packages.add(name);
  return load.call(this, request, parent, ...rest);
};

let taken = null;
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    if (options?.cachedData) taken = this.cachedDataRejected === false;
  }
};

process.on('message', () => process.send({ taken, packages: [...packages] }));
process.channel.unref();
