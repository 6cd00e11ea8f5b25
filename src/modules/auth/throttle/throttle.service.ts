import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { hashToken } from '../../../platform/random';
import { TooManyAttempts } from '../auth.errors';
import { FORGET_AFTER_SECONDS, pauseSeconds } from './throttle-policy';
import type { ThrottlePolicy } from './throttle-policy';

/** One counter: a policy and whom it counts. */
export type Counted = readonly [policy: ThrottlePolicy, subject: string];

type CounterRow = { readonly bucket: string; readonly failures: number; readonly lastFailedAt: Date };

/** Counters of failures in the database, so that all processes see the same ones. */
@Injectable()
export class Throttle {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws TooManyAttempts while one of the counters asks for a pause */
  async requireCalm(...counted: readonly Counted[]): Promise<void> {
    const seconds = await this.secondsLeft(counted);
    if (seconds > 0) throw new TooManyAttempts(seconds);
  }

  async secondsLeft(counted: readonly Counted[]): Promise<number> {
    const buckets = new Map(counted.map(([policy, subject]) => [bucketOf(policy, subject), policy]));
    const rows = await this.database.query<CounterRow>(
      'SELECT bucket, failures, last_failed_at AS lastFailedAt FROM auth_throttle WHERE bucket IN (?)',
      [[...buckets.keys()]],
    );
    return Math.max(0, ...rows.map((row) => this.pauseLeft(row, buckets.get(row.bucket))));
  }

  /** Each counter by itself and in one statement: parallel failures all count, and no two rows are locked together. */
  async recordFailure(...counted: readonly Counted[]): Promise<void> {
    const now = this.clock.now();
    for (const [policy, subject] of counted) {
      await this.database.execute(
        `INSERT INTO auth_throttle (bucket, failures, last_failed_at) VALUES (?, 1, ?)
         ON DUPLICATE KEY UPDATE failures = IF(last_failed_at <= ?, 1, LEAST(failures + 1, 1000000)), last_failed_at = VALUES(last_failed_at)`,
        [bucketOf(policy, subject), now, this.forgetBefore(now)],
      );
    }
  }

  async forget(...counted: readonly Counted[]): Promise<void> {
    await this.database.execute('DELETE FROM auth_throttle WHERE bucket IN (?)', [
      counted.map(([policy, subject]) => bucketOf(policy, subject)),
    ]);
  }

  async sweep(limit: number): Promise<void> {
    await this.database.execute('DELETE FROM auth_throttle WHERE last_failed_at <= ? ORDER BY last_failed_at LIMIT ?', [
      this.forgetBefore(this.clock.now()),
      limit,
    ]);
  }

  private pauseLeft(row: CounterRow, policy: ThrottlePolicy | undefined): number {
    const now = this.clock.now();
    if (!policy || row.lastFailedAt <= this.forgetBefore(now)) return 0;
    const until = row.lastFailedAt.getTime() + pauseSeconds(row.failures, policy) * 1000;
    return Math.ceil((until - now.getTime()) / 1000);
  }

  private forgetBefore(now: Date): Date {
    return new Date(now.getTime() - FORGET_AFTER_SECONDS * 1000);
  }
}

function bucketOf(policy: ThrottlePolicy, subject: string): string {
  return hashToken(`${policy.kind}\n${subject}`);
}
