import { Global, Injectable, Module } from '@nestjs/common';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { Clock } from '../../../src/platform/clock';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import type { Invariant } from '../../../src/platform/database';
import { Events, OnEvent } from '../../../src/platform/events';
import { Listeners } from '../../../src/platform/events/listeners';
import { CursorCodec } from '../../../src/platform/http';
import { newId } from '../../../src/platform/ids';
import { InventoryFacade, InventoryModule, inventoryInvariants, StockChanged } from '../../../src/modules/inventory';
import type { ChangedLevel } from '../../../src/modules/inventory';
import { StockService } from '../../../src/modules/inventory/stock.service';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

/** With a listener there are rows in the outbox, which the tests read; nobody delivers them. */
@Injectable()
class Window {
  @OnEvent(StockChanged, { listener: 'test.window', mode: 'transactional' })
  async onStockChanged(): Promise<void> {
    return Promise.resolve();
  }
}

export interface StockRoom {
  readonly database: Database;
  readonly inventory: InventoryFacade;
  readonly stock: StockService;
  /** Opens stock rows and answers their ids in the order of the primary key. */
  stocked(...onHand: readonly number[]): Promise<string[]>;
  announced(): Promise<ChangedLevel[]>;
  level(variantId: string): Promise<{ onHand: number; reserved: number }>;
  violations(): Promise<unknown[]>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function stockRoom(poolSize = 10): Promise<StockRoom> {
  const test = await testDatabase(poolSize);
  const context = await NestFactory.createApplicationContext(roomModule(test), { logger: ['error'] });
  const { database } = test;
  return {
    database,
    inventory: context.get(InventoryFacade),
    stock: context.get(StockService, { strict: false }),
    stocked: (...onHand) => stocked(context, onHand),
    announced: () => announced(database),
    level: async (variantId) => {
      const { onHand, reserved } = await context.get(StockService, { strict: false }).get(variantId);
      return { onHand, reserved };
    },
    violations: () => violations(database, inventoryInvariants),
    empty: () => test.empty(),
    close: async () => {
      await context.close();
      await test.close();
    },
  };
}

/** Rows that break an invariant; empty when all is well. */
export async function violations(database: Database, invariants: readonly Invariant[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const { id, sql } of invariants) found.push(...(await database.query<object>(sql)).map((row) => ({ invariant: id, ...row })));
  return found;
}

function roomModule(test: TestDatabase): Type {
  @Global()
  @Module({
    imports: [DiscoveryModule],
    providers: [
      { provide: Database, useValue: test.database },
      { provide: Config, useValue: new Config({}) },
      Clock,
      Events,
      Listeners,
      CursorCodec,
      Window,
    ],
    exports: [Database, Config, Clock, Events, CursorCodec],
  })
  class Ground {}

  @Module({ imports: [Ground, InventoryModule] })
  class Room {}
  return Room;
}

async function stocked(context: INestApplicationContext, onHand: readonly number[]): Promise<string[]> {
  const ids = onHand.map(() => newId('var')).sort((a, b) => (a < b ? -1 : 1));
  await context.get(InventoryFacade).receiveInitial(onHand.map((quantity, i) => ({ variantId: ids[i] ?? '', onHand: quantity })));
  return ids;
}

async function announced(database: Database): Promise<ChangedLevel[]> {
  const rows = await database.query<{ payload: string | { levels: ChangedLevel[] } }>(
    'SELECT payload FROM platform_outbox WHERE type = ? ORDER BY id',
    [StockChanged.type],
  );
  return rows.flatMap(
    ({ payload }) => (typeof payload === 'string' ? (JSON.parse(payload) as { levels: ChangedLevel[] }) : payload).levels,
  );
}
