import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { entities } from '../../../src/entities';
import { migrations } from '../../../src/migrations';
import { AuthFacade, AuthModule } from '../../../src/modules/auth';
import { CatalogModule, InitialStock } from '../../../src/modules/catalog';
import { Config } from '../../../src/platform/config';
import { HttpModule, createHttpApp } from '../../../src/platform/http';
import { PlatformModule } from '../../../src/platform/platform.module';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import { StockBook } from './catalog.fixture';

type Body = Readonly<Record<string, unknown>>;
type Answer = { readonly status: number; readonly headers: Headers; readonly body: Body };

const ACCOUNT = { email: 'manager@example.com', password: 'nine lives of a quiet mountain', name: 'M', role: 'manager' } as const;
let tables: TestDatabase;
let app: NestFastifyApplication;
let origin: string;
let token = '';

@Global()
@Module({ providers: [{ provide: InitialStock, useClass: StockBook }], exports: [InitialStock] })
class Above {}

beforeAll(async () => {
  tables = await testDatabase(2);
  process.env['DATABASE_URL'] = tables.url;
  process.env['JOBS'] = 'off';
  process.env['LOG_LEVEL'] = 'silent';
  const imports = [PlatformModule.forSchema({ entities, migrations }), HttpModule, AuthModule, Above, CatalogModule];
  app = await createHttpApp({ module: class Root {}, imports }, new Config(process.env));
  await app.listen({ host: '127.0.0.1', port: 0 });
  origin = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  await app.get(AuthFacade, { strict: false }).ensureAccount(ACCOUNT);
  const { email, password } = ACCOUNT;
  token = String((await call('POST', '/v1/auth/login', { body: { email, password } })).body['accessToken']);
  await create('mug', {
    options: [{ name: 'Size', values: ['S', 'L'] }],
    variants: ['S', 'L'].map((Size) => ({ options: { Size }, price: PRICE })),
  });
  await create('lamp');
  await create('hidden', { status: 'draft' });
});

afterAll(async () => {
  await app.close();
  await tables.close();
});

const PRICE = { amount: 1999, currency: 'EUR' };

async function call(method: string, path: string, given: { body?: unknown; headers?: Record<string, string> } = {}): Promise<Answer> {
  const headers = new Headers(given.headers);
  if (given.body !== undefined) headers.set('content-type', 'application/json');
  if (token !== '' && !headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
  const answer = await fetch(`${origin}${path}`, { method, headers, body: given.body === undefined ? null : JSON.stringify(given.body) });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
}

const create = (slug: string, given: object = {}): Promise<Answer> =>
  call('POST', '/v1/admin/products', {
    body: { title: `The ${slug}`, slug, status: 'published', variants: [{ sku: null, price: PRICE, onHand: 2 }], ...given },
  });

const slugs = ({ body }: Answer): string[] => ((body['data'] ?? []) as { slug: string }[]).map(({ slug }) => slug).sort();

it('makes a product and says where it is', async () => {
  const made = await create('cup');
  expect(made.status).toBe(201);
  expect(made.headers.get('location')).toContain(`/v1/admin/products/${String(made.body['id'])}`);
  expect(made.body).toMatchObject({
    slug: 'cup',
    version: 1,
    variants: [{ price: PRICE, compareAtPrice: null, available: 2, title: 'The cup' }],
  });
});

it.each([
  [{ title: '' }, 400],
  [{ extra: {} }, 400],
  [{ variants: [] }, 400],
  [{ variants: [{ price: { amount: 1.5, currency: 'EUR' } }] }, 400],
  [{ variants: [{ price: PRICE, options: ['S'] }] }, 400],
  [{ variants: [{ price: PRICE, options: { Size: 1 } }] }, 400],
  [{ variants: [{ price: PRICE, productId: 'x' }] }, 400],
  [{ slug: 'mug' }, 409],
  [{ variants: [{ price: PRICE, options: { Size: 'S' } }], options: [{ name: 'Fit', values: ['S'] }] }, 422],
])('refuses a product with %j', async (given, status) => {
  expect((await create('other', given)).status).toBe(status);
});

it('asks staff for the version, and for a permission', async () => {
  const { id } = (await create('jug')).body;
  const path = `/v1/admin/products/${String(id)}`;
  const etag = (await call('GET', path)).headers.get('etag') ?? '';
  expect((await call('PATCH', path, { body: { title: 'x' } })).status).toBe(428);
  const changed = await call('PATCH', path, { body: { title: 'Jug, new' }, headers: { 'if-match': etag } });
  expect([changed.status, changed.body['title'], changed.body['version']]).toEqual([200, 'Jug, new', 2]);
  expect((await call('PATCH', path, { body: { title: 'x' }, headers: { 'if-match': etag } })).status).toBe(412);
  expect((await call('DELETE', path, { headers: { 'if-match': changed.headers.get('etag') ?? '' } })).status).toBe(204);
  expect((await call('GET', '/v1/products/jug')).status).toBe(404);
  expect((await call('GET', path, { headers: { authorization: '' } })).status).toBe(401);
});

it('shows a product with a tag, and nothing new when it is the same', async () => {
  const shown = await call('GET', '/v1/products/mug');
  expect(shown.headers.get('cache-control')).toMatch(/^public, max-age=\d+, s-maxage=\d+/);
  expect(shown.body).toMatchObject({
    slug: 'mug',
    status: 'published',
    variants: [{ options: { Size: 'S' }, price: PRICE }, { options: { Size: 'L' } }],
  });
  const again = await call('GET', '/v1/products/mug', { headers: { 'if-none-match': shown.headers.get('etag') ?? '' } });
  expect(again.status).toBe(304);
  expect((await call('GET', `/v1/products/${String(shown.body['id'])}`)).body).toEqual(shown.body);
  expect((await call('GET', '/v1/products/hidden')).status).toBe(404);
});

it('filters by options, and knows no other names', async () => {
  expect(slugs(await call('GET', '/v1/products?option.size=l'))).toEqual(['mug']);
  expect(slugs(await call('GET', '/v1/products?option.size=XL'))).toEqual([]);
  for (const query of ['size=L', 'options.size=L', 'option=L', 'sort=rank', 'include=all', 'priceGte=1e3', 'inStock=yes', 'currency=eur']) {
    expect([query, (await call('GET', `/v1/products?${query}`)).status]).toEqual([query, 400]);
  }
  const listing = await call('GET', '/v1/products?q=the&limit=1&include=facets,total&option.size=S');
  expect(listing.body).toMatchObject({
    total: 1,
    page: { hasMore: false },
    facets: { options: [{ name: 'Size', values: [{ count: 1 }, { count: 1 }] }] },
  });
});

it('links to the next page', async () => {
  const [whole, first] = [await call('GET', '/v1/products'), await call('GET', '/v1/products?limit=1')];
  const link = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const { pathname, search } = new URL(link);
  const second = await call('GET', `${pathname}${search}`);
  const ids = ({ body }: Answer): string[] => (body['data'] as { id: string }[]).map(({ id }) => id);
  expect([...ids(first), ...ids(second)]).toEqual(ids(whole).slice(0, 2));
});

it('never fails over a search, however hostile', async () => {
  for (const q of ['+-*"()~<>@', "' OR 1=1", '%', '\\', '"'.repeat(199), '緑', '\u0000', '%ff']) {
    const { status } = await call('GET', `/v1/products?q=${q === '%ff' ? q : encodeURIComponent(q)}&include=facets,total`);
    expect([q, status < 500]).toEqual([q, true]);
  }
});
