// A data folder is made in a draft beside it and renamed when it is complete, so a crash in the middle leaves nothing half-made.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeProcess, isRunning } from './processes.mjs';
import { readState, writeState } from './state-files.mjs';

const markName = 'portico.json';
const mariadbScripts = ['system_tables', 'performance_tables', 'system_tables_data', 'maria_add_gis_sp_bootstrap', 'sys_schema'];

/** Arguments that every run of this server needs; a private copy must be told where its files are. */
export function baseArguments(server) {
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  if (server.home === null) return ['--no-defaults', ...asRoot];
  const plugins = join(server.home, 'usr/lib/mysql/plugin');
  return [
    '--no-defaults',
    ...asRoot,
    `--basedir=${join(server.home, 'usr')}`,
    `--lc-messages-dir=${server.share}`,
    `--character-sets-dir=${join(server.share, 'charsets')}`,
    `--plugin-dir=${plugins}`,
  ];
}

/** Each server needs one of its own: when MariaDB starts it deletes every temporary table it finds there, also those of others. */
export function temporaryFolder(path) {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

function mariadbSystemTables(server) {
  const files = mariadbScripts.map((name) =>
    [`mariadb_${name}.sql`, `mysql_${name}.sql`, `${name}.sql`]
      .map((file) => join(server.share ?? '', file))
      .find((path) => existsSync(path)),
  );
  if (!files[0] || !files[2]) throw new Error(`${server.binary} comes without its system table scripts.`);
  const scripts = files.filter(Boolean).map((path) => readFileSync(path, 'utf8'));
  // The scripts create administrators without a password who may come in by TCP; nobody needs them here.
  const closing = "DELETE FROM mysql.global_priv WHERE User IN ('root', '');\n";
  return ['create database if not exists mysql;', 'use mysql;', 'SET @auth_root_socket=NULL;', ...scripts, closing].join('\n');
}

function bootstrapArguments(server, draft) {
  const common = [...baseArguments(server), `--datadir=${draft}`, `--tmpdir=${temporaryFolder(`${draft}.tmp`)}`];
  if (server.flavour === 'mysql')
    return [...common, '--initialize-insecure', '--mysqlx=OFF', '--secure-file-priv=NULL', '--innodb-redo-log-capacity=64M'];
  return [
    ...common,
    '--bootstrap',
    '--enforce-storage-engine=',
    '--max_allowed_packet=8M',
    '--net_buffer_length=16K',
    '--innodb-log-file-size=48M',
    '--skip-log-bin',
  ];
}

const lastError = (logFile) =>
  readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => /ERROR/.test(line))
    .slice(-2)
    .join(' ') || `see ${logFile}`;

function runBootstrap(server, draft, logFile) {
  const output = openSync(logFile, 'a', 0o600);
  const options = { env: server.env, stdio: ['pipe', output, output], timeout: 120_000, killSignal: 'SIGKILL' };
  const child = spawn(server.binary, bootstrapArguments(server, draft), options);
  closeSync(output);
  // It may end before it has read everything; its exit code tells.
  child.stdin.on('error', () => undefined);
  child.stdin.end(server.flavour === 'mariadb' ? mariadbSystemTables(server) : '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${server.binary} could not make a data folder: ${lastError(logFile)}`)),
    );
  });
}

/** What made this data folder: `{ flavour, version, binary }`; null when there is none. */
export function describeDataFolder(folder) {
  const mark = readState(join(folder, markName));
  if (mark === null && existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} was not made by Portico. Please move it away and start again.`);
  }
  return mark;
}

/** A server whose maker was killed writes on for a moment, into the very folder that is being removed. */
const patience = { recursive: true, force: true, maxRetries: 10, retryDelay: 200 };

async function removeDraft(draft) {
  for (const path of [draft, `${draft}.tmp`, `${draft}.json`]) await rm(path, patience);
}

async function removeDeadDrafts(folder) {
  for (const name of readdirSync(dirname(folder))) {
    const draft = join(dirname(folder), name);
    const isDraft = name.startsWith(`${basename(folder)}.`) && name.endsWith('.draft');
    if (isDraft && !isRunning(readState(`${draft}.json`))) await removeDraft(draft);
  }
}

/** Makes the data folder unless it is there. */
export async function ensureDataFolder(folder, server, logFile) {
  if (describeDataFolder(folder)) return;
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  await removeDeadDrafts(folder);
  const draft = `${folder}.${process.pid}.draft`;
  writeState(`${draft}.json`, describeProcess(process.pid));
  try {
    if (server.flavour === 'mariadb') mkdirSync(draft, { mode: 0o700 });
    await runBootstrap(server, draft, logFile);
    writeState(join(draft, markName), { flavour: server.flavour, version: server.version, binary: server.binary });
    if (describeDataFolder(folder) === null) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
    }
  } finally {
    await removeDraft(draft);
  }
}
