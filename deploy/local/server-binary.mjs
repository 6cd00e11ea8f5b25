// Which MariaDB or MySQL server this checkout uses: one of the system, or a private copy.
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const names = ['mariadbd', 'mysqld'];
const usualFolders = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec',
  '/opt/homebrew/bin',
  '/usr/local/bin',
  '/usr/local/mysql/bin',
  '/opt/homebrew/opt/mariadb/bin',
  '/opt/homebrew/opt/mysql/bin',
];
const oldest = { mariadb: 10.06, mysql: 8 };

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Folders with shared libraries inside a private copy. */
export function libraryFolders(home) {
  const roots = ['lib', 'usr/lib', 'lib64', 'usr/lib64'].map((name) => join(home, name)).filter((path) => existsSync(path));
  const inner = roots.flatMap((root) =>
    readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(root, entry.name)),
  );
  return [...roots, ...inner].filter((folder) => readdirSync(folder).some((name) => name.includes('.so')));
}

function shareFolder(binary, home) {
  const prefix = home ? join(home, 'usr') : dirname(dirname(realpathSync(binary)));
  const near = ['share/mariadb', 'share/mysql', 'share'].map((name) => join(prefix, name));
  const system = home ? [] : ['/usr/share/mariadb', '/usr/share/mysql'];
  return (
    [...near, ...system].find(
      (folder) => existsSync(join(folder, 'english/errmsg.sys')) || existsSync(join(folder, 'charsets/Index.xml')),
    ) ?? null
  );
}

const privateEnvironment = (home) => ({ ...process.env, LD_LIBRARY_PATH: libraryFolders(home).join(':') });

/** Asks the program who it is. Null when it does not run here or is too old. `home` is the root of a private copy. */
export async function inspectServer(binary, home = null, env = home ? privateEnvironment(home) : process.env) {
  if (!isExecutable(binary)) return null;
  try {
    const { stdout } = await run(binary, ['--no-defaults', '--version'], { env, timeout: 10_000 });
    const [, major, minor, patch] = stdout.match(/Ver (\d+)\.(\d+)\.(\d+)/) ?? [];
    const flavour = /mariadb/i.test(stdout) ? 'mariadb' : 'mysql';
    if (major === undefined || Number(major) + Number(minor) / 100 < oldest[flavour]) return null;
    return { binary, home, env, flavour, version: `${major}.${minor}.${patch}`, share: shareFolder(binary, home) };
  } catch {
    return null;
  }
}

/** Servers that are installed on this machine, best first. */
export async function installedServers() {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...usualFolders];
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(isExecutable);
  const distinct = [...new Map(paths.map((path) => [realpathSync(path), path])).values()];
  const servers = await Promise.all(distinct.map((path) => inspectServer(path)));
  return servers.filter((server) => server !== null);
}

/** The private copy, when it was unpacked before. */
export async function privateServer(home) {
  for (const folder of ['usr/sbin', 'usr/libexec', 'usr/bin']) {
    for (const name of names) {
      const server = await inspectServer(join(home, folder, name), home);
      if (server) return server;
    }
  }
  return null;
}
