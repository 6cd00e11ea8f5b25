import { AuthFacade } from '../../../src/modules/auth';
import { LoginService } from '../../../src/modules/auth/account/login.service';
import { InvalidRefreshToken } from '../../../src/modules/auth/auth.errors';
import { AuthSweeper } from '../../../src/modules/auth/auth.sweeper';
import { LogoutService } from '../../../src/modules/auth/session/logout.service';
import { RotateRefreshToken } from '../../../src/modules/auth/session/rotate-refresh-token';
import { SessionService } from '../../../src/modules/auth/session/session.service';
import { NotFound } from '../../../src/platform/http';
import { demo, somewhere, startAuth } from './auth-app';
import type { AuthApp } from './auth-app';

let auth: AuthApp;
let logins: LoginService;
let rotation: RotateRefreshToken;
let sessions: SessionService;
let accountId: string;

beforeAll(async () => {
  auth = await startAuth();
  logins = auth.app.get(LoginService, { strict: false });
  rotation = auth.app.get(RotateRefreshToken, { strict: false });
  sessions = auth.app.get(SessionService, { strict: false });
});
beforeEach(async () => {
  await auth.empty();
  accountId = await auth.app.get(AuthFacade).ensureAccount({ ...demo, role: 'customer' });
});
afterAll(() => auth.close());

const signIn = async (): Promise<string> => (await logins.login(demo, somewhere)).refreshToken;
const open = async (): Promise<number> => (await sessions.list(accountId, 100)).length;

describe('refreshing', () => {
  it('gives twenty parallel refreshes with one token the same successor, and the family lives', async () => {
    const token = await signIn();
    const pairs = await Promise.all(Array.from({ length: 20 }, () => rotation.run(token)));
    expect(new Set(pairs.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    await expect(rotation.run(pairs[0]?.refreshToken ?? '')).resolves.toBeDefined();
    expect(await open()).toBe(1);
    expect(await auth.database.query('SELECT hash FROM auth_refresh_token')).toHaveLength(3);
  });

  it('answers a lost answer again within ten seconds', async () => {
    const token = await signIn();
    const { refreshToken } = await rotation.run(token);
    auth.travel(9);
    expect((await rotation.run(token)).refreshToken).toBe(refreshToken);
  });

  it('ends the family when a token comes again after the grace', async () => {
    const token = await signIn();
    const { refreshToken } = await rotation.run(token);
    auth.travel(11);
    await expect(rotation.run(token)).rejects.toThrow(InvalidRefreshToken);
    await expect(rotation.run(refreshToken)).rejects.toThrow(InvalidRefreshToken);
    expect(await open()).toBe(0);
  });

  it('ends the family when a token comes again though its successor was used, even within the grace', async () => {
    const token = await signIn();
    const second = await rotation.run(token);
    const third = await rotation.run(second.refreshToken);
    await expect(rotation.run(token)).rejects.toThrow(InvalidRefreshToken);
    await expect(rotation.run(third.refreshToken)).rejects.toThrow(InvalidRefreshToken);
    const [ended] = await auth.database.query<{ reason: string }>('SELECT end_reason AS reason FROM auth_session');
    expect(ended?.reason).toBe('reuse');
  });

  it('ends one family only, and knows no token in clear', async () => {
    const [stolen, other] = [await signIn(), await signIn()];
    await rotation.run((await rotation.run(stolen)).refreshToken);
    await expect(rotation.run(stolen)).rejects.toThrow(InvalidRefreshToken);
    await expect(rotation.run(other)).resolves.toBeDefined();
    expect(JSON.stringify(await auth.database.query('SELECT hash FROM auth_refresh_token'))).not.toContain(other);
  });

  it('refuses what is no token of ours', async () => {
    await expect(rotation.run('nonsense')).rejects.toThrow(InvalidRefreshToken);
  });

  it('ends after thirty days, and the sweeper takes the rows away', async () => {
    const token = await signIn();
    auth.travel(31 * 86_400 + 86_400);
    await expect(rotation.run(token)).rejects.toThrow(InvalidRefreshToken);
    await auth.app.get(AuthSweeper, { strict: false }).sweep();
    expect(await auth.database.query('SELECT id FROM auth_session')).toEqual([]);
    expect(await auth.database.query('SELECT hash FROM auth_refresh_token')).toEqual([]);
  });
});

describe('ending sessions', () => {
  it('logs out by refresh token or by session, and again without complaint', async () => {
    const logouts = auth.app.get(LogoutService, { strict: false });
    const token = await signIn();
    await signIn();
    const nobody = { permissions: new Set<never>(), source: somewhere.source };
    await logouts.logout(nobody, token);
    await logouts.logout(nobody, token);
    expect(await open()).toBe(1);
    const [left] = await sessions.list(accountId, 10);
    await logouts.logout({ ...nobody, accountId, sessionId: left?.id });
    expect(await open()).toBe(0);
  });

  it('does not let one account end the session of another', async () => {
    await signIn();
    const [mine] = await sessions.list(accountId, 10);
    const stranger = await auth.app.get(AuthFacade).ensureAccount({ ...demo, email: 'stranger@example.com', role: 'customer' });
    await expect(sessions.revoke(stranger, mine?.id ?? '')).rejects.toThrow(NotFound);
    expect(await open()).toBe(1);
    await sessions.revoke(accountId, mine?.id ?? '');
    expect(await sessions.identify(mine?.id ?? '')).toBeUndefined();
  });
});
