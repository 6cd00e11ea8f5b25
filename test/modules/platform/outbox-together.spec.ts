import { setTimeout as sleep } from 'node:timers/promises';
import { Global, Injectable, Module } from '@nestjs/common';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config } from '../../../src/platform/config';
import { Database, listenToStatements, unheardStatements } from '../../../src/platform/database';
import { Dispatcher, Events, EventsModule, OnEvent, OnEvents, defineEvent } from '../../../src/platform/events';
import type { Delivery } from '../../../src/platform/events';
import { Outbox } from '../../../src/platform/events/outbox';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

interface Mug {
  readonly mug: number;
  readonly label?: string;
}

const MugSold = defineEvent<Mug>('kitchen.mug_sold');
const LetterDue = defineEvent<{ readonly letter: number }>('post.letter_due');

/** Each mug that is counted is a row, so that the effect is the database's. */
@Injectable()
class Counter {
  readonly parcels: number[][] = [];
  readonly posted: number[] = [];
  /** Counting waits for it. */
  counting: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  @OnEvents(MugSold, { listener: 'kitchen.count' })
  async count(sold: readonly Delivery<Mug>[]): Promise<void> {
    const mugs = sold.map(({ payload }) => payload.mug);
    this.parcels.push(mugs);
    await this.counting;
    await this.database.execute('INSERT INTO platform_change (topic) VALUES ?', [mugs.map((mug) => [`mug ${mug}`])]);
    if (mugs.some((mug) => mug < 0)) throw new Error('there is no such mug');
  }

  @OnEvent(LetterDue, { listener: 'post.letter', mode: 'leased' })
  async post({ letter }: { readonly letter: number }): Promise<void> {
    this.posted.push(letter);
    await sleep(5);
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
    return { module: Ground, imports: [EventsModule], providers: [...values, Counter], exports: values };
  }
}

const ROWS = 40;

let db: TestDatabase;
let apps: readonly INestApplicationContext[];

/** Two processes on one database; in production each has its own pool. */
beforeAll(async () => {
  db = await testDatabase(12);
  const start = (): Promise<INestApplicationContext> => NestFactory.createApplicationContext(Ground.on(db.database), { logger: false });
  apps = [await start(), await start()];
});
beforeEach(async () => {
  await db.empty();
  for (const app of apps) {
    // A row that was there when a process looked first is suspect; from here on none is.
    await published({ mug: 0 });
    await app.get(Dispatcher).drain();
  }
  await db.empty();
  for (const { parcels, posted } of counters()) [parcels, posted].forEach((list) => list.splice(0));
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await db.close();
});

const here = (): INestApplicationContext => apps[0] as INestApplicationContext;
const counters = (): Counter[] => apps.map((app) => app.get(Counter));
const published = (...mugs: readonly Mug[]): Promise<void> => db.database.transaction(() => here().get(Events).publishAll(MugSold, mugs));
const publishedLetters = async (count: number): Promise<void> => {
  for (let letter = 0; letter < count; letter += 1) await db.database.transaction(() => here().get(Events).publish(LetterDue, { letter }));
};
const counted = async (): Promise<number[]> => {
  const rows = await db.database.query<{ topic: string }>('SELECT topic FROM platform_change ORDER BY id');
  return rows.map(({ topic }) => Number(topic.slice(4)));
};
const left = (): Promise<{ status: string; attempts: number; last_error: string | null; mug: string }[]> =>
  db.database.query("SELECT status, attempts, last_error, JSON_EXTRACT(payload, '$.mug') AS mug FROM platform_outbox ORDER BY id");

/** What the dispatcher itself says; leases and removals are said for several at once, outside of who asks. */
async function statements(work: () => Promise<void>): Promise<string[]> {
  const heard: string[] = [];
  await listenToStatements((sql) => heard.push(sql), work);
  return heard;
}

it('delivers what many transactions have published in the order in which it was written, with far fewer statements than events', async () => {
  for (let mug = 1; mug <= ROWS; mug += 1) await published({ mug });
  const heard = await statements(() => here().get(Dispatcher).drain());
  expect(await counted()).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
  expect(counters()[0]?.parcels.map(({ length }) => length)).toEqual([20, 20]);
  expect(await left()).toEqual([]);
  // Two parcels of 20, each a transaction of five, and the looks of both lanes.
  expect(heard.length).toBeLessThanOrEqual(15);
});

it('delivers the others when one of several fails, which is counted once and by itself', async () => {
  for (const mug of [1, 2, -3, 4, 5]) await published({ mug });
  await here().get(Dispatcher).drain();
  expect(counters()[0]?.parcels).toEqual([[1, 2, -3, 4, 5], [1], [2], [-3], [4], [5]]);
  expect(await counted()).toEqual([1, 2, 4, 5]);
  expect(await left()).toMatchObject([
    { status: 'pending', attempts: 1, last_error: expect.stringContaining('no such mug'), mug: expect.anything() },
  ]);
});

it('hands what was tried before over alone, so that it spoils nothing twice', async () => {
  for (const mug of [1, -2, 3]) await published({ mug });
  await db.database.execute("UPDATE platform_outbox SET attempts = 1 WHERE JSON_EXTRACT(payload, '$.mug') = -2");
  await here().get(Dispatcher).drain();
  expect(counters()[0]?.parcels).toEqual([[1, 3], [-2]]);
  expect(await left()).toMatchObject([{ attempts: 2 }]);
});

it('takes no more at once than a transaction should hold', async () => {
  const label = 'x'.repeat(12_000);
  for (let mug = 1; mug <= 5; mug += 1) await published({ mug, label });
  await published({ mug: 6, label: 'x'.repeat(60_000) });
  await here().get(Dispatcher).drain();
  expect(counters()[0]?.parcels).toEqual([[1, 2], [3, 4], [5], [6]]);
});

it('does not wait for rows that another process holds, and leaves none behind', async () => {
  const [one, other] = counters() as [Counter, Counter];
  let open: () => void = () => undefined;
  one.counting = new Promise<void>((resolve) => (open = resolve));
  for (let mug = 1; mug <= 3; mug += 1) await published({ mug });
  const draining = apps[0]?.get(Dispatcher).drain();
  try {
    while (one.parcels.length === 0) await sleep(5);
    // Few rows in a small table, where a server likes to look at all of them.
    await published({ mug: 4 }, { mug: 5 });
    await publishedLetters(2);
    await apps[1]?.get(Dispatcher).drain();
    expect([one.parcels, other.parcels]).toEqual([[[1, 2, 3]], [[4, 5]]]);
    expect(other.posted).toHaveLength(2);
  } finally {
    one.counting = Promise.resolve();
    open();
    await draining;
  }
  expect((await counted()).sort()).toEqual([1, 2, 3, 4, 5]);
  expect(await left()).toEqual([]);
});

it('counts each once when two processes deliver the same rows at the same time', async () => {
  for (let mug = 1; mug <= 3 * ROWS; mug += 1) await published({ mug });
  while ((await left()).length > 0) await Promise.all(apps.map((app) => app.get(Dispatcher).drain()));
  expect((await counted()).sort((a, b) => a - b)).toEqual(Array.from({ length: 3 * ROWS }, (_, index) => index + 1));
});

it('leases and removes several rows with one statement, and each goes to one of two processes', async () => {
  await publishedLetters(ROWS);
  const before = unheardStatements();
  await here().get(Dispatcher).drain();
  const said = unheardStatements() - before;
  expect(counters()[0]?.posted.sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, index) => index));
  // Four rows wide: fewer than a lease and a removal for each. How many go together is for the machine's load to say.
  expect(said).toBeLessThanOrEqual(1.5 * ROWS);
  await publishedLetters(ROWS);
  for (const { posted } of counters()) posted.splice(0);
  while ((await left()).length > 0) await Promise.all(apps.map((app) => app.get(Dispatcher).drain()));
  const posted = counters().flatMap((counter) => counter.posted);
  expect(posted.sort((a, b) => a - b)).toEqual(Array.from({ length: ROWS }, (_, index) => index));
});

it('tells which rows are its own when others were faster with some of them', async () => {
  await publishedLetters(3);
  const [one, other] = apps.map((app) => app.get(Outbox)) as [Outbox, Outbox];
  const rows = await one.due(['post.letter'], 10);
  expect(await Promise.all(rows.slice(1, 2).map((row) => other.lease(row)))).toEqual([true]);
  expect(await Promise.all(rows.map((row) => one.lease(row)))).toEqual([true, false, true]);
  expect(await Promise.all(rows.map((row) => other.lease(row)))).toEqual([false, false, false]);
});
