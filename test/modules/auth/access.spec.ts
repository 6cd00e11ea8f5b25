import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { Controller, Get } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AuthFacade, CurrentCaller, CustomerOnly, GuestOrCustomer, Public, RequirePermission } from '../../../src/modules/auth';
import type { Caller, Role } from '../../../src/modules/auth';
import { LoginService } from '../../../src/modules/auth/account/login.service';
import { SessionService } from '../../../src/modules/auth/session/session.service';
import { Config } from '../../../src/platform/config';
import { demo, somewhere, startAuth } from './auth-app';
import type { AuthApp } from './auth-app';

@Controller('probe')
class ProbeController {
  @Get('public')
  @Public()
  open(@CurrentCaller() caller: Caller): object {
    return { ...caller, permissions: [...caller.permissions] };
  }

  @Get('customer')
  @CustomerOnly()
  customer(@CurrentCaller() caller: Caller): object {
    return this.open(caller);
  }

  @Get('guest')
  @GuestOrCustomer('cart')
  guest(@CurrentCaller() caller: Caller): object {
    return this.open(caller);
  }

  @Get('staff')
  @RequirePermission('catalog:write')
  staff(@CurrentCaller() caller: Caller): object {
    return this.open(caller);
  }

  @Get('admin')
  @RequirePermission('system:admin')
  admin(@CurrentCaller() caller: Caller): object {
    return this.open(caller);
  }
}

@Controller('forgotten')
class ForgottenController {
  @Get()
  open(): string {
    return 'nobody said who may';
  }
}

let auth: AuthApp;
let config: Config;

beforeAll(async () => {
  auth = await startAuth([ProbeController]);
  config = auth.app.get(Config, { strict: false });
});
beforeEach(() => auth.empty());
afterAll(() => auth.close());

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await auth.app.inject({ method: 'GET', url: `/probe/${path}`, headers, remoteAddress: '203.0.113.9' });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

async function tokenOf(role: Role): Promise<string> {
  await auth.app.get(AuthFacade).ensureAccount({ ...demo, email: `${role}@example.com`, role });
  return (await auth.app.get(LoginService, { strict: false }).login({ ...demo, email: `${role}@example.com` }, somewhere)).accessToken;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const partsOf = (token: string) => token.split('.').map((part) => Buffer.from(part, 'base64url').toString());

describe('who may call what', () => {
  const matrix: [path: string, expected: Record<'nobody' | Role, number>][] = [
    ['public', { nobody: 200, customer: 200, manager: 200, admin: 200 }],
    ['guest', { nobody: 200, customer: 200, manager: 200, admin: 200 }],
    ['customer', { nobody: 401, customer: 200, manager: 200, admin: 200 }],
    ['staff', { nobody: 401, customer: 403, manager: 200, admin: 200 }],
    ['admin', { nobody: 401, customer: 403, manager: 403, admin: 200 }],
  ];

  it.each(matrix)('%s', async (path, expected) => {
    const found = {
      nobody: (await get(path)).status,
      customer: (await get(path, bearer(await tokenOf('customer')))).status,
      manager: (await get(path, bearer(await tokenOf('manager')))).status,
      admin: (await get(path, bearer(await tokenOf('admin')))).status,
    };
    expect(found).toEqual(expected);
  });

  it('does not start with an operation that has no policy', async () => {
    await expect(startAuth([ForgottenController])).rejects.toThrow('ForgottenController.open');
  });
});

describe('the caller', () => {
  it('is nobody in particular without a token', async () => {
    expect((await get('public')).body).toEqual({ permissions: [], source: '203.0.113.9' });
  });

  it('is the account behind the token', async () => {
    const { body } = await get('public', bearer(await tokenOf('manager')));
    expect(body).toMatchObject({
      email: 'manager@example.com',
      accountId: expect.stringMatching(/^cus_/),
      sessionId: expect.stringMatching(/^ses_/),
    });
    expect(body['permissions']).toContain('orders:refund');
    expect(body['permissions']).not.toContain('system:admin');
  });

  it('carries owner tokens, and does not read what cannot be one', async () => {
    const token = 'A'.repeat(43);
    expect((await get('guest', { 'x-cart-token': token, 'x-order-token': token })).body).toMatchObject({
      cartToken: token,
      orderToken: token,
    });
    expect((await get('guest', { 'x-cart-token': "' OR 1=1 --" })).body).not.toHaveProperty('cartToken');
  });
});

describe('access tokens', () => {
  const forge = (token: string, header: object, claims: object = {}) => {
    const payload: object = { ...JSON.parse(partsOf(token)[1] ?? '{}'), ...claims };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return { unsigned: `${part(header)}.${part(payload)}`, payload };
  };
  const sign = (payload: object, header: Record<string, unknown> = {}, privateKey = config.jwt.privateKeyPem) =>
    new JwtService().sign(payload, { privateKey, algorithm: 'ES256', header: { alg: 'ES256', typ: 'at+jwt', ...header } });

  it('are at+jwt in ES256, name no key, and carry no personal data', async () => {
    const [header, payload] = partsOf(await tokenOf('customer'));
    expect(JSON.parse(header ?? '')).toEqual({ alg: 'ES256', typ: 'at+jwt' });
    expect(Object.keys(JSON.parse(payload ?? '')).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid', 'sub']);
  });

  it.each(['public', 'guest', 'customer', 'admin'])('are refused on %s when they are not ours', async (path) => {
    const token = await tokenOf('admin');
    const { unsigned, payload } = forge(token, { alg: 'none', typ: 'at+jwt' });
    const hmac = forge(token, { alg: 'HS256', typ: 'at+jwt' }).unsigned;
    const publicPem = createPublicKey(createPrivateKey(config.jwt.privateKeyPem)).export({ type: 'spki', format: 'pem' });
    const strangersKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const endless = Object.fromEntries(Object.entries(payload).filter(([claim]) => claim !== 'exp'));
    const bad = [
      `Bearer ${unsigned}.`,
      `Bearer ${hmac}.${createHmac('sha256', publicPem).update(hmac).digest('base64url')}`,
      `Bearer ${sign(payload, { kid: '../../dev/null' }, strangersKey)}`,
      `Bearer ${sign(payload, { typ: 'JWT' })}`,
      `Bearer ${sign({ ...payload, aud: 'somebody-else' })}`,
      `Bearer ${sign({ ...payload, iss: 'https://evil.example' })}`,
      `Bearer ${sign({ ...payload, exp: 1 })}`,
      `Bearer ${sign(endless)}`,
      `Bearer ${sign({ ...payload, sid: 'ses_0000000000000000000000' })}`,
      `Bearer ${sign({ ...payload, sub: 'cus_0000000000000000000000' })}`,
      `Bearer ${token}x`,
      'Bearer',
      'Basic YWRtaW46YWRtaW4=',
    ];
    for (const authorization of bad)
      expect({ authorization, ...(await get(path, { authorization })) }).toMatchObject({ authorization, status: 401 });
    expect((await get(path, bearer(sign(payload, { kid: 'whatever' })))).status).toBe(200);
  });

  it('end with their session', async () => {
    const token = await tokenOf('customer');
    const { sub, sid }: { sub: string; sid: string } = JSON.parse(partsOf(token)[1] ?? '');
    expect((await get('customer', bearer(token))).status).toBe(200);
    await auth.app.get(SessionService, { strict: false }).revoke(sub, sid);
    expect((await get('customer', bearer(token))).status).toBe(401);
    expect((await get('public', bearer(token))).status).toBe(401);
  });
});
