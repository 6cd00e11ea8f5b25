'use strict';
// Jest compiles with SWC. Packages that ship as ES modules are compiled to CommonJS too, so no runtime flag is needed on any supported Node.
const { readdirSync, readFileSync, existsSync } = require('node:fs');
const { availableParallelism } = require('node:os');
const { join } = require('node:path');

const modules = join(__dirname, 'node_modules');
const isEsm = (name) => {
  const manifest = join(modules, name, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
};
const packages = readdirSync(modules)
  .filter((name) => !name.startsWith('.'))
  .flatMap((name) => (name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name]));
const esm = packages.filter(isEsm).map((name) => name.replace(/[.+]/g, '\\$&'));

const typescript = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};
const ecmascript = { jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } }, module: { type: 'commonjs' }, sourceMaps: false };

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/bench'],
  testMatch: ['**/*.spec.ts'],
  testEnvironment: 'node',
  runtime: '<rootDir>/test/support/runtime.cjs',
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.m?js$': ['@swc/jest', ecmascript] },
  transformIgnorePatterns: [`node_modules/(?!(?:.*/node_modules/)?(?:${esm.join('|')})/)`],
  testSequencer: '<rootDir>/test/support/slow-first.cjs',
  // Tests wait for databases and clocks more than they compute, so the default of one core less than there are would idle.
  maxWorkers: Math.max(2, availableParallelism()),
  testTimeout: 30_000,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.portico'],
};
