// One running server on one data folder: started, found again, stopped.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { baseArguments, temporaryFolder } from './data-folder.mjs';
import { freePort, greets } from './ports.mjs';
import { argumentValue, birthOf, describeProcess, endProcess, hasArgument, isRunning, processesWithArgument } from './processes.mjs';
import { readState, writePrivateFile, writeState } from './state-files.mjs';

const longestSocketPath = 100;
const sqlMode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION';
const startMilliseconds = 180_000;
const stopMilliseconds = 30_000;

/** The system limits the length of a socket's path; a deep checkout gets a private folder of its own under the temporary one. */
function socketPath(folder) {
  const near = join(folder, 'server.sock');
  if (Buffer.byteLength(near) <= longestSocketPath) return near;
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const far = join(Buffer.byteLength(tmpdir()) < 60 ? tmpdir() : '/tmp', `portico-${process.getuid?.() ?? 0}-${key}`);
  mkdirSync(far, { recursive: true, mode: 0o700 });
  const found = lstatSync(far);
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid))
    throw new Error(`${far} belongs to somebody else. Please remove it.`);
  chmodSync(far, 0o700);
  return join(far, 'server.sock');
}

const durability = (spec, server) => {
  if (!spec.ephemeral) return ['--innodb-flush-log-at-trx-commit=1', '--innodb-buffer-pool-size=256M'];
  const flush = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--performance-schema=OFF'];
  // Both wait for the disk several times at every new table, and a test database has about a hundred.
  const tables = '--innodb-flush-method=nosync';
  return [
    ...flush,
    tables,
    // MySQL hands each commit to threads of its own, which helps large machines only.
    ...(server.flavour === 'mariadb' ? ['--aria-checkpoint-interval=0', '--loose-debug-no-sync'] : ['--innodb-log-writer-threads=OFF']),
  ];
};

function serverArguments(spec, server, port) {
  const flavoured =
    server.flavour === 'mysql'
      ? ['--mysqlx=OFF', '--secure-file-priv=NULL', '--innodb-redo-log-capacity=64M']
      : ['--innodb-log-file-size=48M'];
  return [
    ...baseArguments(server),
    `--datadir=${spec.dataDir}`,
    `--tmpdir=${temporaryFolder(join(spec.folder, 'tmp'))}`,
    `--socket=${socketPath(spec.folder)}`,
    `--port=${port}`,
    `--pid-file=${join(spec.folder, 'server.pid')}`,
    `--init-file=${join(spec.folder, 'account.sql')}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--transaction-isolation=READ-COMMITTED',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_520_ci',
    '--default-time-zone=+00:00',
    `--sql-mode=${sqlMode}`,
    '--max-connections=300',
    '--max-allowed-packet=64M',
    ...flavoured,
    ...durability(spec, server),
  ];
}

/** The account is (re)made at every start, so the password file is the only truth. One statement per line: that is the format. */
function accountStatements({ password, database }, server) {
  const lines = ['127.0.0.1', 'localhost'].flatMap((host) => [
    `CREATE USER IF NOT EXISTS 'portico'@'${host}' IDENTIFIED BY '${password}';`,
    `ALTER USER 'portico'@'${host}' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO 'portico'@'${host}' WITH GRANT OPTION;`,
  ]);
  if (server.flavour === 'mysql') lines.push(`ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`);
  if (database) lines.push(`CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;`);
  return `${lines.join('\n')}\n`;
}

const logPath = (spec) => join(spec.folder, 'database.log');
const statePath = (spec) => join(spec.folder, 'instance.json');

function openLog(path) {
  const large = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 5_000_000;
  return openSync(path, large ? 'w' : 'a', 0o600);
}

function lastErrors(path, from) {
  const text = readFileSync(path).subarray(from).toString('utf8');
  const errors = text.split('\n').filter((line) => /\[ERROR\]|error while loading/i.test(line));
  return { text, summary: (errors.length > 0 ? errors : text.trim().split('\n')).slice(-3).join('\n') };
}

function launch(spec, server, port) {
  const output = openLog(logPath(spec));
  // A group of its own: Ctrl-C in the terminal must reach the application only, the database is stopped after it.
  const child = spawn(server.binary, serverArguments(spec, server, port), {
    env: server.env,
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  child.unref();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child));
  });
}

/** Ready means: our process wrote its pid file (it does so after it bound the port) and greets there. */
async function isReady(spec, instance) {
  try {
    if (Number(readFileSync(join(spec.folder, 'server.pid'), 'utf8').trim()) !== instance.pid) return false;
  } catch {
    return false;
  }
  return greets(instance.port);
}

async function waitUntilReady(spec, instance, log) {
  const started = Date.now();
  let told = started;
  while (!(await isReady(spec, instance))) {
    if (!isRunning(instance)) return false;
    if (Date.now() - started > startMilliseconds) return false;
    if (Date.now() - told > 5000) {
      told = Date.now();
      log(`Still waiting for the database (${Math.round((told - started) / 1000)} s; it may be repairing itself after a crash) ...`);
    }
    await sleep(20);
  }
  return true;
}

async function tryToStart(spec, server, log, port) {
  const from = statSync(logPath(spec), { throwIfNoEntry: false })?.size ?? 0;
  for (const name of ['server.pid', 'server.sock', 'server.sock.lock']) rmSync(join(spec.folder, name), { force: true });
  const child = await launch(spec, server, port);
  const instance = { ...describeProcess(child.pid), port };
  writeState(statePath(spec), instance);
  if (await waitUntilReady(spec, instance, log)) return { instance };
  await endProcess(instance, stopMilliseconds);
  const { text, summary } = lastErrors(logPath(spec), from > 5_000_000 ? 0 : from);
  return { failure: summary, portTaken: /Address already in use|Bind on TCP\/IP port|Do you already have another/i.test(text) };
}

/** Starts a server on the data folder. Somebody may take the chosen port in between, so a few are tried. */
export async function startInstance(spec, server, log) {
  writePrivateFile(join(spec.folder, 'account.sql'), accountStatements(spec, server));
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await tryToStart(spec, server, log, await freePort(attempt === 1 ? spec.port : undefined));
      if (outcome.instance) return outcome.instance;
      if (!outcome.portTaken || attempt === 5)
        throw new Error(`The database did not start:\n${outcome.failure}\nIts log is ${logPath(spec)}`);
    }
  } finally {
    rmSync(join(spec.folder, 'account.sql'), { force: true });
  }
}

/** The server that runs on this data folder, if any. The command line proves it; a state file may be stale, lost or older than a reboot. */
export function findInstance(spec) {
  const mark = `--datadir=${spec.dataDir}`;
  const known = readState(statePath(spec));
  const pid = isRunning(known) && hasArgument(known.pid, mark) ? known.pid : processesWithArgument(mark)[0];
  if (pid === undefined) return null;
  return { pid, birth: birthOf(pid), port: Number(argumentValue(pid, 'port')) || null };
}

/** Is the found server usable as it is? One that is starting up or shutting down is not. */
export const isHealthy = (spec, instance) => instance.port !== null && isReady(spec, instance);

export async function stopInstance(spec, instance) {
  await endProcess(instance, stopMilliseconds);
  rmSync(statePath(spec), { force: true });
}
