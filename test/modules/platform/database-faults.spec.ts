import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { entities } from '../../../src/entities';
import { migrations } from '../../../src/migrations';
import { CommitOutcomeUnknown, Database, dataSourceOptions, isConnectionLost } from '../../../src/platform/database';
import { Outbox } from '../../../src/platform/events/outbox';
import { Config } from '../../../src/platform/config';
import { IdempotencyStore } from '../../../src/platform/http/idempotency';
import { FieldCipher } from '../../../src/platform/security';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import { DatabaseProxy } from '../../torture/database-faults/proxy';

/** The patience of the pool with a silent server, and some room for a busy machine. */
const SILENCE_MS = 12_000;

let db: TestDatabase;
let proxy: DatabaseProxy;
let dataSource: DataSource;
let database: Database;

beforeAll(async () => {
  db = await testDatabase(4);
  await db.dataSource.query('CREATE TABLE scratch (id INT PRIMARY KEY, n INT NOT NULL) ENGINE=InnoDB');
  proxy = await DatabaseProxy.before(db.url);
});

beforeEach(async () => {
  await db.dataSource.query('DELETE FROM scratch');
  await db.dataSource.query('INSERT INTO scratch VALUES (1, 10)');
  dataSource = await new DataSource(dataSourceOptions(proxy.urlFor(db.url), 3, { entities, migrations })).initialize();
  database = new Database(dataSource);
});

afterEach(async () => {
  proxy.end();
  await dataSource.destroy();
});

afterAll(async () => {
  await proxy.stop();
  await db.close();
});

const count = async (): Promise<number> => (await db.database.query<{ n: number }>('SELECT n FROM scratch'))[0]?.n ?? 0;
const add = async (): Promise<void> => database.transaction(async () => void (await database.execute('UPDATE scratch SET n = n + 1')));
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** The error, or `hung` when there was neither an answer nor an error in time. */
const failureInTime = (work: Promise<unknown>): Promise<unknown> =>
  Promise.race([failure(work), sleep(SILENCE_MS, 'hung', { ref: false })]);

it('gives up on a server that falls silent in the middle of its work, and works again as soon as it speaks', async () => {
  await add();
  let swallowed = 0;
  proxy.begin({ pass: ({ bytes, direction }) => (direction === 'up' && (swallowed += 1) > 0 ? bytes.subarray(0, 0) : bytes) });
  const failures = await Promise.all(Array.from({ length: 3 }, () => failureInTime(database.query('SELECT 1'))));
  expect(failures.map((error) => error !== 'hung' && error !== undefined)).toEqual([true, true, true]);
  proxy.end();
  await add();
  expect(await count()).toBe(12);
}, 30_000);

it('gives up on an answer that stops half-way', async () => {
  await add();
  proxy.begin({ pass: ({ bytes, direction }) => (direction === 'down' ? bytes.subarray(0, 9) : bytes) });
  expect(isConnectionLost(await failureInTime(database.query('SELECT n FROM scratch')))).toBe(true);
}, 30_000);

it('answers when a new connection breaks while it is set up', async () => {
  proxy.cutAll();
  await sleep(50);
  const isSetup = (statements: readonly string[]): boolean => statements.some((text) => text.startsWith('SET SESSION'));
  proxy.begin({
    pass: ({ bytes, statements }, link) => {
      if (isSetup(statements)) link.cut();
      return bytes;
    },
  });
  expect(isConnectionLost(await failureInTime(database.query('SELECT 1')))).toBe(true);
  proxy.end();
  await add();
  expect(await count()).toBe(11);
}, 30_000);

it('neither repeats nor forgets work whose COMMIT got no answer', async () => {
  proxy.begin({
    pass: ({ bytes, direction, statements }, link) => {
      if (statements.includes('COMMIT')) link.marks.add('committing');
      if (direction === 'up' || !link.marks.has('committing')) return bytes;
      link.cut();
      return bytes.subarray(0, 0);
    },
  });
  expect(await failureInTime(add())).toBeInstanceOf(CommitOutcomeUnknown);
  expect(await count()).toBe(11);
}, 30_000);

it('says that the outcome is unknown when the server falls silent over a COMMIT', async () => {
  proxy.begin({ pass: ({ bytes, statements }) => (statements.includes('COMMIT') ? bytes.subarray(0, 0) : bytes) });
  expect(await failureInTime(add())).toBeInstanceOf(CommitOutcomeUnknown);
  expect(await count()).toBe(10);
}, 30_000);

it('does the work again on another connection when the first broke before COMMIT', async () => {
  let cuts = 0;
  proxy.begin({
    pass: ({ bytes, statements }, link) => {
      if (statements.some((text) => text.startsWith('UPDATE')) && (cuts += 1) === 1) link.cut();
      return bytes;
    },
  });
  await add();
  expect(await count()).toBe(11);
});

it('survives that every idle connection breaks, and a door that is shut for a while', async () => {
  await Promise.all([add(), add(), add()]);
  await proxy.closeDoor();
  proxy.cutAll();
  expect(isConnectionLost(await failureInTime(add()))).toBe(true);
  await proxy.openDoor();
  await add();
  expect(await count()).toBe(14);
});

/** One use of one key. */
const USE = {
  ...{ scope: 'scope', key: 'key', fingerprint: 'fingerprint', method: 'POST', route: '/v1/carts' },
  owner: { kind: 'anonymous', accountId: null, identity: 'anonymous' },
} as const;

it('gives a key back although the connection broke in the attempt', async () => {
  const store = new IdempotencyStore(database, new FieldCipher(new Config({})));
  await database.execute('DELETE FROM platform_idempotency');
  const first = await store.claim(USE);
  if (first.kind !== 'claimed') throw new Error(`The key is ${first.kind}`);
  let cuts = 0;
  proxy.begin({
    pass: ({ bytes, statements }, link) => {
      if (statements.some((text) => text.includes("'released'")) && (cuts += 1) === 1) link.cut();
      return bytes;
    },
  });
  await store.abandon(first.claim);
  expect(await store.claim(USE)).toMatchObject({ kind: 'claimed' });
});

it('gives a key back as soon as the database is there again', async () => {
  const store = new IdempotencyStore(database, new FieldCipher(new Config({})));
  await database.execute('DELETE FROM platform_idempotency');
  const first = await store.claim(USE);
  if (first.kind !== 'claimed') throw new Error(`The key is ${first.kind}`);
  await proxy.closeDoor();
  proxy.cutAll();
  await store.abandon(first.claim);
  await expect(store.giveBackOwed()).rejects.toThrow();
  await proxy.openDoor();
  await store.giveBackOwed();
  expect(await store.claim(USE)).toMatchObject({ kind: 'claimed' });
});

/** Lets the statement that claims a key reach the server, and loses the answer. */
function loseTheClaimOf(statement: string): void {
  proxy.begin({
    pass: ({ bytes, direction, statements }, link) => {
      if (statements.some((text) => text.includes(statement))) link.marks.add('claiming');
      if (direction === 'up' || !link.marks.has('claiming')) return bytes;
      link.cut();
      return bytes.subarray(0, 0);
    },
  });
}

it.each([
  ['a new key', 'INSERT INTO platform_idempotency', false],
  ['a key that was given back', "SET status = 'in_progress'", true],
])('gives %s back whose claim was made, but never answered', async (_which, statement, usedBefore) => {
  const store = new IdempotencyStore(database, new FieldCipher(new Config({})));
  await database.execute('DELETE FROM platform_idempotency');
  if (usedBefore) {
    const first = await store.claim(USE);
    if (first.kind !== 'claimed') throw new Error(`The key is ${first.kind}`);
    await store.abandon(first.claim);
  }
  loseTheClaimOf(statement);
  expect(isConnectionLost(await failureInTime(store.claim(USE)))).toBe(true);
  proxy.end();
  expect(await store.claim(USE)).toMatchObject({ kind: 'in_progress' });
  await store.giveBackOwed();
  const second = await store.claim(USE);
  expect(second).toMatchObject({ kind: 'claimed' });
  // It goes on trying, because the lost claim might arrive late; the new holder keeps the key.
  await store.giveBackOwed();
  expect(await store.claim(USE)).toMatchObject({ kind: 'in_progress' });
});

it('delivers an event at once although the answer to its lease was lost: the row says whose it is', async () => {
  await database.execute('DELETE FROM platform_outbox');
  await database.execute(
    `INSERT INTO platform_outbox (event_id, type, listener, payload, available_at, occurred_at)
     VALUES ('evt_lost', 'post.letter_due', 'post.letter', '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
  );
  const outbox = new Outbox(database);
  const [row] = await outbox.due(['post.letter'], 1);
  if (!row) throw new Error('Nothing is due');
  loseTheClaimOf('UPDATE platform_outbox');
  expect(await outbox.lease(row)).toBe(true);
  proxy.end();
  expect(await outbox.due(['post.letter'], 1)).toEqual([]);
});
