import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { sourceOf } from '../../../platform/security';
import { TooManyAttempts } from '../auth.errors';
import { Throttle } from './throttle.service';
import type { Counted } from './throttle.service';
import { loginPolicies } from './throttle-policy';

const REMEMBERED_SESSIONS = 50;

/** Slows down guessing: by account, by network and by the pair of both. Never switched off. */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly throttle: Throttle,
    private readonly database: Database,
  ) {}

  /** @throws TooManyAttempts */
  async requireCalm(email: string, source: string): Promise<void> {
    const [pair, account, network] = countersOf(email, source);
    const seconds = await this.throttle.secondsLeft([pair, network]);
    if (seconds > 0) throw new TooManyAttempts(seconds);
    const accountSeconds = await this.throttle.secondsLeft([account]);
    if (accountSeconds > 0 && !(await this.signedInFrom(email, sourceOf(source)))) throw new TooManyAttempts(accountSeconds);
  }

  async recordFailure(email: string, source: string): Promise<void> {
    await this.throttle.recordFailure(...countersOf(email, source));
  }

  /** The network's counter stays: an attacker with an account of his own could reset it at will. */
  async forgive(email: string, source: string): Promise<void> {
    const [pair, account] = countersOf(email, source);
    await this.throttle.forget(pair, account);
  }

  async forgiveAccount(email: string): Promise<void> {
    await this.throttle.forget([loginPolicies.account, email]);
  }

  /** Where the owner signed in before, the guesses of others elsewhere do not slow the owner down. */
  private async signedInFrom(email: string, network: string): Promise<boolean> {
    const sessions = await this.database.query<{ source: string }>(
      `SELECT s.source FROM auth_session s JOIN auth_account a ON a.id = s.account_id
       WHERE a.email_canonical = ? ORDER BY s.id DESC LIMIT ?`,
      [email, REMEMBERED_SESSIONS],
    );
    return sessions.some(({ source }) => sourceOf(source) === network);
  }
}

function countersOf(email: string, source: string): [pair: Counted, account: Counted, network: Counted] {
  const network = sourceOf(source);
  return [
    [loginPolicies.pair, `${email}\n${network}`],
    [loginPolicies.account, email],
    [loginPolicies.source, network],
  ];
}
