// `npm run build`: generates the Swagger metadata, then compiles src/ to dist/ with SWC. Does nothing when nothing changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { bundle } from './bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const out = join(root, 'dist');
const stamp = join(out, '.stamp');
// Built beside and moved into place whole, so that a process that starts meanwhile finds every file.
const building = join(root, '.portico', `build-${process.pid}`);
const replaced = join(root, '.portico', `replaced-${process.pid}`);
const COPIED = /\.(svg|json|html|css)$/;

const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'metadata.ts')
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();
const hash = createHash('sha256');
for (const file of [
  ...files,
  ...['.swcrc', 'nest-cli.json', 'package-lock.json', 'deploy/local/build.mjs', 'deploy/local/bundle.mjs'].map((name) => join(root, name)),
]) {
  hash.update(relative(root, file)).update(readFileSync(file));
}
const fresh = hash.digest('hex');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fresh) process.exit(0);

const metadata = spawnSync(process.execPath, [join(root, 'deploy/local/metadata.mjs')], { stdio: 'inherit', cwd: root });
if (metadata.status !== 0) process.exit(metadata.status ?? 1);

const { transformFileSync } = createRequire(join(root, 'package.json'))('@swc/core');
for (const file of [...files, join(root, 'src', 'metadata.ts')]) {
  const target = join(building, relative(root, file));
  mkdirSync(dirname(target), { recursive: true });
  if (COPIED.test(file)) copyFileSync(file, target);
  if (!file.endsWith('.ts') || file.endsWith('.spec.ts') || file.endsWith('.d.ts')) continue;
  const { code, map } = transformFileSync(file, { configFile: join(root, '.swcrc'), cwd: root });
  const js = target.replace(/\.ts$/, '.js');
  writeFileSync(js, `${code}\n//# sourceMappingURL=${js.split('/').pop()}.map\n`);
  if (map) writeFileSync(`${js}.map`, map);
}
await bundle(building, out);
writeFileSync(join(building, '.stamp'), fresh);
if (existsSync(out)) renameSync(out, replaced);
renameSync(building, out);
rmSync(replaced, { recursive: true, force: true });
