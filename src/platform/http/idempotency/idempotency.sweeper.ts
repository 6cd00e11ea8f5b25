import { Injectable } from '@nestjs/common';
import { Database, isRetryable } from '../../database';
import { Every } from '../../jobs';

const BATCH = 500;

/** Any number of processes may sweep: each takes rows that nobody else holds. */
@Injectable()
export class IdempotencySweeper {
  constructor(private readonly database: Database) {}

  @Every({ name: 'idempotency.sweep', everyMs: 15_000 })
  async sweep(): Promise<void> {
    await this.releaseDead();
    await this.removeExpired();
  }

  /** Whose worker has died, and whose client has not come back: free for the same request, closed to the old worker. */
  private async releaseDead(): Promise<void> {
    await this.inBatches("status = 'in_progress' AND lease_until < UTC_TIMESTAMP(3) - INTERVAL 15 SECOND", (scopes) =>
      this.database.execute("UPDATE platform_idempotency SET status = 'released', fence = fence + 1 WHERE scope IN (?)", [scopes]),
    );
  }

  private async removeExpired(): Promise<void> {
    await this.inBatches("expires_at < UTC_TIMESTAMP(3) AND (status <> 'in_progress' OR lease_until < UTC_TIMESTAMP(3))", (scopes) =>
      this.database.execute('DELETE FROM platform_idempotency WHERE scope IN (?)', [scopes]),
    );
  }

  private async inBatches(condition: string, work: (scopes: readonly string[]) => Promise<unknown>): Promise<void> {
    try {
      while (await this.batch(condition, work));
    } catch (error) {
      // Rows in several indexes are locked in several orders: whoever keeps losing to other sweepers leaves the rest to them.
      if (!isRetryable(error)) throw error;
    }
  }

  /** Whether there may be more. */
  private batch(condition: string, work: (scopes: readonly string[]) => Promise<unknown>): Promise<boolean> {
    return this.database.transaction(async () => {
      const rows = await this.database.query<{ scope: string }>(
        `SELECT scope FROM platform_idempotency WHERE ${condition} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
      );
      if (rows.length > 0) await work(rows.map(({ scope }) => scope));
      return rows.length === BATCH;
    });
  }
}
