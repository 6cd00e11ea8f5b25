import { hash } from '@node-rs/argon2';
import { AuthFacade } from '../../../src/modules/auth';
import { LoginService } from '../../../src/modules/auth/account/login.service';
import { InvalidCredentials, TooManyAttempts } from '../../../src/modules/auth/auth.errors';
import { PasswordHasher } from '../../../src/modules/auth/password/password-hasher';
import { demo, somewhere, startAuth } from './auth-app';
import type { AuthApp } from './auth-app';

let auth: AuthApp;
let logins: LoginService;
let accountId: string;
const elsewhere = { source: '198.51.100.20' };

beforeAll(async () => {
  auth = await startAuth();
  logins = auth.app.get(LoginService, { strict: false });
});
beforeEach(async () => {
  await auth.empty();
  accountId = await auth.app.get(AuthFacade).ensureAccount({ ...demo, role: 'customer' });
});
afterAll(() => auth.close());

const outcome = (email: string, password: string, client: { source: string } = somewhere): Promise<string> =>
  logins.login({ email, password }, client).then(
    () => 'signed in',
    (error: unknown) => (error instanceof Error ? error.constructor.name : 'unknown'),
  );

async function failures(count: number, email: string, sourceOf: (i: number) => string): Promise<string[]> {
  const outcomes: string[] = [];
  for (let i = 0; i < count; i += 1) outcomes.push(await outcome(email, 'wrong', { source: sourceOf(i) }));
  return outcomes;
}

describe('login', () => {
  it('takes an address in any case and a password in any Unicode form', async () => {
    await auth.database.execute('UPDATE auth_account SET password_hash = ? WHERE id = ?', [await hash('p\u00e4ssword of ada'), accountId]);
    expect(await outcome('ADA.lovelace@example.com', 'pa\u0308ssword of ada')).toBe('signed in');
  });

  it.each(['disabled', 'pending'])('answers a %s account like a wrong password', async (status) => {
    await auth.database.execute('UPDATE auth_account SET status = ? WHERE id = ?', [status, accountId]);
    expect(await outcome(demo.email, demo.password)).toBe('InvalidCredentials');
  });

  it('does the same work for an unknown address: a hash is compared, and as many statements are run', async () => {
    const median = async (email: string): Promise<number> => {
      const times: number[] = [];
      for (let i = 0; i < 9; i += 1) {
        const start = process.hrtime.bigint();
        await outcome(email, 'wrong', { source: `192.0.2.${i}` });
        times.push(Number(process.hrtime.bigint() - start) / 1e6);
      }
      return times.sort((a, b) => a - b)[4] ?? 0;
    };
    await median('warm-up@example.com');
    const [known, unknown] = [await median(demo.email), await median('nobody@example.com')];
    expect(unknown).toBeGreaterThan(5);
    expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(3);
  });

  it('replaces an outdated hash at the next login', async () => {
    const weak = await hash(demo.password, { memoryCost: 4096, timeCost: 1, parallelism: 1 });
    await auth.database.execute('UPDATE auth_account SET password_hash = ? WHERE id = ?', [weak, accountId]);
    expect(await outcome(demo.email, demo.password)).toBe('signed in');
    const [account] = await auth.database.query<{ hash: string }>('SELECT password_hash AS hash FROM auth_account');
    expect(account?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await outcome(demo.email, demo.password)).toBe('signed in');
  });

  it('signs thirty devices in at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => outcome(demo.email, demo.password)));
    expect(new Set(outcomes)).toEqual(new Set(['signed in']));
  });
});

describe('throttling', () => {
  it('pauses a pair after ten failures, doubles the pause, and lets the owner in elsewhere', async () => {
    expect(new Set(await failures(10, demo.email, () => somewhere.source))).toEqual(new Set(['InvalidCredentials']));
    await failures(1, demo.email, () => somewhere.source);
    await expect(logins.login(demo, somewhere)).rejects.toThrow(new TooManyAttempts(1));
    auth.travel(1);
    await failures(1, demo.email, () => somewhere.source);
    await expect(logins.login(demo, somewhere)).rejects.toThrow(new TooManyAttempts(2));
    expect(await outcome(demo.email, demo.password, elsewhere)).toBe('signed in');
    auth.travel(3600);
    expect(await outcome(demo.email, demo.password)).toBe('signed in');
  });

  it('lets whoever has to pause wait for no hash, which others need', async () => {
    await failures(11, demo.email, () => somewhere.source);
    const compared = jest.spyOn(auth.app.get(PasswordHasher, { strict: false }), 'verify');
    expect(await outcome(demo.email, demo.password)).toBe('TooManyAttempts');
    expect(compared).not.toHaveBeenCalled();
    compared.mockRestore();
  });

  it('treats unknown addresses the same', async () => {
    const known = await failures(12, demo.email, () => somewhere.source);
    await auth.database.execute('DELETE FROM auth_throttle');
    expect(await failures(12, 'nobody@example.com', () => somewhere.source)).toEqual(known);
    expect(known.at(-1)).toBe('TooManyAttempts');
  });

  it('slows an account down that is attacked from everywhere, but not where its owner signed in before', async () => {
    expect(await outcome(demo.email, demo.password, elsewhere)).toBe('signed in');
    await failures(31, demo.email, (i) => `192.0.2.${i}`);
    expect(await outcome(demo.email, demo.password, { source: '203.0.113.250' })).toBe('TooManyAttempts');
    expect(await outcome(demo.email, demo.password, elsewhere)).toBe('signed in');
  });

  it('slows down a network that tries many accounts, an IPv6 subscriber being one network', async () => {
    for (let i = 0; i < 101; i += 1) await outcome(`user${i}@example.com`, 'wrong', { source: `2001:db8:7:7::${i.toString(16)}` });
    expect(await outcome(demo.email, demo.password, { source: '2001:db8:7:7:aaaa::1' })).toBe('TooManyAttempts');
    expect(await outcome(demo.email, demo.password, { source: '2001:db8:7:8::1' })).toBe('signed in');
  });

  it('compares only a few of a hundred guesses sent at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcome(demo.email, 'wrong')));
    const compared = outcomes.filter((name) => name === InvalidCredentials.name).length;
    expect(compared).toBeGreaterThanOrEqual(10);
    expect(compared).toBeLessThanOrEqual(10 + 8);
  });
});
