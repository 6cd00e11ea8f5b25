// Packages and build, brought up to date only when something changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { step } from './progress.mjs';
import { withLock } from './state-files.mjs';

const lockMilliseconds = 1_200_000;
const buildInputs = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'nest-cli.json',
  '.swcrc',
  'deploy/local/build.mjs',
  'deploy/local/bundle.mjs',
  'deploy/local/metadata.mjs',
];

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const hash = (...parts) => createHash('sha256').update(parts.join('\0')).digest('hex');

/** Somebody may have run `npm ci` by hand: npm's own record then lists every package of the lock file. */
function npmInstalledThis(root) {
  const record = read(join(root, 'node_modules/.package-lock.json'));
  if (record === '') return false;
  const installed = JSON.parse(record).packages;
  const wanted = Object.entries(JSON.parse(read(join(root, 'package-lock.json'))).packages);
  const needed = wanted.filter(([path, entry]) => path !== '' && !entry.optional && !entry.devOptional && !entry.peer);
  return needed.every(([path, entry]) => installed[path]?.version === entry.version);
}

function npmProgram() {
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const given = process.env.npm_execpath ?? '';
  if (basename(given) === 'npm-cli.js') return given;
  return existsSync(beside) ? beside : null;
}

/** Runs npm quietly; its words are shown when it fails. */
async function npm(supervisor, root, env, args) {
  let output = '';
  const collect = (child) => {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output = `${output}${bytes}`.slice(-8000)));
  };
  const program = npmProgram();
  const options = { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], onSpawn: collect };
  const code = program
    ? await supervisor.run(process.execPath, [program, ...args], { ...options, leashed: true })
    : await supervisor.run('npm', args, options);
  supervisor.throwIfStopped();
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed with code ${code}:\n${output.trim()}`);
}

/** Installs from the lock file when node_modules is missing or belongs to another lock file. */
export async function ensurePackages(supervisor, root, env) {
  const stamp = join(root, 'node_modules/.portico-install');
  const wanted = hash(read(join(root, 'package-lock.json')), process.platform, process.arch);
  const isCurrent = () => read(stamp) === wanted;
  if (isCurrent()) return;
  const install = async () => {
    if (isCurrent()) return;
    if (!npmInstalledThis(root)) {
      // Development packages are needed to build, also where NODE_ENV says production.
      await step('Installing packages', () => npm(supervisor, root, env, ['ci', '--no-audit', '--no-fund', '--include=dev']));
    }
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    writeFileSync(stamp, wanted);
  };
  await withLock(join(root, '.portico/install.lock'), install, lockMilliseconds);
}

function sourceHash(root) {
  const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'metadata.ts' && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const paths = [...files.sort(), ...buildInputs.map((name) => join(root, name))];
  return hash(...paths.flatMap((path) => [path.slice(root.length), read(path)]));
}

/** Builds when the sources differ from those of the last build. */
export async function ensureBuild(supervisor, root, env) {
  const stamp = join(root, 'dist/.portico-build');
  const isCurrent = () => read(stamp) === sourceHash(root);
  if (isCurrent()) return;
  const build = async () => {
    if (isCurrent()) return;
    const wanted = sourceHash(root);
    await step('Building', () => npm(supervisor, root, env, ['run', '--silent', 'build']));
    if (!existsSync(join(root, 'dist/bundle.js'))) throw new Error('The build left no dist/bundle.js.');
    writeFileSync(stamp, wanted);
  };
  await withLock(join(root, '.portico/build.lock'), build, lockMilliseconds);
}
