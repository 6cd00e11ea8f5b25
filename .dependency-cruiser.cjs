'use strict';
// The walls of the house, read from src/modules/modules.json, so that lint, tests and the diagram cannot disagree.
const { uses } = require('./src/modules/modules.json');

const modules = Object.keys(uses);
const strangers = modules.map((name) => ({
  name: `${name}-uses-only-${['platform', ...uses[name]].join('-')}`,
  comment:
    'modules.json lists what a module may use. Publish an event below and listen above, lift the use case to checkout, or declare a port below.',
  severity: 'error',
  from: { path: `^src/modules/${name}/` },
  to: { path: '^src/modules/', pathNot: [`^src/modules/(${[name, ...uses[name]].join('|')})/`] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...strangers,
    {
      name: 'front-door',
      comment: "Walk in by the front door: import from '../inventory', not from a file inside it.",
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/([^/]+)/.+', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'not-its-own-index',
      comment: 'Inside a module import the file itself; the index is for outsiders.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/(?!index\\.ts$)' },
      to: { path: '^src/modules/$1/index\\.ts$' },
    },
    {
      name: 'platform-knows-no-module',
      comment: 'The ground floor carries the house; it knows no room above.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(modules|demo|cli|app\\.module|entities)' },
    },
    {
      name: 'pure-pricing',
      comment: 'The price function is pure: numbers in, numbers out.',
      severity: 'error',
      from: { path: '^src/modules/pricing/calculation/' },
      to: { pathNot: ['^src/modules/pricing/(calculation/|pricing\\.errors)', '^src/platform/money', '^node:'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that need each other are one thing, or need a third.',
      from: {},
      to: { circular: true, viaOnly: { pathNot: '\\.entity\\.ts$' } },
    },
    { name: 'no-test-code', severity: 'error', from: { path: '^src/', pathNot: '\\.spec\\.ts$' }, to: { path: '^test/|\\.spec\\.ts$' } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: 'src/metadata\\.ts$' },
  },
};
