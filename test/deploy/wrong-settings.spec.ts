import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { testDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { build } from '../support/shop';

/** Whatever starts in spite of its settings is ended. */
const PATIENCE_MS = 25_000;
const ROOT = join(__dirname, '../..');
/** Takes a port, and hangs up on whoever comes. */
const taken = createServer((socket) => socket.end());
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

const changed = (change: (url: URL) => unknown): string => {
  const url = new URL(db.url);
  change(url);
  return url.href;
};

/** To root no folder is closed but those that are no files at all. */
function closedFolder(): string {
  if (process.getuid?.() === 0) return '/proc/self';
  const folder = mkdtempSync(join(tmpdir(), 'portico-closed-'));
  chmodSync(folder, 0o500);
  return folder;
}

const CASES: readonly [string, () => Record<string, string>, RegExp][] = [
  ['a taken port', () => ({ PORT: String((taken.address() as AddressInfo).port) }), /^PORT: .*EADDRINUSE.*\n$/],
  ['a host of others', () => ({ HOST: '192.0.2.1', PORT: '0' }), /^HOST: .*EADDRNOTAVAIL.*\n$/],
  ['an unknown database', () => ({ DATABASE_URL: changed((url) => (url.pathname = '/nowhere')) }), /^DATABASE_URL: .*\n$/],
  ['a wrong password', () => ({ DATABASE_URL: changed((url) => (url.password = 'hunter2')) }), /^DATABASE_URL: .*denied.*\n$/],
  ['a port of nobody', () => ({ DATABASE_URL: changed((url) => (url.port = '1')) }), /^DATABASE_URL: .*ECONNREFUSED.*\n$/],
  [
    'a file in place of the folder of images',
    () => ({ PORT: '0', MEDIA_DIRECTORY: __filename }),
    /^MEDIA_DIRECTORY: .*EEXIST.*; name a folder .*\n$/,
  ],
  [
    'a folder of images below a file',
    () => ({ PORT: '0', MEDIA_DIRECTORY: join(__filename, 'media') }),
    /^MEDIA_DIRECTORY: .*ENOTDIR.*\n$/,
  ],
  ['a folder of images that takes none', () => ({ PORT: '0', MEDIA_DIRECTORY: closedFolder() }), /^MEDIA_DIRECTORY: .*\n$/],
  ['ssl=true', () => ({ DATABASE_URL: changed((url) => url.searchParams.set('ssl', 'true')) }), /^DATABASE_URL: .*SSL.*\n$/],
];

interface Told {
  readonly code: number;
  readonly said: string;
}

async function told(args: readonly string[], settings: Record<string, string>): Promise<Told> {
  const env = { ...process.env, NODE_ENV: 'test', JOBS: 'off', LOG_LEVEL: 'silent', DATABASE_URL: db.url, ...settings };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS });
  const [answered, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: Number(code), said: answered + said };
}

it.each(CASES)('%s is told in one sentence', async (_name, settings, sentence) => {
  const { code, said } = await told(['--max-semi-space-size=24', '--v8-pool-size=1', 'dist/src/start.js'], settings());
  expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(sentence) });
  expect(said).not.toContain('hunter2');
});

describe('a command that cannot reach the database', () => {
  const COMMANDS: readonly [name: string, code: number, args: string[]][] = [
    ['grants', 1, ['shopkeeper']],
    ['import', 2, ['package.json']],
    ['invariants', 2, []],
    ['migrate', 1, []],
    ['prepare', 1, []],
    ['reconcile', 2, []],
    ['reseal', 2, []],
    ['reset', 1, []],
    ['seed', 1, []],
  ];
  const nobody = () => ({ DATABASE_URL: changed((url) => Object.assign(url, { port: '1', password: 'hunter2' })) });

  it('is one of those that are tried here, or needs none', () => {
    const files = readdirSync(join(ROOT, 'src/cli')).map((file) => file.replace(/\.ts$/, ''));
    expect(files.filter((file) => !COMMANDS.some(([name]) => name === file))).toEqual(['command', 'tour']);
  });

  it.each(COMMANDS)('%s says so in one sentence, with what to do', async (name, wanted, args) => {
    const { code, said } = await told([`dist/src/cli/${name}.js`, ...args], nobody());
    expect({ code, said }).toEqual({
      code: wanted,
      said: expect.stringMatching(/^DATABASE_URL: .*ECONNREFUSED.*; start the server, .*\.\n$/),
    });
    expect(said).not.toContain('hunter2');
  });

  it.each<[string, (url: URL) => unknown, RegExp]>([
    ['an unknown database', (url) => (url.pathname = '/nowhere'), /^DATABASE_URL: .*nowhere.*; create the database, .*\n$/],
    ['a wrong password', (url) => (url.password = 'hunter2'), /^DATABASE_URL: .*denied.*; see that its user and password .*\n$/],
    [
      'a host that there is not',
      (url) => (url.hostname = 'nowhere.invalid'),
      /^DATABASE_URL: .*nowhere.invalid.*; see that its host .*\n$/,
    ],
    ['a server of another kind', (url) => (url.port = String((taken.address() as AddressInfo).port)), /^DATABASE_URL: .*; see that .*\n$/],
  ])('tells %s from others', async (_name, change, sentence) => {
    const { code, said } = await told(['dist/src/cli/prepare.js'], { DATABASE_URL: changed(change) });
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(sentence) });
    expect(said).not.toContain('hunter2');
  });
});
