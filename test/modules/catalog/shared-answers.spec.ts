import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync } from 'node:zlib';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { entities } from '../../../src/entities';
import { migrations } from '../../../src/migrations';
import { AuthModule } from '../../../src/modules/auth';
import { CatalogFacade, CatalogModule, CatalogWriter, InitialStock } from '../../../src/modules/catalog';
import { AttributeStore } from '../../../src/modules/catalog/attributes/attribute-store';
import { AdminBrandsService } from '../../../src/modules/catalog/brands/admin-brands.service';
import { CollectionStore } from '../../../src/modules/catalog/collections/collection-store';
import { PageStore } from '../../../src/modules/catalog/pages/page-store';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { HttpModule, createHttpApp } from '../../../src/platform/http';
import { PlatformModule } from '../../../src/platform/platform.module';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import { plainGet } from '../../support/plain-get';
import type { PlainAnswer as Answer } from '../../support/plain-get';
import { StockBook, eur, productDraft, variantDraft } from './catalog.fixture';

@Global()
@Module({ providers: [{ provide: InitialStock, useClass: StockBook }], exports: [InitialStock] })
class Above {}

let tables: TestDatabase;
/** Two applications that share nothing but the database, as two processes would. */
let here: NestFastifyApplication;
let there: NestFastifyApplication;
const PATIENCE_MS = 30_000;
const ports = new Map<NestFastifyApplication, number>();

beforeAll(async () => {
  tables = await testDatabase(2);
  Object.assign(process.env, { DATABASE_URL: tables.url, JOBS: 'off', LOG_LEVEL: 'silent', RATE_LIMITS: 'off', CATALOG_CACHE: 'on' });
  [here, there] = [await shop(), await shop()];
  for (let index = 0; index < 8; index += 1) await put(`mug-${index}`, 1000);
}, 120_000);

afterAll(async () => {
  await here.close();
  await there.close();
  await tables.close();
});

async function shop(): Promise<NestFastifyApplication> {
  const imports = [PlatformModule.forSchema({ entities, migrations }), HttpModule, AuthModule, Above, CatalogModule];
  const app = await createHttpApp({ module: class Root {}, imports }, new Config(process.env));
  await app.listen({ host: '127.0.0.1', port: 0 });
  ports.set(app, Number(new URL(await app.getUrl()).port));
  return app;
}

const put = (slug: string, price: number): Promise<unknown> =>
  here.get(CatalogWriter, { strict: false }).upsertProduct(productDraft(slug, { variants: [variantDraft({ prices: [eur(price)] })] }));

const get = (app: NestFastifyApplication, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  plainGet(ports.get(app), path, headers);

/** What the process reads meanwhile. The requests come over the wire, so that they do not know who sent them. */
async function readsOf(app: NestFastifyApplication, work: () => Promise<unknown>): Promise<string[]> {
  const reads = jest.spyOn(app.get(Database, { strict: false }), 'query');
  try {
    await work();
    return reads.mock.calls.map(([sql]) => sql).filter((sql) => !sql.includes('platform_change'));
  } finally {
    reads.mockRestore();
  }
}

/** Keeps the answer in memory: the first question finds no news of changes yet, the second is kept. */
async function warm(app: NestFastifyApplication, path: string): Promise<Answer> {
  for (const start = performance.now(); performance.now() - start < PATIENCE_MS;) {
    let answer: Answer | undefined;
    const reads = await readsOf(app, async () => (answer = await get(app, path)));
    if (answer && reads.length === 0) return answer;
    await sleep(10);
  }
  throw new Error(`${path} is never kept`);
}

const priceOf = ({ body }: Answer): number =>
  (JSON.parse(body.toString()) as { variants: { price: { amount: number } }[] }).variants[0]?.price.amount ?? -1;
const availableOf = ({ body }: Answer): number =>
  (JSON.parse(body.toString()) as { variants: { available: number }[] }).variants[0]?.available ?? -1;

/**
 * How late after the change a question was still answered as before, asked without a pause. Counted from when it was asked: a machine
 * that is busy makes answers slow, not old.
 */
async function staleFor(path: string, right: (answer: Answer) => boolean): Promise<number> {
  const changed = performance.now();
  for (let oldest = 0; performance.now() - changed < PATIENCE_MS; await sleep(5)) {
    const asked = performance.now();
    if (right(await get(there, path))) return oldest;
    oldest = asked - changed;
  }
  throw new Error(`${path} stays as it was`);
}

it('answers again without the database, with the same body and tag', async () => {
  for (const path of ['/v1/products', '/v1/products/mug-1', '/v1/categories', '/v1/products?sort=price&limit=3&include=total,facets']) {
    const first = await get(here, path);
    const kept = await warm(here, path);
    expect([path, kept.status, kept.body.toString(), kept.headers.etag]).toEqual([path, 200, first.body.toString(), first.headers.etag]);
    expect(kept.headers['cache-control']).toBe(first.headers['cache-control']);
    expect(kept.headers['cache-control']).toMatch(/^public, max-age=\d+, s-maxage=\d+, stale-while-revalidate=\d+$/);
    expect(kept.headers.vary).toContain('accept-encoding');
    // Every header of a made answer is there, those of the edge and of the plugins too; what names the request differs.
    const names = (answer: Answer) => Object.keys(answer.headers).sort();
    expect([path, names(kept)]).toEqual([path, names(first)]);
    expect([kept.headers.link, kept.headers['content-security-policy']]).toEqual([
      first.headers.link,
      first.headers['content-security-policy'],
    ]);
    const again = await get(here, path, { 'if-none-match': kept.headers.etag ?? '', 'accept-encoding': 'br' });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(Object.keys(again.headers).filter((name) => /^content-(type|length|encoding)$/.test(name))).toEqual([]);
  }
});

it('is never stale across a price or a stock change by more than a second, whichever process made it', async () => {
  const [variantId = ''] = await variantIds('mug-2');
  const waited: number[] = [];
  for (let round = 1; round <= 3; round += 1) {
    await warm(there, '/v1/products/mug-2');
    await put('mug-2', 2000 + round);
    expect(priceOf(await get(here, '/v1/products/mug-2'))).toBe(2000 + round);
    waited.push(await staleFor('/v1/products/mug-2', (answer) => priceOf(answer) === 2000 + round));
    await warm(there, '/v1/products?sort=-price');
    await here.get(CatalogFacade, { strict: false }).rememberAvailability([{ variantId, available: 10 + round, version: round }]);
    waited.push(await staleFor('/v1/products/mug-2', (answer) => availableOf(answer) === 10 + round));
  }
  expect(Math.max(...waited)).toBeLessThan(1_000);
  process.stdout.write(`stale at most ${Math.round(Math.max(...waited))} ms\n`);
});

it('lists a product as sold out, and first by its new price, as soon as it is', async () => {
  const [variantId = ''] = await variantIds('mug-3');
  const cheapest = '/v1/products?sort=price&limit=1';
  await warm(there, cheapest);
  await put('mug-3', 5);
  await staleFor(cheapest, ({ body }) => body.includes('"slug":"mug-3"'));
  await warm(there, cheapest);
  await here.get(CatalogFacade, { strict: false }).rememberAvailability([{ variantId, available: 0, version: 1 }]);
  expect(await staleFor(cheapest, ({ body }) => body.includes('"inStock":false'))).toBeLessThan(1_000);
});

it('tells of attributes that are made, changed and deleted', async () => {
  const attributes = here.get(AttributeStore, { strict: false });
  const path = '/v1/attributes';
  await warm(there, path);
  const { id } = await attributes.create({ key: 'material', label: 'Material', type: 'text' });
  await staleFor(path, ({ body }) => body.includes('"label":"Material"'));
  await warm(there, path);
  await attributes.update(id, undefined, { label: 'Stuff' });
  await staleFor(path, ({ body }) => body.includes('"label":"Stuff"'));
  await warm(there, path);
  await attributes.remove(id, undefined);
  expect(await staleFor(path, ({ body }) => body.includes('"data":[]'))).toBeLessThan(1_000);
});

it('lists by a slug what has it now, whatever had it when the answer was kept', async () => {
  const brands = here.get(AdminBrandsService, { strict: false });
  const collections = here.get(CollectionStore, { strict: false });
  const first = await brands.create({ name: 'North' });
  await here.get(CatalogWriter, { strict: false }).upsertProduct(productDraft('kettle', { vendor: 'North' }));
  await brands.update(first.id, undefined, { slug: 'far-north' });
  const path = '/v1/products?brand=north';
  expect((await warm(there, path)).body.includes('"slug":"kettle"')).toBe(true);
  const second = await brands.create({ name: 'Other', slug: 'north' });
  await staleFor(path, ({ body }) => body.includes('"data":[]'));
  await warm(there, path);
  await brands.remove(second.id, undefined);
  await staleFor(path, ({ body }) => body.includes('"slug":"kettle"'));
  const picked = await collections.create({ title: 'Picked', kind: 'manual', status: 'published' });
  await collections.setProducts(picked.id, undefined, [await productId('kettle')]);
  for (const status of ['draft', 'published'] as const) {
    await warm(there, '/v1/products?collection=picked');
    await collections.update(picked.id, undefined, { status });
    await staleFor('/v1/products?collection=picked', ({ body }) => body.includes('"slug":"kettle"') === (status === 'published'));
  }
  await warm(there, '/v1/products?collection=picked');
  await collections.remove(picked.id, undefined);
  await staleFor('/v1/products?collection=picked', ({ body }) => body.includes('"data":[]'));
});

it('hears of a change whose transaction ends long after a later one, and of none that is taken back', async () => {
  const database = here.get(Database);
  const [lateId, laterId, neverId] = [await productId('mug-4'), await productId('mug-5'), await productId('mug-6')];
  const rename = (id: string, title: string) =>
    database.execute('UPDATE catalog_product SET title = ?, version = version + 1 WHERE id = ?', [title, id]);
  const touch = async (id: string, title: string) => {
    await rename(id, title);
    pagesOf(here).touch([id]);
  };
  for (const slug of ['mug-4', 'mug-5', 'mug-6']) await warm(there, `/v1/products/${slug}`);
  let commit: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (commit = resolve));
  const late = database.transaction(async () => {
    await touch(lateId, 'Late');
    await pagesOf(here).write([lateId]);
    // The number of the row is given out now; others overtake it.
    await database.execute('INSERT INTO platform_change (topic) VALUES (?)', [`product:${lateId}`]);
    await held;
  });
  await database.transaction(() => touch(laterId, 'Later'));
  await database
    .transaction(async () => {
      await touch(neverId, 'Never');
      throw new Error('taken back');
    })
    .catch(() => undefined);
  await staleFor('/v1/products/mug-5', ({ body }) => body.includes('"title":"Later"'));
  await sleep(600);
  commit();
  await late;
  expect(await staleFor('/v1/products/mug-4', ({ body }) => body.includes('"title":"Late"'))).toBeLessThan(1_000);
  expect((await get(there, '/v1/products/mug-6')).body.includes('Never')).toBe(false);
});

it('asks the database while it cannot hear of changes', async () => {
  const path = '/v1/products/mug-7';
  await warm(there, path);
  const dataSource = there.get(DataSource);
  const { query } = dataSource;
  dataSource.query = ((sql: string, ...rest: unknown[]) =>
    sql.includes('platform_change')
      ? Promise.reject(new Error('no news'))
      : Reflect.apply(query, dataSource, [sql, ...rest])) as typeof query;
  try {
    await put('mug-7', 7777);
    expect(await staleFor(path, (answer) => priceOf(answer) === 7777)).toBeLessThan(1_000);
  } finally {
    dataSource.query = query;
  }
  await warm(there, path);
});

it('lets one request do the work of many', async () => {
  const reads: number[] = [];
  // A process that has just been too busy to hear of changes shares nothing; it soon does again.
  for (let limit = 1; limit <= 20 && !reads.includes(1); limit += 1) {
    await warm(here, '/v1/products');
    const ask = () => get(here, `/v1/products?sort=-title&limit=${limit}`);
    reads.push((await readsOf(here, () => Promise.all(Array.from({ length: 20 }, ask)))).length);
  }
  expect(reads).toContain(1);
});

it('keeps compressed forms, for bodies worth it', async () => {
  const plain = await warm(here, '/v1/products');
  const small = await warm(here, '/v1/products/mug-1');
  const coded = await get(here, '/v1/products', { 'accept-encoding': 'gzip;q=0, br' });
  expect([coded.headers['content-encoding'], brotliDecompressSync(coded.body).toString()]).toEqual(['br', plain.body.toString()]);
  expect((await get(here, '/v1/products', { 'accept-encoding': 'br;q=0, gzip;q=0' })).headers['content-encoding']).toBeUndefined();
  expect(small.body.length).toBeLessThan(1_024);
  expect((await get(here, '/v1/products/mug-1', { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
});

it('still checks a token that is shown, and every rule of the edge', async () => {
  await warm(here, '/v1/products');
  expect((await get(here, '/v1/products', { authorization: 'Bearer nonsense' })).status).toBe(401);
  expect((await get(here, '/v1/products', { accept: 'text/html' })).status).toBe(406);
  expect((await get(here, '/v1/products?card=4242424242424242')).status).toBe(422);
  expect((await get(here, '/v1/products/missing')).status).toBe(404);
  expect((await get(here, '/v1/products/missing')).status).toBe(404);
});

function pagesOf(app: NestFastifyApplication): PageStore {
  return app.get(PageStore, { strict: false });
}

async function productId(slug: string): Promise<string> {
  const [row] = await tables.database.query<{ id: string }>('SELECT id FROM catalog_product WHERE slug = ?', [slug]);
  return row?.id ?? '';
}

async function variantIds(slug: string): Promise<string[]> {
  const rows = await tables.database.query<{ id: string }>('SELECT id FROM catalog_variant WHERE product_id = ?', [await productId(slug)]);
  return rows.map(({ id }) => id);
}
