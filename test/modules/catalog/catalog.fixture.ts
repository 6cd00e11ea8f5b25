import { Global, Injectable, Module } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { CatalogModule, InitialStock } from '../../../src/modules/catalog';
import type { InitialStockEntry, ProductDraft, VariantDraft } from '../../../src/modules/catalog';
import { Clock } from '../../../src/platform/clock';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { Events } from '../../../src/platform/events';
import { Listeners } from '../../../src/platform/events/listeners';
import { CursorCodec } from '../../../src/platform/http';
import { Money } from '../../../src/platform/money';
import { Random } from '../../../src/platform/random';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

/** The catalogue's port in these tests: a list of what was announced. */
@Injectable()
export class StockBook extends InitialStock {
  readonly entries: InitialStockEntry[] = [];

  async receive(entries: readonly InitialStockEntry[]): Promise<void> {
    this.entries.push(...entries);
    await Promise.resolve();
  }
}

export interface CatalogFixture {
  readonly db: TestDatabase;
  readonly app: INestApplicationContext;
  readonly stock: StockBook;
  /** Runs the work and answers the statements that reached the database meanwhile. */
  statements(work: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

export async function catalogFixture(poolSize = 10): Promise<CatalogFixture> {
  const db = await testDatabase(poolSize);
  const given = [
    { provide: Database, useValue: db.database },
    { provide: Config, useValue: new Config({ NODE_ENV: 'test' }) },
    { provide: InitialStock, useClass: StockBook },
  ];
  const provided = [...given, Clock, Random, CursorCodec, Listeners, Events];

  @Global()
  @Module({ imports: [DiscoveryModule], providers: provided, exports: provided })
  class Ground {}

  @Module({ imports: [Ground, CatalogModule] })
  class Root {}

  const app = await NestFactory.createApplicationContext(Root, { logger: ['error'] });
  return {
    db,
    app,
    stock: app.get(InitialStock),
    statements: (work) => statementsOf(db, work),
    close: async () => {
      await app.close();
      await db.close();
    },
  };
}

/** Watches the one door through which all statements outside a transaction go. */
async function statementsOf({ dataSource }: TestDatabase, work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  const { query } = dataSource;
  dataSource.query = ((sql: string, ...rest: unknown[]) => {
    seen.push(sql.replace(/\s+/g, ' ').trim());
    return Reflect.apply(query, dataSource, [sql, ...rest]) as Promise<unknown>;
  }) as typeof query;
  try {
    await work();
  } finally {
    dataSource.query = query;
  }
  return seen;
}

export const eur = (amount: number): Money => Money.of(amount, 'EUR');
export const usd = (amount: number): Money => Money.of(amount, 'USD');

export function variantDraft(given: Partial<VariantDraft> = {}): VariantDraft {
  const plain = { sku: null, options: {}, prices: [eur(1000)], compareAt: [], barcode: null, weightGrams: null, imageUrl: null, extra: {} };
  return { ...plain, requiresShipping: true, taxable: true, onHand: 5, ...given };
}

export function productDraft(slug: string, given: Partial<ProductDraft> = {}): ProductDraft {
  return {
    slug,
    title: `Title of ${slug}`,
    description: '',
    vendor: '',
    productType: '',
    tags: [],
    status: 'published',
    taxCategory: 'standard',
    seoTitle: null,
    seoDescription: null,
    options: [],
    variants: [variantDraft()],
    images: [],
    extra: {},
    ...given,
  };
}

/** mulberry32: a run can be repeated from its printed seed. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
