import { AuthFacade } from '../../../src/modules/auth';
import { LoginService } from '../../../src/modules/auth/account/login.service';
import { PasswordResetService } from '../../../src/modules/auth/account/password-reset.service';
import { RegistrationService } from '../../../src/modules/auth/account/registration.service';
import {
  InvalidCredentials,
  InvalidOneTimeToken,
  InvalidRefreshToken,
  TooManyAttempts,
  WeakPassword,
} from '../../../src/modules/auth/auth.errors';
import { AuthSweeper } from '../../../src/modules/auth/auth.sweeper';
import { RotateRefreshToken } from '../../../src/modules/auth/session/rotate-refresh-token';
import { SessionService } from '../../../src/modules/auth/session/session.service';
import { demo, somewhere, startAuth } from './auth-app';
import type { AuthApp } from './auth-app';

const DAY_SECONDS = 86_400;

let auth: AuthApp;
let registrations: RegistrationService;
let logins: LoginService;
let resets: PasswordResetService;

beforeAll(async () => {
  auth = await startAuth();
  registrations = auth.app.get(RegistrationService, { strict: false });
  logins = auth.app.get(LoginService, { strict: false });
  resets = auth.app.get(PasswordResetService, { strict: false });
});
afterEach(async () => {
  await auth.empty();
  auth.postbox.letters.length = 0;
});
afterAll(() => auth.close());

const accounts = () => auth.database.query<{ id: string; status: string; email: string }>('SELECT id, status, email FROM auth_account');

async function registered(): Promise<void> {
  await registrations.receive(demo, somewhere.source);
  await auth.deliver();
  await registrations.verify(auth.postbox.lastToken('verify'), somewhere);
}

describe('registration', () => {
  it('is forgotten after a week, but not while a link that was mailed still works', async () => {
    const sweep = () => auth.app.get(AuthSweeper, { strict: false }).sweep();
    await registrations.receive(demo, somewhere.source);
    await auth.deliver();
    auth.travel(7 * DAY_SECONDS - 60);
    await registrations.receive(demo, somewhere.source);
    await auth.deliver();
    auth.travel(3_600);
    await sweep();
    await registrations.verify(auth.postbox.lastToken('verify'), somewhere);
    expect(await accounts()).toMatchObject([{ status: 'active' }]);
    await auth.empty();
    await registrations.receive(demo, somewhere.source);
    await auth.deliver();
    auth.travel(8 * DAY_SECONDS);
    await sweep();
    expect(await accounts()).toEqual([]);
  });

  it('makes one account of twenty parallel registrations of one address, however it is spelled', async () => {
    const spellings = Array.from({ length: 20 }, (_, i) => (i % 2 ? demo.email : demo.email.toUpperCase()));
    await Promise.all(spellings.map((email) => registrations.receive({ ...demo, email }, somewhere.source)));
    await auth.deliver();
    expect(await accounts()).toHaveLength(1);
    expect(auth.postbox.letters.length).toBeGreaterThan(0);
  });

  it('makes one account when twenty deliveries race in their own transactions', async () => {
    await registrations.receive(demo, somewhere.source);
    const [row] = await auth.database.query<{ payload: string | { sealed: string } }>('SELECT payload FROM platform_outbox');
    const payload: { sealed: string } = typeof row?.payload === 'string' ? JSON.parse(row.payload) : (row?.payload ?? { sealed: '' });
    await Promise.all(Array.from({ length: 20 }, () => auth.database.transaction(() => registrations.onReceived(payload))));
    expect(await accounts()).toHaveLength(1);
  });

  it('stores neither the password nor the token nor the address in clear on its way', async () => {
    await registrations.receive(demo, somewhere.source);
    const stored = JSON.stringify(await auth.database.query('SELECT payload FROM platform_outbox'));
    expect(stored).toContain('sealed');
    expect(stored.toLowerCase()).not.toContain('lovelace');
    await auth.deliver();
    const tokens = JSON.stringify(await auth.database.query('SELECT hash FROM auth_one_time_token'));
    expect(tokens).not.toContain(auth.postbox.lastToken('verify'));
  });

  it('signs in once the address is verified, not before, and the token is good once', async () => {
    await registrations.receive(demo, somewhere.source);
    await auth.deliver();
    await expect(logins.login(demo, somewhere)).rejects.toThrow(InvalidCredentials);
    const token = auth.postbox.lastToken('verify');
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => registrations.verify(token, somewhere)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await logins.login({ ...demo, email: demo.email.toLowerCase() }, somewhere)).accessToken).toMatch(/^eyJ/);
  });

  it('lets the token expire', async () => {
    await registrations.receive(demo, somewhere.source);
    await auth.deliver();
    auth.travel(25 * 3600);
    await expect(registrations.verify(auth.postbox.lastToken('verify'), somewhere)).rejects.toThrow(InvalidOneTimeToken);
  });

  it('activates with the password of the registration whose mail was opened', async () => {
    await registrations.receive(demo, somewhere.source);
    await auth.deliver();
    const owners = auth.postbox.lastToken('verify');
    await registrations.receive({ ...demo, password: 'what a stranger would like' }, '198.51.100.9');
    await auth.deliver();
    await registrations.verify(owners, somewhere);
    await expect(logins.login({ ...demo, password: 'what a stranger would like' }, somewhere)).rejects.toThrow(InvalidCredentials);
    await expect(logins.login(demo, somewhere)).resolves.toBeDefined();
    await expect(registrations.verify(auth.postbox.lastToken('verify'), somewhere)).rejects.toThrow(InvalidOneTimeToken);
  });

  it('tells the owner, and nobody else, that the address has an account', async () => {
    await registered();
    await expect(registrations.receive({ ...demo, password: 'another fine passphrase' }, somewhere.source)).resolves.toBeUndefined();
    await auth.deliver();
    expect(auth.postbox.letters.map(({ kind }) => kind)).toEqual(['verify', 'existing']);
    expect(await accounts()).toHaveLength(1);
  });

  it('does not fill a mailbox', async () => {
    for (let i = 0; i < 9; i += 1) await registrations.receive(demo, somewhere.source);
    await auth.deliver();
    expect(auth.postbox.letters.length).toBeGreaterThanOrEqual(5);
    expect(auth.postbox.letters.length).toBeLessThanOrEqual(6);
  });

  it('refuses well-known passwords', async () => {
    await expect(registrations.receive({ ...demo, password: 'Password123!' }, somewhere.source)).rejects.toThrow(WeakPassword);
  });

  it('slows a network down that asks for mail after mail', async () => {
    await auth.database.execute('DELETE FROM auth_throttle');
    for (let i = 0; i < 101; i += 1) await resets.receive(`nobody${i}@example.com`, '2001:db8:1:2::1');
    await expect(resets.receive('nobody@example.com', '2001:db8:1:2:ffff::9')).rejects.toThrow(TooManyAttempts);
    await expect(resets.receive('nobody@example.com', '2001:db8:1:3::1')).resolves.toBeUndefined();
  });
});

describe('password reset', () => {
  it('replaces the password once and ends every session', async () => {
    await registered();
    const { refreshToken } = await logins.login(demo, somewhere);
    await resets.receive(demo.email.toUpperCase(), somewhere.source);
    await auth.deliver();
    const token = auth.postbox.lastToken('reset');
    await resets.confirm(token, 'the second passphrase of ada');
    await expect(resets.confirm(token, 'the third passphrase of ada')).rejects.toThrow(InvalidOneTimeToken);
    await expect(auth.app.get(RotateRefreshToken, { strict: false }).run(refreshToken)).rejects.toThrow(InvalidRefreshToken);
    await expect(logins.login(demo, somewhere)).rejects.toThrow(InvalidCredentials);
    await expect(logins.login({ ...demo, password: 'the second passphrase of ada' }, somewhere)).resolves.toBeDefined();
  });

  it('opens no session for a password that was compared before it changed', async () => {
    await registered();
    const [before] = await auth.database.query<{ id: string; epoch: number }>('SELECT id, epoch FROM auth_account');
    await resets.receive(demo.email, somewhere.source);
    await auth.deliver();
    await resets.confirm(auth.postbox.lastToken('reset'), 'the second passphrase of ada');
    if (!before) throw new Error('no account');
    await expect(auth.app.get(SessionService, { strict: false }).open(before, somewhere)).rejects.toThrow(InvalidCredentials);
  });

  it('answers the same for an unknown address, and writes nobody', async () => {
    await resets.receive('nobody@example.com', somewhere.source);
    await auth.deliver();
    expect(auth.postbox.letters).toEqual([]);
    expect(await auth.database.query('SELECT hash FROM auth_one_time_token')).toEqual([]);
  });
});

describe('seeded accounts', () => {
  it('are made once, verified, and found again', async () => {
    const facade = auth.app.get(AuthFacade);
    const ids = await Promise.all(Array.from({ length: 3 }, () => facade.ensureAccount({ ...demo, role: 'manager' })));
    expect(new Set(ids).size).toBe(1);
    expect(await facade.emailOf(ids[0] ?? '')).toBe(demo.email);
    await expect(logins.login(demo, somewhere)).resolves.toBeDefined();
  });
});
