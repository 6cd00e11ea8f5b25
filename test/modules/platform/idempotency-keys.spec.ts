import { createHash, randomUUID } from 'node:crypto';
import { AuthFacade } from '../../../src/modules/auth';
import { IdempotencySweeper } from '../../../src/platform/http';
import { startAuth } from '../auth/auth-app';
import type { AuthApp } from '../auth/auth-app';
import { Kiln, KilnModule, MugController } from './idempotency.fixture';

const password = 'nine lives of a quiet mountain';
let auth: AuthApp;
let kiln: Kiln;
const bearers = new Map<string, string>();

beforeAll(async () => {
  auth = await startAuth([MugController], [KilnModule]);
  kiln = auth.app.get(Kiln, { strict: false });
  for (const role of ['customer', 'manager'] as const) bearers.set(role, await signedIn(role));
});
beforeEach(async () => {
  await auth.database.execute('DELETE FROM platform_idempotency');
  await kiln.prepare();
});
afterAll(() => auth.close());

const server = () => auth.app.getHttpAdapter().getInstance();
const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  server().inject({ method: 'POST', url, payload, headers });

async function signedIn(role: 'customer' | 'manager'): Promise<string> {
  const email = `${role}@example.com`;
  await auth.app.get(AuthFacade, { strict: false }).ensureAccount({ email, name: role, role, password });
  return `Bearer ${(await post('/v1/auth/login', { email, password })).json<{ accessToken: string }>().accessToken}`;
}

async function ask(path: string, role = 'manager') {
  const answer = await server().inject({
    method: 'GET',
    url: `/v1/admin/idempotency-keys${path}`,
    headers: { authorization: bearers.get(role) ?? '' },
  });
  return {
    status: answer.statusCode,
    text: answer.body,
    body: answer.json<{ data: readonly { id: string; status: number | null }[]; total?: number; page: { nextCursor: string | null } }>(),
  };
}

describe('staff who look a key up', () => {
  it('see who used it where, and what became of it, but nothing of what was answered', async () => {
    const key = randomUUID();
    await post('/v1/mugs', { size: 1 }, { 'idempotency-key': key });
    await post('/v1/mugs/mine', { size: 1 }, { 'idempotency-key': key, authorization: bearers.get('customer') ?? '' });
    await post('/v1/mugs', { size: 1 }, { 'idempotency-key': key, 'x-cart-token': 'c'.repeat(43) });
    await post('/v1/mugs', { size: 1 }, { 'idempotency-key': randomUUID() });
    const { status, body, text } = await ask(`?key=${key}&include=total`);
    const common = { key, method: 'POST', state: 'completed', status: 201, fence: 1, lockedUntil: null };
    expect([status, body.total]).toEqual([200, 3]);
    expect(body.data).toEqual([
      expect.objectContaining({ ...common, route: '/v1/mugs', caller: { kind: 'cart_token', accountId: null } }),
      expect.objectContaining({
        ...common,
        route: '/v1/mugs/mine',
        caller: { kind: 'account', accountId: expect.stringMatching(/^cus_/) },
      }),
      expect.objectContaining({ ...common, route: '/v1/mugs', caller: { kind: 'anonymous', accountId: null } }),
    ]);
    for (const secret of ['secret', 'c'.repeat(43), 'k1.', '127.0.0.1']) expect(text).not.toContain(secret);
    expect(JSON.parse((await ask(`/${body.data[0]?.id ?? ''}`)).text)).toEqual(body.data[0]);
    expect((await ask(`?key=%22${key}%22`)).body.data).toHaveLength(3);
  });

  it('turn pages, and find nothing under a key that nobody used', async () => {
    for (const letter of 'abc') await post('/v1/mugs', { size: 1 }, { 'idempotency-key': 'k', 'x-cart-token': letter.repeat(43) });
    const first = await ask('?key=k&limit=2');
    const second = await ask(`?key=k&limit=2&cursor=${first.body.page.nextCursor ?? ''}`);
    expect(new Set([...first.body.data, ...second.body.data].map(({ id }) => id)).size).toBe(3);
    expect((await ask('?key=other')).body.data).toEqual([]);
    expect((await ask('')).status).toBe(400);
    expect((await ask(`?key=${'x'.repeat(256)}`)).status).toBe(400);
    expect((await ask('/idem_02ITLcBYoUJdzTUMCSHuv3')).status).toBe(404);
  });

  it('see until when a worker holds it', async () => {
    await stock(1, "'in_progress'", '+ INTERVAL 20 SECOND', '+ INTERVAL 48 HOUR');
    const { body } = await ask('?key=k0');
    expect(body.data).toMatchObject([{ state: 'in_progress', status: null, lockedUntil: expect.stringMatching(/Z$/) }]);
  });

  it('need the permission', async () => {
    expect([(await ask('?key=k', 'customer')).status, (await ask('?key=k', 'nobody')).status]).toEqual([403, 401]);
  });
});

describe('four sweepers on ten thousand rows', () => {
  const sweep = (): Promise<unknown> =>
    Promise.all(Array.from({ length: 4 }, () => auth.app.get(IdempotencySweeper, { strict: false }).sweep()));

  it('remove what is over and nothing else, and do not get in each other’s way', async () => {
    await stock(9_000, "'completed'", '- INTERVAL 2 DAY', '- INTERVAL 1 SECOND');
    await stock(600, "'completed'", '- INTERVAL 1 DAY', '+ INTERVAL 1 MINUTE', 'kept');
    await stock(400, "'in_progress'", '+ INTERVAL 20 SECOND', '- INTERVAL 1 SECOND', 'busy');
    await sweep();
    expect(await left()).toEqual({ 'completed kept 1': 600, 'in_progress busy 1': 400 });
  });

  it('set keys of dead workers free for the same request, and only those', async () => {
    await stock(1_200, "'in_progress'", '- INTERVAL 16 SECOND', '+ INTERVAL 1 DAY', 'dead');
    await stock(10, "'in_progress'", '- INTERVAL 5 SECOND', '+ INTERVAL 1 DAY', 'late');
    await stock(10, "'in_progress'", '+ INTERVAL 20 SECOND', '+ INTERVAL 1 DAY', 'busy');
    await sweep();
    expect(await left()).toEqual({ 'in_progress busy 1': 10, 'in_progress late 1': 10, 'released dead 2': 1_200 });
  });

  it('leave a row alone that somebody holds', async () => {
    await stock(3, "'completed'", '- INTERVAL 2 DAY', '- INTERVAL 1 SECOND', 'held');
    await auth.database.transaction(async () => {
      await auth.database.query("SELECT scope FROM platform_idempotency WHERE idempotency_key = 'held0' FOR UPDATE");
      await auth.database.detached(sweep);
      expect(await left()).toEqual({ 'completed held 1': 1 });
    });
  });

  it('free a key so that the same request is done, and another is still refused', async () => {
    const key = randomUUID();
    await post('/v1/mugs', { size: 1 }, { 'idempotency-key': key });
    await auth.database.execute(
      "UPDATE platform_idempotency SET status = 'in_progress', lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE",
    );
    await sweep();
    expect((await post('/v1/mugs', { size: 2 }, { 'idempotency-key': key })).statusCode).toBe(422);
    expect((await post('/v1/mugs', { size: 1 }, { 'idempotency-key': key })).statusCode).toBe(201);
    expect((await ask(`?key=${key}`)).body.data).toMatchObject([{ state: 'completed', fence: 3 }]);
  });
});

async function left(): Promise<Record<string, number>> {
  const rows = await auth.database.query<{ what: string; n: string }>(
    "SELECT CONCAT(status, ' ', REGEXP_REPLACE(idempotency_key, '[0-9]', ''), ' ', fence) AS what, COUNT(*) AS n FROM platform_idempotency GROUP BY what ORDER BY what",
  );
  return Object.fromEntries(rows.map(({ what, n }) => [what, Number(n)]));
}

async function stock(count: number, status: string, lease: string, expiry: string, name = 'k'): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => {
    const scope = createHash('sha256').update(`${name}${index}`).digest('hex');
    return `('idem_${scope.slice(0, 22)}', '${scope}', '${name}${index}', 'f', ${status}, 1, UTC_TIMESTAMP(3) ${lease}, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) ${expiry})`;
  });
  await auth.database.execute(
    `INSERT INTO platform_idempotency (id, scope, idempotency_key, fingerprint, status, fence, lease_until, created_at, expires_at) VALUES ${rows.join(', ')}`,
  );
}
