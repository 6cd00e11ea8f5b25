import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import house from '../../src/modules/modules.json';

const ROOT = join(__dirname, '..', '..');
const MODULES = join(ROOT, 'src', 'modules');
const uses: Readonly<Record<string, readonly string[]>> = house.uses;
const floorOf = new Map(house.floors.flatMap(({ floor, modules }) => modules.map((module) => [module, floor] as const)));

it('keeps every module on a floor, and every arrow pointing down', () => {
  expect([...floorOf.keys()].sort()).toEqual(Object.keys(uses).sort());
  const upward = Object.entries(uses).flatMap(([from, targets]) =>
    targets.filter((to) => (floorOf.get(to) ?? Infinity) >= (floorOf.get(from) ?? 0)).map((to) => `${from} -> ${to}`),
  );
  expect(upward).toEqual([]);
});

it('has a folder, a face and a README for every module, and no other folder', () => {
  const folders = readdirSync(MODULES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.sort()).toEqual(Object.keys(uses).sort());
  const lacking = folders.flatMap((name) =>
    ['README.md', 'index.ts'].filter((file) => !existsSync(join(MODULES, name, file))).map((file) => `${name}/${file}`),
  );
  expect(lacking).toEqual([]);
});

it('draws the map in src/README.md from modules.json', () => {
  const map = readFileSync(join(ROOT, 'src', 'README.md'), 'utf8');
  const rows = house.floors.map(
    ({ floor, modules }) => `| ${floor} | ${modules.map((name) => `[${name}](modules/${name}/README.md)`).join(', ')} |`,
  );
  expect(rows.filter((row) => !map.includes(row))).toEqual([]);
});

it('lets no file walk through a wall', () => {
  const run = (): string =>
    execFileSync(join(ROOT, 'node_modules/.bin/depcruise'), ['--config', '.dependency-cruiser.cjs', 'src', 'ormconfig.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
  expect(run).not.toThrow();
}, 60_000);

it('has no file over 300 lines and no file called utils or common', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/metadata\.ts$/.test(file),
  );
  const long = files.filter((file) => readFileSync(join(ROOT, 'src', file), 'utf8').split('\n').length > 301);
  expect(long).toEqual([]);
  expect(files.filter((file) => /(^|\/)(utils?|common|helpers?)(\.|\/)/.test(file))).toEqual([]);
});
