import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { seededDatabaseUrl } from './template';

const ROOT = join(__dirname, '..', '..');
/** A shop whose test was killed ends by itself. */
const LEASH = pathToFileURL(join(ROOT, 'deploy/local/leash.mjs')).href;
const READY_MS = 180_000;
const SETTINGS = { NODE_ENV: 'test', RATE_LIMITS: 'off', LOG_LEVEL: 'warn' };

export interface ShopOptions {
  /** Part of the database's name; one per test file. */
  readonly name: string;
  readonly processes?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** An empty database to use instead of a new one on the test server, which is fast because it forgets when it is killed. */
  readonly databaseUrl?: string;
  /** Called when the database is filled: the account that the processes use. */
  readonly accountOf?: (databaseUrl: string) => string;
}

/** A seeded shop of its own: real processes, a real database, real HTTP. */
export interface Shop {
  readonly databaseUrl: string;
  /** One per process. */
  readonly urls: readonly string[];
  /** What the processes have logged, for a failing test. */
  log(): string;
  /** SIGKILL, as a crash would; `revive` starts the process again on the same port. */
  kill(index: number): Promise<void>;
  revive(index: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startShop({
  name,
  processes = 1,
  env = {},
  databaseUrl: given,
  accountOf = (url) => url,
}: ShopOptions): Promise<Shop> {
  await build();
  const databaseUrl = given ?? (await seededDatabaseUrl(`portico_e2e_${name}`, prepare));
  if (given) await prepare(given);
  const { SHOP_FLAGS } = await import('../../deploy/local/shop-flags.mjs');
  const settings = { ...process.env, ...SETTINGS, ...env, DATABASE_URL: accountOf(databaseUrl) };
  const ports = await Promise.all(Array.from({ length: processes }, freePort));
  const logs: string[] = [];
  const children: ChildProcess[] = [];
  const launch = async (index: number): Promise<void> => {
    const port = String(ports[index]);
    const child = spawn(process.execPath, [...SHOP_FLAGS, '--import', LEASH, 'dist/src/start.js'], {
      cwd: ROOT,
      env: { ...settings, PORT: port, PUBLIC_URL: `http://127.0.0.1:${ports[0]}`, PORTICO_LEASHED_TO: String(process.pid) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => logs.push(chunk.toString()));
    children[index] = child;
    await ready(`http://127.0.0.1:${port}`, child, logs);
  };
  const end = (child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  const stop = async (): Promise<void> => void (await Promise.all(children.map((child) => end(child, 'SIGTERM'))));
  try {
    // One after the other: on a busy machine several that start at once keep each other waiting until they give up.
    for (const index of ports.keys()) await launch(index);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    databaseUrl,
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    log: () => logs.join(''),
    kill: (index) => end(children[index], 'SIGKILL'),
    revive: launch,
    stop,
  };
}

let built: Promise<void> | undefined;

/** Makes the tables and fills them with the demo shop. */
function prepare(databaseUrl: string): Promise<void> {
  return run('dist/src/cli/prepare.js', { ...process.env, ...SETTINGS, DATABASE_URL: databaseUrl });
}

/** What `npm run build` does; nothing when nothing changed. */
export function build(): Promise<void> {
  return (built ??= run('deploy/local/build.mjs', process.env));
}

/** Lets this process go on meanwhile: what the script talks to may live in it. */
function run(script: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script], { cwd: ROOT, env }, (error, stdout, stderr) =>
      error ? reject(new Error(`${script} failed:\n${stdout}\n${stderr}`)) : resolve(),
    );
  });
}

async function ready(url: string, child: ChildProcess, logs: readonly string[]): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The shop ended with ${child.exitCode}:\n${logs.join('')}`);
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`The shop was not ready within ${READY_MS} ms:\n${logs.join('')}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
