import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { testDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { build } from '../support/shop';

const ROOT = join(__dirname, '../..');
const taken = createServer();
let db: TestDatabase;

beforeAll(async () => {
  await build();
  db = await testDatabase(2);
  await once(taken.listen(0, '127.0.0.1'), 'listening');
}, 120_000);

afterAll(async () => {
  taken.close();
  await db.close();
});

const changed = (change: (url: URL) => void): string => {
  const url = new URL(db.url);
  change(url);
  return url.href;
};

const CASES: readonly [string, () => Record<string, string>, RegExp][] = [
  ['a taken port', () => ({ PORT: String((taken.address() as AddressInfo).port) }), /^PORT: .*EADDRINUSE.*\n$/],
  ['a host of others', () => ({ HOST: '192.0.2.1', PORT: '0' }), /^HOST: .*EADDRNOTAVAIL.*\n$/],
  ['an unknown database', () => ({ DATABASE_URL: changed((url) => (url.pathname = '/nowhere')) }), /^DATABASE_URL: .*\n$/],
  ['a wrong password', () => ({ DATABASE_URL: changed((url) => (url.password = 'hunter2')) }), /^DATABASE_URL: .*denied.*\n$/],
  ['a port of nobody', () => ({ DATABASE_URL: changed((url) => (url.port = '1')) }), /^DATABASE_URL: .*ECONNREFUSED.*\n$/],
  ['ssl=true', () => ({ DATABASE_URL: changed((url) => url.searchParams.set('ssl', 'true')) }), /^DATABASE_URL: .*SSL.*\n$/],
];

it.each(CASES)('%s is told in one sentence', async (_name, settings, sentence) => {
  const env = { ...process.env, NODE_ENV: 'test', JOBS: 'off', LOG_LEVEL: 'silent', DATABASE_URL: db.url, ...settings() };
  const args = ['--max-semi-space-size=24', '--v8-pool-size=1', 'dist/src/start.js'];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(sentence) });
  expect(said).not.toContain('hunter2');
});
