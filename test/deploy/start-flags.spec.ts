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
