// `npm run check`: types, lint, walls, contract, drift and where the mutants aim, side by side; what fails is printed whole. The caches lie in .portico.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const steps = [
  ['Types', ['npm', 'run', '--silent', 'typecheck']],
  ['Lint', ['npm', 'run', '--silent', 'lint']],
  [
    'Walls, drift, configuration, contract, mutants',
    ['node', 'deploy/local/build.mjs'],
    ['npx', 'jest', '--config', '.jest.config.cjs', 'test/architecture', 'test/contract', 'test/torture/mutants'],
  ],
];

function run([command, ...args]) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd: root });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

async function check([name, ...commands]) {
  const begin = Date.now();
  for (const command of commands) {
    const { ok, output } = await run(command);
    if (ok) continue;
    console.log(`NOT OK  ${name}\n${output}`);
    return false;
  }
  console.log(`ok      ${name} (${((Date.now() - begin) / 1000).toFixed(0)} s)`);
  return true;
}

const [types, ...others] = steps;
// The metadata is made once, by the first; the build of the last finds it fresh.
const done = await Promise.all([check(others[0]), check(types).then(async (ok) => (await check(others[1])) && ok)]);
process.exit(done.every(Boolean) ? 0 : 1);
