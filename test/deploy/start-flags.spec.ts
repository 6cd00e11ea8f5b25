import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
/** Wherever the shop is started, and where its compilation is made, which V8 takes under the same flags only. */
const STARTS = [
  ...['Dockerfile', 'package.json', 'src/start.ts', 'deploy/README.md', 'deploy/local/bundle.mjs', 'deploy/local/launch.mjs'],
  ...['bench/stage.ts', 'bench/import/shop.mjs', 'test/support/shop.ts'],
];

it.each(STARTS)('%s gives the shop the same young generation', (file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const sizes = text
    .split('\n')
    .flatMap((line) => (line.includes('cli/import.js') ? [] : [...(/max-semi-space-size=(\d+)/g.exec(line) ?? [])].slice(1)));
  expect(new Set(sizes)).toEqual(new Set(['24']));
});

/** The two that are not commands: one is asked by whoever forgot the flag, when it is too late for the pool, the other makes a compilation, for which the pool is no matter. */
const COMMANDS = STARTS.filter((file) => !['src/start.ts', 'deploy/local/bundle.mjs'].includes(file));

it.each(COMMANDS)('%s gives the shop one thread for V8 beside its own', (file) => {
  const starts = readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .filter((line) => /dist\/src\/start\.js|program\('start\.js'\)/.test(line) && line.includes('--max-semi-space-size'));
  expect(starts.length).toBeGreaterThan(0);
  for (const line of starts) expect(line).toContain('--v8-pool-size=1');
});
