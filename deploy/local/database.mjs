// The private database of this checkout, see deploy/README.md. Everything it owns lies under .portico.
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { startContainer } from './container.mjs';
import { ensureDataFolder } from './data-folder.mjs';
import { findInstance, isHealthy, startInstance, stopInstance } from './instance.mjs';
import { dropLease, otherUsers, sweepLeases, takeLease } from './leases.mjs';
import { describeProcess, endProcess, isRunning, processesWithArgument } from './processes.mjs';
import { chooseServer } from './server-choice.mjs';
import { readState, withLock, writeState } from './state-files.mjs';

const databaseName = 'portico';

const urlOf = (port, password, database = '') => `mysql://portico:${password}@127.0.0.1:${port}/${database}`;
const newPassword = () => randomBytes(18).toString('base64url');

function homeOf(root) {
  const home = join(realpathSync(root), '.portico');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  return home;
}

/** Sockets, state and log of the standing database lie in .portico itself, those of another data folder beside that folder. */
function standingPaths(root, dataDir) {
  const home = homeOf(root);
  if (dataDir === undefined) return { home, folder: home, dataDir: join(home, 'data') };
  const folder = `${resolve(dataDir)}.run`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { home, folder, dataDir: resolve(dataDir) };
}

function credentialsOf(folder) {
  const path = join(folder, 'database.json');
  const known = readState(path);
  if (known?.password) return { known, isNew: false };
  const made = { password: newPassword() };
  writeState(path, made);
  return { known: made, isNew: true };
}

async function bringUp(paths, log) {
  const { known, isNew } = credentialsOf(paths.folder);
  const spec = { ...paths, ephemeral: false, database: databaseName, password: known.password, port: known.port };
  const running = findInstance(spec);
  if (running && !isNew && (await isHealthy(spec, running))) return { spec, instance: running };
  if (running) await stopInstance(spec, running);
  const { server } = await chooseServer({ ...paths, dataDirFor: () => paths.dataDir }, log);
  if (!server) return { spec, container: await startContainer(spec, log) };
  const instance = await startInstance(spec, server, log);
  writeState(join(paths.folder, 'database.json'), { ...known, port: instance.port });
  return { spec, instance };
}

/** Starts or adopts the standing database; the returned stop() leaves it running while another command uses it. */
async function startStanding({ root, dataDir, log }) {
  const paths = standingPaths(root, dataDir);
  const lock = join(paths.folder, 'database.lock');
  const users = join(paths.folder, 'users');
  sweepLeases(users);
  const open = () =>
    withLock(lock, async () => {
      const result = await bringUp(paths, log);
      takeLease(users);
      return result;
    });
  let current = await open();
  const port = current.container?.port ?? current.instance.port;
  const revive = async () => {
    log('The database was lost and is being started again ...');
    current = await open();
    if (current.instance.port !== port) throw new Error(`The database is back on port ${current.instance.port}; please restart.`);
  };
  const close = () =>
    withLock(lock, async () => {
      dropLease(users);
      if (otherUsers(users).length > 0) return;
      await (current.container ? current.container.stop() : stopInstance(current.spec, current.instance));
    });
  let closed;
  return {
    url: urlOf(port, current.spec.password, databaseName),
    get pid() {
      return current.instance?.pid ?? null;
    },
    isRunning: () => current.container !== undefined || isRunning(current.instance),
    revive,
    stop: () => (closed ??= close()),
  };
}

/** Removes what killed test runs of this checkout left behind, and nothing else. */
async function sweepEphemeral(parent) {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const folder = join(parent, name);
    if (isRunning(readState(join(folder, 'owner.json')))) continue;
    for (const pid of processesWithArgument(`--datadir=${join(folder, 'data')}`)) await endProcess(describeProcess(pid), 2000);
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyFolder(from, to) {
  try {
    execFileSync('cp', ['-R', from, to], { stdio: 'ignore' });
  } catch {
    cpSync(from, to, { recursive: true });
  }
}

/** An empty data folder per kind of server, made once; every test server runs on a copy. */
async function choosePristine(home, given, log) {
  const folder = join(home, 'pristine');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const dataDirFor = ({ flavour, version }) => join(folder, `${flavour}-${version}`);
  const prepareGiven = async () => {
    await ensureDataFolder(dataDirFor(given), given, join(folder, 'bootstrap.log'));
    return { server: given, dataDir: dataDirFor(given) };
  };
  return withLock(join(home, 'pristine.lock'), () => (given ? prepareGiven() : chooseServer({ home, folder, dataDirFor }, log)));
}

async function claimFolder(home) {
  const parent = join(home, 'ephemeral');
  const folder = join(parent, `${process.pid}-${randomBytes(3).toString('hex')}`);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  await withLock(join(home, 'ephemeral.lock'), async () => {
    await sweepEphemeral(parent);
    writeState(join(folder, 'owner.json'), describeProcess(process.pid));
  });
  return folder;
}

/** A throw-away server for tests, as many at once as wanted. Fast instead of durable. */
async function startEphemeral({ root, log, server: given }) {
  const home = homeOf(root);
  const folder = await claimFolder(home);
  const spec = { folder, dataDir: join(folder, 'data'), ephemeral: true, password: newPassword() };
  const { server, dataDir: pristine } = await choosePristine(home, given, log);
  const container = server ? null : await startContainer(spec, log);
  if (server) copyFolder(pristine, spec.dataDir);
  const instance = server ? await startInstance(spec, server, log) : null;
  const end = async () => {
    await (container ? container.stop() : endProcess(instance, 5000));
    rmSync(folder, { recursive: true, force: true });
  };
  let ended;
  return { url: urlOf(container?.port ?? instance.port, spec.password), pid: instance?.pid ?? null, stop: () => (ended ??= end()) };
}

/** What killed test runs of this checkout left behind is removed; running ones stay. */
export const removeTestServers = (root) =>
  withLock(join(homeOf(root), 'ephemeral.lock'), () => sweepEphemeral(join(homeOf(root), 'ephemeral')));

/**
 * Brings up a private MySQL-compatible server and answers `{ url, pid, stop() }`.
 * `ephemeral` gives a throw-away server for tests, of the kind that `server` describes; `dataDir` a standing one on a data folder of your own.
 */
export const startDatabase = ({ root, ephemeral = false, dataDir, server, log = () => undefined }) =>
  ephemeral ? startEphemeral({ root, log, server }) : startStanding({ root, dataDir, log });
