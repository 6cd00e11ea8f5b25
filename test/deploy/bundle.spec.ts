import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, freePort } from '../support/shop';
import { testDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';

const ROOT = join(__dirname, '../..');
const COPY = join(ROOT, '.portico', `bundle-${process.pid}`);
const OBSERVER = join(__dirname, 'bundle-observer.cjs');

interface Observed {
  /** Whether Node took the kept compilation; null when there was none. */
  readonly taken: boolean | null;
  /** Packages of which files were loaded beside the bundle. */
  readonly packages: readonly string[];
}

let db: TestDatabase;
const running: ChildProcess[] = [];

beforeAll(async () => {
  await build();
  cpSync(join(ROOT, 'dist'), COPY, { recursive: true });
  db = await testDatabase(2);
}, 120_000);

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  rmSync(COPY, { recursive: true, force: true });
  await db.close();
});

function start(databaseUrl: string, port: number): ChildProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', '--require', OBSERVER, join(COPY, 'src/start.js')], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'test', JOBS: 'off', LOG_LEVEL: 'error', DATABASE_URL: databaseUrl, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  running.push(child);
  return child;
}

/** Starts the copy, asks for a page and answers what it said, with what was seen inside. */
async function serve(path: string): Promise<{ status: number; body: unknown; observed: Observed }> {
  const port = await freePort();
  const child = start(db.url, port);
  let answer: Response | undefined;
  for (let tries = 0; !answer && tries < 1_000 && child.exitCode === null; tries += 1) {
    answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    if (!answer) await sleep(30);
  }
  if (!answer) throw new Error(`The bundle did not start: ${String(child.stderr?.read())}`);
  const told = new Promise<Observed>((resolve) => child.once('message', (message) => resolve(message as Observed)));
  child.send('tell');
  return { status: answer.status, body: await answer.json(), observed: await told };
}

describe('The bundle', () => {
  it('serves the contract from its compilation, and holds every package but those with native code or files', async () => {
    const { body, observed } = await serve('/openapi.json');
    expect(body).toEqual(JSON.parse(readFileSync(join(ROOT, 'test/contract/openapi.json'), 'utf8')));
    expect(observed.taken).toBe(true);
    const inside = observed.packages.filter((name) => !name.startsWith('@node-rs/argon2') && name !== 'swagger-ui-dist');
    expect(inside).toEqual([]);
  });

  it('starts without its compilation', async () => {
    rmSync(join(COPY, 'bundle.js.compiled'));
    const { status, observed } = await serve('/health/live');
    expect([status, observed.taken]).toEqual([200, null]);
  });

  it('starts with a compilation that this Node does not take', async () => {
    writeFileSync(join(COPY, 'bundle.js.compiled'), 'of another Node');
    const { status, observed } = await serve('/health/live');
    expect([status, observed.taken]).toEqual([200, false]);
  });

  it('names TypeScript files in its traces', async () => {
    const rude = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(rude, 'listening');
    const child = start(`mysql://nobody@127.0.0.1:${(rude.address() as AddressInfo).port}/none`, await freePort());
    let told = '';
    child.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    rude.close();
    expect(told).toMatch(/(?:Connection lost|ECONNRESET|EPIPE)[^]*at pendingMigrations \(.*src\/platform\/database\/migrate\.ts:\d+:\d+\)/);
  });
});
