// A private copy of the MariaDB server, from the package sources this machine already has. Nothing is installed and no root is needed:
// apt gets a state folder of its own, and the packages are only unpacked.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { privateServer } from './server-binary.mjs';

const run = promisify(execFile);
const packages = ['mariadb-server-core', 'mariadb-server-core-10.6'];
const looseLibraries = [['libaio1t64', 'libaio1'], ['libnuma1'], ['liburing2'], ['mariadb-common']];

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(':')
    .concat('/usr/bin')
    .some((folder) => existsSync(join(folder, name)));
export const canDownload = () => process.platform === 'linux' && onPath('apt-get') && onPath('dpkg') && existsSync('/var/lib/dpkg/status');

/** apt-get with all of its state in this folder; `settings` replace or add to its configuration. */
export function aptFor(folder, extra = {}) {
  for (const name of ['state/lists/partial', 'cache/archives/partial', 'log']) mkdirSync(join(folder, name), { recursive: true });
  const settings = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Log': join(folder, 'log'),
    'Debug::NoLocking': '1',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    ...(process.getuid() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
    ...extra,
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  return (...args) =>
    run('apt-get', [...options, '-q', ...args], {
      cwd: join(folder, 'cache/archives'),
      timeout: 180_000,
      maxBuffer: 1 << 24,
      env: { ...process.env, LC_ALL: 'C' },
    });
}

/** apt finds out which libraries are missing here; where its view of the system is broken, the few known ones are fetched by name. */
async function fetchPackages(apt) {
  const failures = [];
  for (const name of packages) {
    try {
      await apt('install', '--download-only', '--yes', '--no-install-recommends', name);
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  for (const name of packages) {
    try {
      await apt('download', name);
      for (const choices of looseLibraries) await Promise.any(choices.map((choice) => apt('download', choice))).catch(() => undefined);
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new Error(`apt-get finds no MariaDB server: ${failures[0].stderr?.trim().split('\n').at(-1) ?? failures[0].message}`);
}

/** libc belongs to the system's own loader: a second one beside it would not start. */
async function unpack(archives, home) {
  const files = readdirSync(archives).filter((name) => name.endsWith('.deb') && !/^libc6_/.test(name));
  for (const name of files) await run('dpkg', ['-x', join(archives, name), home], { timeout: 60_000 });
  mkdirSync(join(home, 'usr/lib/mysql/plugin'), { recursive: true });
}

function removeAbandoned(parent) {
  for (const name of readdirSync(parent)) {
    const old = /^server\.\d+\.tmp$/.test(name) && Date.now() - statSync(join(parent, name)).mtimeMs > 600_000;
    if (old) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** Unpacks the server into `home` and answers it. The folder appears whole or not at all. */
export async function downloadServer(home, log) {
  const parent = dirname(home);
  const draft = join(parent, `server.${process.pid}.tmp`);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  removeAbandoned(parent);
  rmSync(draft, { recursive: true, force: true });
  try {
    const apt = aptFor(draft);
    log('Fetching a private MariaDB server (about 8 MB; nothing is installed on this machine) ...');
    await apt('update');
    await fetchPackages(apt);
    await unpack(join(draft, 'cache/archives'), join(draft, 'files'));
    const server = await privateServer(join(draft, 'files'));
    if (server === null) throw new Error('The unpacked MariaDB server does not run on this machine.');
    if (!(await privateServer(home))) {
      rmSync(home, { recursive: true, force: true });
      renameSync(join(draft, 'files'), home);
    }
    return await privateServer(home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
