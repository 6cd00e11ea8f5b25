import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Every } from '../../platform/jobs';
import { Throttle } from './throttle/throttle.service';

const BATCH = 500;
const DAY_MS = 86_400_000;

/**
 * Removes what can open nothing any more. Registrations that nobody confirmed go after a week, when the last mail has
 * had its day, and their personal data with them.
 */
@Injectable()
export class AuthSweeper {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly throttle: Throttle,
  ) {}

  @Every({ name: 'auth.sweep', everyMs: 10 * 60_000 })
  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    const yesterday = new Date(now - DAY_MS);
    await this.database.execute('DELETE FROM auth_session WHERE expires_at < ? ORDER BY expires_at LIMIT ?', [yesterday, BATCH]);
    await this.database.execute('DELETE FROM auth_one_time_token WHERE expires_at < ? ORDER BY expires_at LIMIT ?', [yesterday, BATCH]);
    await this.database.execute(
      `DELETE FROM auth_account WHERE status = 'pending' AND created_at < ? AND NOT EXISTS
         (SELECT 1 FROM auth_one_time_token token WHERE token.account_id = auth_account.id AND token.expires_at > ?)
       ORDER BY created_at LIMIT ?`,
      [new Date(now - 7 * DAY_MS), new Date(now), BATCH],
    );
    await this.throttle.sweep(BATCH);
  }
}
