import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

async function shopFlags(): Promise<readonly string[]> {
  const file = pathToFileURL(join(ROOT, 'deploy/local/shop-flags.mjs')).href;
  const { SHOP_FLAGS } = (await import(file)) as { readonly SHOP_FLAGS: readonly string[] };
  return SHOP_FLAGS;
}

const STARTS_THE_BUNDLE = /dist\/src\/start\.js|program\('start\.js'\)/;
const FOLDERS = ['bench', 'deploy', 'src', 'test'];

/** Lines that start the bundle, by file. They cannot all import the flags: some stand in no program. */
function starts(): readonly (readonly [file: string, line: string])[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  const files = [
    'Dockerfile',
    'README.md',
    'compose.yaml',
    'package.json',
    ...below.filter((file) => /\.(ts|m?js|cjs|md|sh|json)$/.test(file)),
  ];
  return files
    .filter((file) => !__filename.endsWith(file))
    .flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => STARTS_THE_BUNDLE.test(line))
        .map((line) => [file, line] as const),
    );
}

it('every command that starts the bundle gives the shop the same flags', async () => {
  const flags = await shopFlags();
  const found = starts();
  expect(found.map(([file]) => file)).toEqual(
    expect.arrayContaining([
      'Dockerfile',
      'bench/stage.ts',
      'deploy/README.md',
      'deploy/local/launch.mjs',
      'package.json',
      'test/support/shop.ts',
    ]),
  );
  for (const [file, line] of found) {
    const said = /\.\.\.(SHOP_FLAGS|flags)\b/.test(line) || flags.every((flag) => line.includes(flag));
    expect({ file, line, said }).toEqual({ file, line, said: true });
  }
});

it('the compilation is made, and looked for, with the young generation that they ask for', async () => {
  const [youngGeneration = ''] = (await shopFlags()).filter((flag) => flag.startsWith('--max-semi-space-size='));
  expect(read('src/start.ts')).toContain(`setFlagsFromString('${youngGeneration}')`);
  expect(read('deploy/local/bundle.mjs')).toContain("[...SHOP_FLAGS, join(dist, 'src', 'start.js'), '--keep-compilation']");
});
