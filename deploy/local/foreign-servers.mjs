// Other database servers than the one of this machine, for cross-testing: unpacked from the Debian mirror that apt already uses, with
// every library they need down to the C library, and started through their own loader. No root, nothing is installed.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inspectServer, libraryFolders } from './server-binary.mjs';
import { aptFor, canDownload } from './server-download.mjs';
import { withLock } from './state-files.mjs';

const run = promisify(execFile);
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const programs = ['usr/sbin/mariadbd', 'usr/sbin/mysqld'];
const wrapper = 'start-server';

/** What the tests are run against; `suite` is the Debian release that has it. */
export const foreignServers = [
  { name: 'mariadb-10.11', title: 'MariaDB 10.11', version: '10.11.', package: 'mariadb-server-core', suite: 'bookworm' },
  { name: 'mariadb-11.8', title: 'MariaDB 11.8', version: '11.8.', package: 'mariadb-server-core', suite: 'trixie' },
  { name: 'mysql-9.7', title: 'MySQL 9.7 LTS', version: '9.7.', package: 'mysql-server-core', suite: 'sid' },
];

/** The mirrors that apt on this machine is set up with, or the one that the user names. */
async function mirrors() {
  if (process.env.DEBIAN_MIRROR) return [process.env.DEBIAN_MIRROR];
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(COMPONENT)', 'Created-By: Packages']);
  const lines = stdout.split('\n').map((line) => line.trim().split(' '));
  const general = lines.filter(([uri, component]) => component === 'main' && !/security/.test(uri)).map(([uri]) => uri);
  return [...new Set(general)];
}

/** An empty list of installed packages makes apt fetch the whole closure, so that nothing of this system is mixed in. */
function aptOn(folder, mirror, suite) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const trust = existsSync(keyring) ? `[signed-by=${keyring}] ` : '';
  writeFileSync(join(folder, 'sources.list'), `deb ${trust}${mirror} ${suite} main\n`);
  writeFileSync(join(folder, 'status'), '');
  return aptFor(folder, {
    'Dir::State::status': join(folder, 'status'),
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
  });
}

async function fetchClosure(draft, kind) {
  const failures = [];
  for (const mirror of await mirrors()) {
    try {
      const apt = aptOn(draft, mirror, kind.suite);
      await apt('update', '-o', 'APT::Update::Error-Mode=any');
      await apt('install', '--download-only', '--yes', '--no-install-recommends', kind.package);
      return;
    } catch (error) {
      failures.push(error.stderr?.trim().split('\n').at(-1) ?? error.message);
    }
  }
  throw new Error(`No mirror of this machine has ${kind.title} (set DEBIAN_MIRROR to one that does): ${failures.join('; ')}`);
}

function loaderOf(home) {
  for (const folder of libraryFolders(home)) {
    const name = readdirSync(folder).find((file) => /^ld-linux.*\.so\.\d+$/.test(file));
    if (name) return join(folder, name);
  }
  throw new Error(`There is no loader in ${home}.`);
}

/** The copy's C library works with its own loader only, so a line of shell starts it; `exec` keeps the process id. */
function writeWrapper(home) {
  const program = programs.map((path) => join(home, path)).find((path) => existsSync(path));
  if (!program) throw new Error(`There is no server in ${home}.`);
  const words = [loaderOf(home), '--library-path', libraryFolders(home).join(':'), program].map((word) => `'${word}'`);
  writeFileSync(join(home, wrapper), `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 });
}

const unpacked = (home) => inspectServer(join(home, wrapper), home, process.env);

async function fetchServer(home, kind, log) {
  const draft = `${home}.${process.pid}.tmp`;
  rmSync(draft, { recursive: true, force: true });
  try {
    log(`Fetching ${kind.title} and its libraries (about 60 packages; nothing is installed on this machine) ...`);
    await fetchClosure(draft, kind);
    const archives = join(draft, 'cache/archives');
    const packages = readdirSync(archives).filter((name) => name.endsWith('.deb'));
    for (const name of packages) await run('dpkg', ['-x', join(archives, name), join(draft, 'files')], { timeout: 60_000 });
    rmSync(home, { recursive: true, force: true });
    renameSync(join(draft, 'files'), home);
    mkdirSync(join(home, 'usr/lib/mysql/plugin'), { recursive: true });
    writeWrapper(home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The server of this kind, unpacked now or before under `.portico/servers`. */
export function foreignServer(root, kind, log) {
  const folder = join(root, '.portico/servers');
  const home = join(folder, kind.name);
  return withLock(join(folder, `${kind.name}.lock`), async () => {
    const known = await unpacked(home);
    if (known) return known;
    if (!canDownload()) throw new Error(`${kind.title} is unpacked with apt-get and dpkg, which this machine does not have.`);
    await fetchServer(home, kind, log);
    const server = await unpacked(home);
    if (!server) throw new Error(`${kind.title} was unpacked into ${home}, but does not run.`);
    if (!server.version.startsWith(kind.version)) throw new Error(`The mirror has ${server.version} where ${kind.title} was expected.`);
    return server;
  });
}
