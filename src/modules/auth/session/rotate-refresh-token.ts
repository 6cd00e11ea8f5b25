import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { hashToken } from '../../../platform/random';
import { RefreshToken } from '../auth.entity';
import { InvalidRefreshToken } from '../auth.errors';
import { LIVE, SessionService } from './session.service';
import { SessionTokens } from './session-tokens';
import type { TokenPair } from './session-tokens';

/** A client whose answer got lost may ask again this long, as long as nobody used what it did not receive. */
const GRACE_MS = 10_000;

type Family = { readonly id: string; readonly accountId: string };
type Verdict = 'rotated' | 'lost_answer' | 'reuse';

/** Each refresh token opens once. A second use means that two parties hold it, so the whole family ends: we cannot tell thief and owner apart. */
@Injectable()
export class RotateRefreshToken {
  private readonly logger = new Logger('Sessions');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionService,
    private readonly tokens: SessionTokens,
  ) {}

  async run(refreshToken: string): Promise<TokenPair> {
    const successor = this.tokens.successorOf(refreshToken);
    const family = await this.database.transaction(() => this.rotate(hashToken(refreshToken), hashToken(successor)));
    if (!family) throw new InvalidRefreshToken();
    return this.tokens.pair(family, successor);
  }

  /** Does not throw on reuse: the end of the family must be committed. */
  private async rotate(hash: string, successorHash: string): Promise<Family | undefined> {
    const family = await this.familyOf(hash);
    if (!family) return undefined;
    const verdict = await this.decide(hash, successorHash, family);
    if (verdict !== 'reuse') return family;
    if (await this.sessions.end(family.id, 'reuse', family.accountId)) {
      this.logger.warn({ sessionId: family.id }, 'A refresh token was used twice; its session is over');
    }
    return undefined;
  }

  private async decide(hash: string, successorHash: string, family: Family): Promise<Verdict> {
    const now = this.clock.now();
    const claimed = await this.database.execute('UPDATE auth_refresh_token SET rotated_at = ? WHERE hash = ? AND rotated_at IS NULL', [
      now,
      hash,
    ]);
    if (claimed === 1) {
      await this.database.repository(RefreshToken).insert({ hash: successorHash, sessionId: family.id, createdAt: now });
      await this.database.execute('UPDATE auth_session SET last_used_at = ? WHERE id = ?', [now, family.id]);
      return 'rotated';
    }
    const [lost] = await this.database.query(
      `SELECT 1 FROM auth_refresh_token old JOIN auth_refresh_token successor ON successor.hash = ?
       WHERE old.hash = ? AND old.rotated_at > ? AND successor.rotated_at IS NULL`,
      [successorHash, hash, new Date(now.getTime() - GRACE_MS)],
    );
    return lost ? 'lost_answer' : 'reuse';
  }

  private async familyOf(hash: string): Promise<Family | undefined> {
    const [family] = await this.database.query<Family>(
      `SELECT s.id, s.account_id AS accountId
       FROM auth_refresh_token t JOIN auth_session s ON s.id = t.session_id JOIN auth_account a ON a.id = s.account_id
       WHERE t.hash = ? AND ${LIVE}`,
      [hash, this.clock.now()],
    );
    return family;
  }
}
