import { setTimeout as sleep } from 'node:timers/promises';
import { Global, Injectable, Module } from '@nestjs/common';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { Dispatcher, Events, EventsModule, OnEvent, TryAgainLater, defineEvent } from '../../../src/platform/events';
import type { EventMeta } from '../../../src/platform/events';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

const MugBroke = defineEvent<{ readonly mug: number }>('kitchen.mug_broke');
/** A module that listens to it may come any day. */
const NobodyHears = defineEvent<{ readonly mug: number }>('kitchen.mug_washed');
const LetterDue = defineEvent<{ readonly letter: number }>('post.letter_due');
const BillDue = defineEvent<{ readonly bill: number }>('till.bill_due');

const CLOSED = -30;

@Injectable()
class Ears {
  readonly heard: number[] = [];
  readonly attempts: number[] = [];
  readonly paid: number[] = [];
  private waiting = 0;
  /** Sweeping waits for it. */
  sweeping: Promise<void> = Promise.resolve();
  /** Letters wait for it; how many did at once. */
  gate: Promise<void> = Promise.resolve();
  mostWaiting = 0;

  constructor(private readonly database: Database) {}

  @OnEvent(MugBroke, { listener: 'kitchen.sweep', mode: 'transactional' })
  async sweep({ mug }: { readonly mug: number }): Promise<void> {
    this.heard.push(mug);
    await this.sweeping;
    await this.database.execute(
      "INSERT INTO platform_outbox (event_id, type, listener, payload, status, available_at, occurred_at) VALUES ('evt_trace', 'trace', 'trace', '{}', 'dead', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))",
    );
    if (mug < 0) throw new Error('cut my finger');
    await this.database.execute("DELETE FROM platform_outbox WHERE listener = 'trace'");
  }

  @OnEvent(LetterDue, { listener: 'post.letter', mode: 'leased' })
  async post({ letter }: { readonly letter: number }, { attempt }: EventMeta): Promise<void> {
    this.attempts.push(attempt);
    this.waiting += 1;
    this.mostWaiting = Math.max(this.mostWaiting, this.waiting);
    await this.gate.finally(() => (this.waiting -= 1));
    if (letter === CLOSED) throw new TryAgainLater('the post office is closed', 30);
    if (letter < 0) throw new Error('no such address');
  }

  @OnEvent(BillDue, { listener: 'till.bill', mode: 'leased' })
  async pay({ bill }: { readonly bill: number }): Promise<void> {
    this.paid.push(bill);
  }
}

@Global()
@Module({})
class Ground {
  static on(database: Database): DynamicModule {
    const values = [
      { provide: Database, useValue: database },
      { provide: Config, useValue: new Config({ NODE_ENV: 'test', JOBS: 'off' }) },
    ];
    return { module: Ground, imports: [EventsModule], providers: [...values, Ears], exports: values };
  }
}

let db: TestDatabase;
let app: INestApplicationContext;

beforeAll(async () => {
  db = await testDatabase(4);
  app = await NestFactory.createApplicationContext(Ground.on(db.database), { logger: false });
});
beforeEach(async () => {
  await db.empty();
  const ears = app.get(Ears);
  Object.assign(ears, { gate: Promise.resolve(), sweeping: Promise.resolve(), mostWaiting: 0 });
  [ears.heard, ears.attempts, ears.paid].forEach((list) => list.splice(0));
});
afterAll(async () => {
  await app.close();
  await db.close();
});

it('delivers past any number of rows whose listener this process does not have, and leaves those to one that has', async () => {
  for (let row = 0; row < 30; row += 1) {
    await db.database.execute(
      `INSERT INTO platform_outbox (event_id, type, listener, payload, available_at, occurred_at)
       VALUES (?, 'kitchen.gone', 'kitchen.of_another_release', '{}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [`evt_${row}`],
    );
  }
  await db.database.transaction(() => app.get(Events).publish(MugBroke, { mug: 7 }));
  await app.get(Dispatcher).drain();
  expect(app.get(Ears).heard).toEqual([7]);
  const [left] = await db.database.query<{ n: string }>('SELECT COUNT(*) AS n FROM platform_outbox');
  expect(Number(left?.n)).toBe(30);
});

const published = (work: (events: Events) => Promise<void>): Promise<void> => db.database.transaction(() => work(app.get(Events)));
const left = (): Promise<{ status: string; attempts: number; last_error: string | null; waits: string }[]> =>
  db.database.query(
    'SELECT status, attempts, last_error, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), available_at) / 1000000 AS waits FROM platform_outbox ORDER BY id',
  );
const makeDue = (): Promise<number> =>
  db.database.execute("UPDATE platform_outbox SET available_at = UTC_TIMESTAMP(3) WHERE status = 'pending'");

it('lets no slow listener hold up those of other modules, nor the transactional ones', async () => {
  const ears = app.get(Ears);
  let open: () => void = () => undefined;
  ears.gate = new Promise<void>((resolve) => (open = resolve));
  await published(async (events) => {
    for (let letter = 0; letter < 30; letter += 1) await events.publish(LetterDue, { letter });
    await events.publish(BillDue, { bill: 1 });
    await events.publish(MugBroke, { mug: 2 });
  });
  const draining = app.get(Dispatcher).drain();
  try {
    await until(() => ears.paid.length > 0 && ears.heard.length > 0 && ears.mostWaiting === 4);
    // What is published while the letters wait is delivered too.
    await published((events) => events.publish(BillDue, { bill: 3 }));
    void app.get(Dispatcher).drain();
    await until(() => ears.paid.length > 1);
    expect([ears.paid, ears.heard, ears.mostWaiting]).toEqual([[1, 3], [2], 4]);
  } finally {
    open();
    await draining;
  }
  expect(ears.attempts).toHaveLength(30);
  expect(ears.mostWaiting).toBe(4);
  expect(await left()).toEqual([]);
});

it('takes the effect of a transactional listener back when it fails, counts the attempt, and gives up with the tenth', async () => {
  await published((events) => events.publish(MugBroke, { mug: -1 }));
  const deliver = async (): Promise<void> => {
    await app.get(Dispatcher).drain();
    await makeDue();
  };
  for (let attempt = 1; attempt <= 10; attempt += 1) await deliver();
  const dead = [{ status: 'dead', attempts: 10, last_error: expect.stringContaining('cut my finger') }];
  expect(await left()).toMatchObject(dead);
  for (let more = 1; more <= 2; more += 1) await deliver();
  expect(app.get(Ears).heard).toHaveLength(10);
  expect(await left()).toMatchObject(dead);
});

it('publishes nothing outside a transaction, and nothing of one that ends with an error', async () => {
  for (const kind of [MugBroke, NobodyHears]) await expect(app.get(Events).publish(kind, { mug: 1 })).rejects.toThrow('transaction');
  const failing = published(async (events) => {
    await events.publish(MugBroke, { mug: 1 });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await left()).toEqual([]);
});

it('counts the attempt of a leased listener before its handler runs, because that may end the process', async () => {
  const ears = app.get(Ears);
  let open: () => void = () => undefined;
  ears.gate = new Promise<void>((resolve) => (open = resolve));
  await published((events) => events.publish(LetterDue, { letter: 1 }));
  const draining = app.get(Dispatcher).drain();
  await until(() => ears.mostWaiting > 0);
  expect(await left()).toMatchObject([{ status: 'pending', attempts: 1 }]);
  open();
  await draining;
  expect(await left()).toEqual([]);
});

it('gives a row up whose handler ended the process ten times', async () => {
  await published((events) => events.publish(LetterDue, { letter: 1 }));
  await db.database.execute('UPDATE platform_outbox SET attempts = 10');
  await app.get(Dispatcher).drain();
  expect(app.get(Ears).attempts).toEqual([]);
  expect(await left()).toMatchObject([{ status: 'dead', attempts: 10, last_error: expect.stringContaining('process ended') }]);
});

it.each([
  ['that was there before the process', 0, 3_600],
  ['that was tried before', 4, 0],
])(
  'counts the attempt of a transactional listener before its handler runs, for a row %s: it may have ended a process',
  async (_which, before, age) => {
    const ears = app.get(Ears);
    let open: () => void = () => undefined;
    ears.sweeping = new Promise<void>((resolve) => (open = resolve));
    await published((events) => events.publish(MugBroke, { mug: 3 }));
    await db.database.execute('UPDATE platform_outbox SET attempts = ?, occurred_at = occurred_at - INTERVAL ? SECOND', [before, age]);
    const draining = app.get(Dispatcher).drain();
    await until(() => ears.heard.length > 0);
    expect(await left()).toMatchObject([{ status: 'pending', attempts: before + 1 }]);
    open();
    await draining;
    expect([ears.heard, await left()]).toEqual([[3], []]);
  },
);

it('gives a transactional row up whose handler ended the process ten times', async () => {
  await published((events) => events.publish(MugBroke, { mug: 3 }));
  await db.database.execute('UPDATE platform_outbox SET attempts = 10');
  await app.get(Dispatcher).drain();
  expect(app.get(Ears).heard).toEqual([]);
  expect(await left()).toMatchObject([{ status: 'dead', attempts: 10, last_error: expect.stringContaining('process ended') }]);
});

it('tries a leased listener that fails ten times, each a while after the last, and then leaves the row to an operator', async () => {
  await published((events) => events.publish(LetterDue, { letter: -1 }));
  const pauses: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    await app.get(Dispatcher).drain();
    pauses.push(Number((await left())[0]?.waits));
    await makeDue();
  }
  expect(app.get(Ears).attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(pauses.slice(0, 5).map(Math.ceil)).toEqual([1, 2, 4, 8, 16]);
  expect(await left()).toMatchObject([{ status: 'dead', attempts: 10, last_error: expect.stringContaining('no such address') }]);
});

it('comes back to a listener when it said that it could, however often it was tried before', async () => {
  await published((events) => events.publish(LetterDue, { letter: CLOSED }));
  await db.database.execute('UPDATE platform_outbox SET attempts = 7');
  await app.get(Dispatcher).drain();
  const [row] = await left();
  expect(row).toMatchObject({ status: 'pending', attempts: 8 });
  expect(Number(row?.waits)).toBeGreaterThan(25);
  expect(Number(row?.waits)).toBeLessThanOrEqual(30);
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition() && Date.now() < deadline) await sleep(5);
  expect(condition()).toBe(true);
}
