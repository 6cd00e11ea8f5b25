import { Global, Injectable, Module } from '@nestjs/common';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { Dispatcher, Events, EventsModule, OnEvent, defineEvent } from '../../../src/platform/events';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

const MugBroke = defineEvent<{ readonly mug: number }>('kitchen.mug_broke');

@Injectable()
class Ears {
  readonly heard: number[] = [];

  @OnEvent(MugBroke, { listener: 'kitchen.sweep', mode: 'transactional' })
  async sweep({ mug }: { readonly mug: number }): Promise<void> {
    this.heard.push(mug);
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
beforeEach(() => db.empty());
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
