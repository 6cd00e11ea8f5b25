import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { entities } from '../../../src/entities';
import { migrations } from '../../../src/migrations';
import { AuthFacade, AuthModule } from '../../../src/modules/auth';
import { CatalogModule, InitialStock } from '../../../src/modules/catalog';
import { Config } from '../../../src/platform/config';
import { HttpModule, createHttpApp } from '../../../src/platform/http';
import { PlatformModule } from '../../../src/platform/platform.module';
import { Contract } from '../../support/contract';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import { StockBook } from './catalog.fixture';

export type Body = Readonly<Record<string, unknown>>;
export interface Answer<T = Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

const ACCOUNT = { email: 'manager@example.com', password: 'nine lives of a quiet mountain', name: 'M', role: 'manager' } as const;
const contract = new Contract();
export const PRICE = { amount: 1999, currency: 'EUR' };

@Global()
@Module({ providers: [{ provide: InitialStock, useClass: StockBook }], exports: [InitialStock] })
class Above {}

/** The module behind its real HTTP edge; calls are made by a manager. */
export class CatalogShop {
  private token = '';

  private constructor(
    readonly app: NestFastifyApplication,
    readonly tables: TestDatabase,
    private readonly origin: string,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<CatalogShop> {
    const tables = await testDatabase(2);
    Object.assign(process.env, { DATABASE_URL: tables.url, JOBS: 'off', LOG_LEVEL: 'silent', ...env });
    const imports = [PlatformModule.forSchema({ entities, migrations }), HttpModule, AuthModule, Above, CatalogModule];
    const app = await createHttpApp({ module: class Root {}, imports }, new Config(process.env));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const shop = new CatalogShop(app, tables, (await app.getUrl()).replace('[::1]', '127.0.0.1'));
    await app.get(AuthFacade, { strict: false }).ensureAccount(ACCOUNT);
    const { email, password } = ACCOUNT;
    shop.token = (await shop.post<{ accessToken: string }>('/v1/auth/login', { email, password })).body.accessToken;
    return shop;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.tables.close();
  }

  async call<T = Body>(method: string, path: string, given: { body?: unknown; headers?: Record<string, string> } = {}): Promise<Answer<T>> {
    const headers = new Headers(given.headers);
    const form = given.body instanceof FormData ? given.body : undefined;
    if (given.body !== undefined && !form) headers.set('content-type', 'application/json');
    if (this.token !== '') headers.set('authorization', `Bearer ${this.token}`);
    const body = form ?? (given.body === undefined ? null : JSON.stringify(given.body));
    const answer = await fetch(`${this.origin}${path}`, { method, headers, body, redirect: 'manual' });
    const text = await answer.text();
    if (answer.status >= 400) contract.check(method, path.split('?')[0] ?? path, answer.status, 'application/problem+json', JSON.parse(text));
    return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
  }

  get<T = Body>(path: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call('GET', path, { headers });
  }

  post<T = Body>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call('POST', path, { body, headers });
  }

  patch<T = Body>(path: string, body: unknown, tag = '*'): Promise<Answer<T>> {
    return this.call('PATCH', path, { body, headers: { 'if-match': tag } });
  }

  put<T = Body>(path: string, body: unknown, tag = '*'): Promise<Answer<T>> {
    return this.call('PUT', path, { body, headers: { 'if-match': tag } });
  }

  delete(path: string, tag = '*'): Promise<Answer> {
    return this.call('DELETE', path, { headers: { 'if-match': tag } });
  }

  /** A published product with one variant. @throws Error when the catalogue refuses it */
  async product(slug: string, given: object = {}): Promise<{ readonly id: string; readonly version: number }> {
    const variants = [{ sku: null, price: PRICE, onHand: 2 }];
    const made = await this.post<{ id: string; version: number }>('/v1/admin/products', {
      ...{ title: `The ${slug}`, slug, status: 'published', variants },
      ...given,
    });
    if (made.status !== 201) throw new Error(`${slug}: ${JSON.stringify(made.body)}`);
    return made.body;
  }
}

/** How many products the list has, and how many the brand or collection says. */
export async function countsOf(shop: CatalogShop, kind: 'brand' | 'collection', slug: string, currency: string): Promise<unknown[]> {
  const listed = await shop.get<{ total: number }>(`/v1/products?${kind}=${slug}&include=total&currency=${currency}`);
  const own = await shop.get(`/v1/${kind}s/${slug}?currency=${currency}`);
  const all = await shop.get<{ data: { slug: string; productCount: number }[] }>(`/v1/${kind}s?limit=100&currency=${currency}`);
  return [listed.body.total, own.body['productCount'], all.body.data.find((one) => one.slug === slug)?.productCount];
}

/** Three products: one is sold in euros, one in dollars, one has lost its price. Answers their ids. */
export async function soldUnevenly(shop: CatalogShop, prefix: string, given: object = {}): Promise<string[]> {
  const inDollars = [{ sku: null, price: { amount: 100, currency: 'USD' } }];
  const euro = await shop.product(`${prefix}-euro`, given);
  const dollar = await shop.product(`${prefix}-dollar`, { ...given, variants: inDollars });
  const unpriced = await shop.product(`${prefix}-unpriced`, given);
  const { variants } = (await shop.get<{ variants: { id: string }[] }>(`/v1/admin/products/${unpriced.id}`)).body;
  await shop.put(`/v1/admin/variants/${variants[0]?.id ?? ''}/prices`, { prices: [] });
  return [euro.id, dollar.id, unpriced.id];
}

export const slugsOf = ({ body }: Answer): string[] => ((body['data'] ?? []) as { slug: string }[]).map(({ slug }) => slug).sort();
