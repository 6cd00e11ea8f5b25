import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { hashToken, Random } from '../../../platform/random';
import { OneTimeToken } from '../auth.entity';
import type { TokenPurpose } from '../auth.entity';

const LIFETIME_MINUTES: Readonly<Record<TokenPurpose, number>> = { verify_email: 24 * 60, reset_password: 60 };

export type Grant = Pick<OneTimeToken, 'accountId' | 'passwordHash' | 'name'>;
export type Issued = { readonly token: string; readonly expiresAt: Date };

/** Secrets that travel by mail: random, stored hashed, good once and for a while. */
@Injectable()
export class OneTimeTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  async issue(purpose: TokenPurpose, grant: Grant): Promise<Issued> {
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + LIFETIME_MINUTES[purpose] * 60_000);
    const token = this.random.token();
    await this.database.repository(OneTimeToken).insert({ ...grant, hash: hashToken(token), purpose, createdAt, expiresAt });
    return { token, expiresAt };
  }

  /** Looks without using up, so that work that may refuse can be done first. */
  async peek(purpose: TokenPurpose, token: string): Promise<Grant | undefined> {
    const [grant] = await this.database.query<Grant>(
      `SELECT account_id AS accountId, password_hash AS passwordHash, name FROM auth_one_time_token
       WHERE hash = ? AND purpose = ? AND used_at IS NULL AND expires_at > ?`,
      [hashToken(token), purpose, this.clock.now()],
    );
    return grant;
  }

  /** Uses the token up; of parallel calls one gets the grant. */
  async redeem(purpose: TokenPurpose, token: string): Promise<Grant | undefined> {
    this.database.requireTransaction();
    const grant = await this.peek(purpose, token);
    const used = await this.database.execute('UPDATE auth_one_time_token SET used_at = ? WHERE hash = ? AND used_at IS NULL', [
      this.clock.now(),
      hashToken(token),
    ]);
    return used === 1 ? grant : undefined;
  }

  /** What was mailed before for the same purpose opens nothing any more. */
  async cancel(purpose: TokenPurpose, accountId: string): Promise<void> {
    await this.database.execute('DELETE FROM auth_one_time_token WHERE account_id = ? AND purpose = ? AND used_at IS NULL', [
      accountId,
      purpose,
    ]);
  }
}
