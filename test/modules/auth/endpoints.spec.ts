import { AuthFacade } from '../../../src/modules/auth';
import type { Role } from '../../../src/modules/auth';
import { demo, startAuth } from './auth-app';
import type { AuthApp } from './auth-app';

let auth: AuthApp;

beforeAll(async () => {
  auth = await startAuth();
});
beforeEach(() => auth.empty());
afterAll(() => auth.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
type Body = Record<string, unknown>;

async function call(method: Method, url: string, options: { token?: string; body?: object; headers?: Record<string, string> } = {}) {
  const answer = await auth.app.inject({
    method,
    url: `/v1/${url}`,
    headers: { ...(options.token && { authorization: `Bearer ${options.token}` }), ...options.headers },
    ...(options.body && { payload: options.body }),
  });
  const body: Body = answer.body === '' ? {} : answer.json<Body>();
  return { status: answer.statusCode, body, headers: answer.headers };
}

async function signIn(role: Role = 'customer'): Promise<{ accessToken: string; refreshToken: string }> {
  const email = `${role}@example.com`;
  await auth.app.get(AuthFacade).ensureAccount({ ...demo, email, role });
  const { body } = await call('POST', 'auth/login', { body: { email, password: demo.password } });
  return { accessToken: String(body['accessToken']), refreshToken: String(body['refreshToken']) };
}

const home = { name: 'Ada Lovelace', line1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' };

describe('signing up and in', () => {
  it('registers, verifies and refreshes', async () => {
    const { email, password } = demo;
    const known = await call('POST', 'auth/register', { body: { email, password } });
    await auth.deliver();
    const verified = await call('POST', 'auth/verify-email', { body: { token: auth.postbox.lastToken('verify') } });
    expect(verified).toMatchObject({ status: 200, body: { tokenType: 'Bearer', expiresIn: 600 } });
    const again = await call('POST', 'auth/register', { body: { email, password } });
    expect([again.status, again.body]).toEqual([202, known.body]);
    const refreshed = await call('POST', 'auth/refresh', { body: { refreshToken: verified.body['refreshToken'] } });
    expect(Object.keys(refreshed.body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken', 'tokenType']);
    expect(refreshed.headers['cache-control']).toContain('no-store');
  });

  it('refuses unknown fields, above all a role', async () => {
    const { status, body } = await call('POST', 'auth/register', { body: { email: demo.email, password: demo.password, role: 'admin' } });
    expect([status, body['code']]).toEqual([400, 'request/invalid']);
  });

  it('answers problems with their codes', async () => {
    const wrong = await call('POST', 'auth/login', { body: { email: 'nobody@example.com', password: 'wrong' } });
    expect([wrong.status, wrong.body['code']]).toEqual([401, 'auth/invalid-credentials']);
    const weak = await call('POST', 'auth/register', { body: { email: 'a@example.com', password: 'password1' } });
    expect([weak.status, weak.body['code']]).toEqual([422, 'auth/weak-password']);
    const token = await call('POST', 'auth/verify-email', { body: { token: 'nonsense' } });
    expect([token.status, token.body['code']]).toEqual([422, 'auth/invalid-token']);
    for (let i = 0; i < 10; i += 1) await call('POST', 'auth/login', { body: { email: 'nobody@example.com', password: 'wrong' } });
    const throttled = await call('POST', 'auth/login', { body: { email: 'nobody@example.com', password: 'wrong' } });
    expect([throttled.status, throttled.body['code'], throttled.headers['retry-after']]).toEqual([429, 'auth/too-many-attempts', '1']);
  });

  it('logs out with the access token alone, without a body, and with the refresh token alone', async () => {
    const first = await signIn();
    expect((await call('POST', 'auth/logout', { token: first.accessToken })).status).toBe(204);
    expect((await call('GET', 'me', { token: first.accessToken })).status).toBe(401);
    const second = await signIn();
    expect((await call('POST', 'auth/logout', { body: { refreshToken: second.refreshToken } })).status).toBe(204);
    expect((await call('POST', 'auth/refresh', { body: { refreshToken: second.refreshToken } })).body['code']).toBe(
      'auth/invalid-refresh-token',
    );
  });
});

describe('the own account', () => {
  it('is read with an ETag and changed under it', async () => {
    const { accessToken: token } = await signIn();
    const { headers, body } = await call('GET', 'me', { token });
    expect(body).toMatchObject({ email: 'customer@example.com', role: 'customer', permissions: [], version: 1 });
    const etag = String(headers['etag']);
    expect((await call('PATCH', 'me', { token, body: { name: 'Countess' }, headers: { 'if-match': etag } })).body).toMatchObject({
      name: 'Countess',
      version: 2,
    });
    expect((await call('PATCH', 'me', { token, body: { name: 'Nobody' }, headers: { 'if-match': etag } })).status).toBe(412);
    expect((await call('PATCH', 'me', { token, body: { email: 'new@example.com' } })).status).toBe(400);
    expect((await call('DELETE', 'me', { token })).status).toBe(204);
    expect((await call('GET', 'me', { token })).status).toBe(401);
  });

  it('has an address book with pages', async () => {
    const { accessToken: token } = await signIn();
    const made = await call('POST', 'me/addresses', { token, body: { ...home, defaultShipping: true } });
    expect(made).toMatchObject({ status: 201, body: { ...home, defaultShipping: true, defaultBilling: false, version: 1 } });
    const id = String(made.body['id']);
    expect(made.headers['location']).toContain(`/v1/me/addresses/${id}`);
    await call('POST', 'me/addresses', { token, body: { ...home, city: 'Potsdam' } });
    const first = await call('GET', 'me/addresses?limit=1&include=total', { token });
    expect(first.body).toMatchObject({ data: [{ city: 'Potsdam' }], page: { hasMore: true }, total: 2 });
    expect((await call('GET', 'me/sessions?limit=1&include=total', { token })).body['total']).toBeGreaterThan(0);
    const { nextCursor } = first.body['page'] as { nextCursor: string };
    expect((await call('GET', `me/addresses?limit=1&cursor=${nextCursor}`, { token })).body).toMatchObject({
      data: [{ id }],
      page: { hasMore: false, nextCursor: null },
    });
    const stranger = (await signIn('manager')).accessToken;
    expect((await call('GET', `me/addresses?cursor=${nextCursor}`, { token: stranger })).status).toBe(400);
    for (const method of ['GET', 'DELETE'] as const)
      expect((await call(method, `me/addresses/${id}`, { token: stranger })).status).toBe(404);
    expect((await call('PATCH', `me/addresses/${id}`, { token, body: { country: 'XX' } })).status).toBe(400);
    expect((await call('PATCH', `me/addresses/${id}`, { token, body: { line2: 'attic' } })).body).toMatchObject({
      line2: 'attic',
      line1: home.line1,
      version: 2,
    });
    const removed = await call('PATCH', `me/addresses/${id}`, { token, body: { line2: null } });
    expect(removed.body).not.toHaveProperty('line2');
    expect((await call('DELETE', `me/addresses/${id}`, { token })).status).toBe(204);
    expect((await call('GET', 'me/addresses/nonsense', { token })).status).toBe(400);
  });

  it('lists sessions, ends one, and exports', async () => {
    const other = await signIn();
    const { accessToken: token } = await signIn();
    const { body } = await call('GET', 'me/sessions', { token });
    const sessions = body['data'] as { id: string; current: boolean }[];
    expect(sessions.map(({ current }) => current)).toEqual([true, false]);
    expect((await call('DELETE', `me/sessions/${sessions[1]?.id}`, { token })).status).toBe(204);
    expect((await call('GET', 'me', { token: other.accessToken })).status).toBe(401);
    expect((await call('GET', 'me/export', { token })).body).toMatchObject({ account: { email: 'customer@example.com' }, sections: {} });
  });
});

describe('staff', () => {
  it('finds customers and changes them only under a version', async () => {
    await signIn();
    const { accessToken: token } = await signIn('admin');
    const found = await call('GET', 'admin/customers?email=Customer@&include=total', { token });
    expect(found.body).toMatchObject({ data: [{ email: 'customer@example.com', status: 'active' }], total: 1 });
    const url = `admin/customers/${(found.body['data'] as { id: string }[])[0]?.id}`;
    const etag = String((await call('GET', url, { token })).headers['etag']);
    expect((await call('PUT', `${url}/role`, { token, body: { role: 'manager' }, headers: { 'if-match': etag } })).body).toMatchObject({
      role: 'manager',
      version: 2,
    });
    expect((await call('PATCH', url, { token, body: { status: 'disabled' }, headers: { 'if-match': etag } })).status).toBe(412);
    expect((await call('PATCH', url, { token, body: { status: 'disabled' }, headers: { 'if-match': '"2"' } })).body).toMatchObject({
      status: 'disabled',
    });
    const roles = (await call('GET', 'admin/roles', { token })).body['data'] as { name: string; permissions: string[] }[];
    expect(roles.map(({ name, permissions }) => `${name} ${permissions.length}`)).toEqual(['customer 0', 'manager 15', 'admin 17']);
  });

  it('is not everybody', async () => {
    const { accessToken: token } = await signIn('manager');
    expect((await call('GET', 'admin/customers', { token })).status).toBe(200);
    const mine = (await call('GET', 'me', { token })).body['id'];
    expect((await call('PUT', `admin/customers/${mine}/role`, { token, body: { role: 'admin' } })).status).toBe(403);
    expect((await call('GET', 'admin/customers')).status).toBe(401);
  });
});
