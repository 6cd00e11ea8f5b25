import { Global, Injectable, Module } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { entities } from '../../../src/entities';
import { migrations } from '../../../src/migrations';
import { AuthModule } from '../../../src/modules/auth';
import { CatalogModule, InitialStock } from '../../../src/modules/catalog';
import type { InitialStockEntry, ProductDraft, VariantDraft } from '../../../src/modules/catalog';
import type { ProductResponse, ProductSummary } from '../../../src/modules/catalog/product.dto';
import { ProductListQueryDto } from '../../../src/modules/catalog/product-query.dto';
import { StorefrontService } from '../../../src/modules/catalog/storefront.service';
import type { ProductListing } from '../../../src/modules/catalog/storefront.service';
import { Database, listenToStatements } from '../../../src/platform/database';
import { HttpModule } from '../../../src/platform/http';
import type { Page } from '../../../src/platform/http';
import { Money } from '../../../src/platform/money';
import { PlatformModule } from '../../../src/platform/platform.module';
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

@Global()
@Module({ providers: [{ provide: InitialStock, useClass: StockBook }], exports: [InitialStock] })
class Above {}

export interface CatalogFixture {
  readonly app: INestApplicationContext;
  /** As the application reaches it. */
  readonly db: TestDatabase;
  readonly stock: StockBook;
  /** Runs the work and answers the statements that reached the database meanwhile. */
  statements(work: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

/** The module as the shop has it, on a database of its own, without background work. */
export async function catalogFixture(): Promise<CatalogFixture> {
  const tables = await testDatabase(1);
  Object.assign(process.env, { DATABASE_URL: tables.url, JOBS: 'off', LOG_LEVEL: 'silent' });
  const imports = [PlatformModule.forSchema({ entities, migrations }), HttpModule, AuthModule, Above, CatalogModule];
  const app = await NestFactory.createApplicationContext({ module: class Root {}, imports }, { logger: false, abortOnError: false });
  return {
    app,
    db: { ...tables, database: app.get(Database), dataSource: app.get(DataSource) },
    stock: app.get(InitialStock),
    statements: statementsOf,
    close: async () => {
      await app.close();
      await tables.close();
    },
  };
}

export type Query = Partial<ProductListQueryDto>;

export interface Shown extends Omit<ProductListing, 'page'> {
  readonly page: Page<ProductSummary>;
}

/** The storefront with its answers read. */
export function shopWindow(app: INestApplicationContext) {
  const storefront = app.get(StorefrontService, { strict: false });
  return {
    list: async (query: Query = {}): Promise<Shown> => {
      const { page, ...rest } = await storefront.list(Object.assign(new ProductListQueryDto(), { option: {}, attr: {}, ...query }));
      return { ...rest, page: { ...page, data: page.data.map(({ summary }) => JSON.parse(summary) as ProductSummary) } };
    },
    product: async (idOrSlug: string, currency?: string): Promise<ProductResponse> =>
      JSON.parse((await storefront.product(idOrSlug, currency)).detail) as ProductResponse,
  };
}

async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  await listenToStatements((sql) => seen.push(sql.replace(/\s+/g, ' ').trim()), work);
  // A connection that is opened meanwhile is set up first.
  return seen.filter((sql) => !sql.startsWith('SET SESSION'));
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

