import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Race } from './race';

const TIMES = 20;
/** Who registers is told to come back while the round before still counts as buying; a second later nobody is. */
const BUYERS_GONE_MS = 1_200;

/** Twenty times the same address: one account, the same answer to everybody, and at most one mail's worth of tokens. */
export const registerSame: Race = {
  name: 'register-same-address-20-times',
  async run(round) {
    await sleep(BUYERS_GONE_MS);
    const name = randomUUID();
    const spelling = (index: number): string => (index % 3 === 0 ? `${name}@example.com` : `${name.toUpperCase()}@Example.com`);
    const answers = await round.atOnce(
      round.times(
        TIMES,
        (index) => () => round.client(index).post('/v1/auth/register', { body: { email: spelling(index), password: `torture ${name}` } }),
      ),
    );
    round.tally.allow('a registration', answers, ['202']);
    round.check(new Set(answers.map(({ body }) => JSON.stringify(body))).size === 1, 'the answers differ');
    await round.ground.settled();
    const accounts = await round.rows.number('SELECT COUNT(*) FROM auth_account WHERE email_canonical = ?', [`${name}@example.com`]);
    round.check(accounts === 1, `${accounts} accounts have the address`);
    const dead = await round.rows.number("SELECT COUNT(*) FROM platform_outbox WHERE status = 'dead'");
    round.check(dead === 0, `${dead} registrations were given up`);
  },
};

interface Pair {
  readonly accessToken?: string;
  readonly refreshToken?: string;
}

/** A client that sends its refresh token from twenty requests: one rotation, and nobody is thrown out for a lost answer. */
export const refreshSame: Race = {
  name: 'refresh-one-token-20-times',
  async run(round) {
    const { accountId, refreshToken } = await round.customer();
    const answers = await round.atOnce(
      round.times(TIMES, (index) => () => round.client(index).post<Pair>('/v1/auth/refresh', { body: { refreshToken } })),
    );
    round.tally.allow('a refresh', answers, ['200']);
    const successors = new Set(answers.map(({ body }) => body.refreshToken));
    round.check(successors.size === 1, `one token was followed by ${successors.size}`);
    const live = await round.rows.number(
      'SELECT COUNT(*) FROM auth_refresh_token t JOIN auth_session s ON s.id = t.session_id WHERE s.account_id = ? AND t.rotated_at IS NULL',
      [accountId],
    );
    round.check(live === 1, `${live} tokens open the session`);
    const [successor = ''] = successors;
    const next = await round.client(0).post<Pair>('/v1/auth/refresh', { body: { refreshToken: successor } });
    round.check(next.status === 200, `the successor was answered ${next.status}`);
    const reused = await round.client(1).post<Pair>('/v1/auth/refresh', { body: { refreshToken } });
    round.check(reused.status === 401, `the first token was answered ${reused.status} after its successor had been used`);
    const ended = await round.rows.number('SELECT COUNT(*) FROM auth_session WHERE account_id = ? AND ended_at IS NOT NULL', [accountId]);
    round.check(ended === 1, 'the session goes on although its first token was used again');
  },
};
