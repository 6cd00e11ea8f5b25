import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { NotFound } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { toInteger } from '../../../platform/money';
import { hashToken, Random } from '../../../platform/random';
import type { Identity } from '../access/identity';
import { RefreshToken, Session } from '../auth.entity';
import { InvalidCredentials } from '../auth.errors';
import { SessionTokens } from './session-tokens';
import type { TokenPair } from './session-tokens';

const LIFETIME_DAYS = 30;

/** The device and place a session is opened from. */
export type Client = { readonly userAgent?: string; readonly source: string };

export type SessionView = Pick<Session, 'id' | 'userAgent' | 'source' | 'createdAt' | 'lastUsedAt' | 'expiresAt'>;

export type SessionEnd = 'logout' | 'revoked' | 'reuse';

/** A session counts while it was not ended, its account is active, and it was opened in the account's present epoch. */
export const LIVE = `s.ended_at IS NULL AND s.expires_at > ? AND a.status = 'active' AND s.epoch = a.epoch`;

@Injectable()
export class SessionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly tokens: SessionTokens,
  ) {}

  /**
   * The epoch must have been read before the password was compared: a password changed, or an account erased since then opens nothing.
   * @throws InvalidCredentials
   */
  async open(account: { readonly id: string; readonly epoch: number }, client: Client): Promise<TokenPair> {
    const createdAt = this.clock.now();
    const session = { id: newId('ses'), accountId: account.id };
    const refreshToken = this.random.token();
    await this.database.transaction(async () => {
      await this.requireUnchanged(account);
      await this.database.repository(Session).insert({
        ...session,
        epoch: account.epoch,
        userAgent: client.userAgent?.slice(0, 200) ?? null,
        source: client.source.slice(0, 45),
        createdAt,
        lastUsedAt: createdAt,
        expiresAt: new Date(createdAt.getTime() + LIFETIME_DAYS * 86_400_000),
      });
      await this.database.repository(RefreshToken).insert({ hash: hashToken(refreshToken), sessionId: session.id, createdAt });
    });
    return this.tokens.pair(session, refreshToken);
  }

  /** One read by primary keys; every request that carries an access token makes it. */
  async identify(sessionId: string): Promise<Identity | undefined> {
    const [identity] = await this.database.query<Identity>(
      `SELECT s.id AS sessionId, a.id AS accountId, a.email, a.role
       FROM auth_session s JOIN auth_account a ON a.id = s.account_id
       WHERE s.id = ? AND ${LIVE}`,
      [sessionId, this.clock.now()],
    );
    return identity;
  }

  /** The open ones, newest first, below the given id if there is one. */
  async list(accountId: string, limit: number, beforeId = '~'): Promise<SessionView[]> {
    return this.database.query<SessionView>(
      `SELECT s.id, s.user_agent AS userAgent, s.source, s.created_at AS createdAt, s.last_used_at AS lastUsedAt, s.expires_at AS expiresAt
       FROM auth_session s JOIN auth_account a ON a.id = s.account_id
       WHERE s.account_id = ? AND ${LIVE} AND s.id < ? ORDER BY s.id DESC LIMIT ?`,
      [accountId, this.clock.now(), beforeId, limit],
    );
  }

  async count(accountId: string): Promise<number> {
    const [row] = await this.database.query<{ sessions: unknown }>(
      `SELECT COUNT(*) AS sessions FROM auth_session s JOIN auth_account a ON a.id = s.account_id WHERE s.account_id = ? AND ${LIVE}`,
      [accountId, this.clock.now()],
    );
    return toInteger(row?.sessions ?? 0);
  }

  async revoke(accountId: string, sessionId: string): Promise<void> {
    if (!(await this.end(sessionId, 'revoked', accountId))) throw new NotFound('session');
  }

  async end(sessionId: string, reason: SessionEnd, accountId: string): Promise<boolean> {
    const matched = await this.database.execute(
      'UPDATE auth_session SET ended_at = ?, end_reason = ? WHERE id = ? AND account_id = ? AND ended_at IS NULL AND expires_at > ?',
      [this.clock.now(), reason, sessionId, accountId, this.clock.now()],
    );
    return matched === 1;
  }

  /** Log-out works with the refresh token too, for a client whose access token ran out. */
  async endByRefreshToken(refreshToken: string): Promise<void> {
    await this.database.execute(
      `UPDATE auth_session SET ended_at = ?, end_reason = 'logout'
       WHERE ended_at IS NULL AND id = (SELECT session_id FROM auth_refresh_token WHERE hash = ?)`,
      [this.clock.now(), hashToken(refreshToken)],
    );
  }

  /** Holds the account's row until the commit, so that what ends sessions comes before or after this one, not in between. */
  private async requireUnchanged({ id, epoch }: { readonly id: string; readonly epoch: number }): Promise<void> {
    const [unchanged] = await this.database.query(
      `SELECT id FROM auth_account WHERE id = ? AND epoch = ? AND status = 'active' LOCK IN SHARE MODE`,
      [id, epoch],
    );
    if (!unchanged) throw new InvalidCredentials();
  }
}
