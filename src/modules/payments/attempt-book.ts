import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { failureCode } from './failures';
import type { PaymentFact } from './gateways/gateway.port';
import { attemptPredecessorsOf } from './payment.machine';
import type { AttemptState } from './payment.machine';
import type { PaymentAttempt } from './payments.entity';

/** What we know of each charge at its gateway: its id, its state, and what it took. The payment's lock is held. */
@Injectable()
export class AttemptBook {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async advance(attempt: PaymentAttempt, fact: PaymentFact, state: AttemptState): Promise<void> {
    const now = this.clock.now();
    if (fact.gatewayId !== null && attempt.gatewayId === null) {
      await this.database.execute('UPDATE payments_attempt SET gateway_id = ?, updated_at = ? WHERE id = ? AND gateway_id IS NULL', [
        ...[fact.gatewayId, now, attempt.id],
      ]);
    }
    await this.database.execute(
      `UPDATE payments_attempt SET state = ?, decline_code = ?, unknown_since = ?, updated_at = ? WHERE id = ? AND state IN (?)`,
      [
        ...[state, state === 'failed' ? failureCode(fact.declineCode) : null, state === 'unknown' ? now : null, now],
        ...[attempt.id, attemptPredecessorsOf(state)],
      ],
    );
  }

  /** An earlier charge turned out to be paid, so this one was not sent: nobody has to wait for its answer. */
  async wasNeverSent(attemptId: string): Promise<void> {
    await this.database.execute(
      "UPDATE payments_attempt SET state = 'failed', decline_code = 'not_processed', updated_at = ? WHERE id = ? AND state = 'processing'",
      [this.clock.now(), attemptId],
    );
  }

  /** Answers what the gateway took beyond what we knew: each unit of money is new once. */
  async take(attempt: PaymentAttempt, captured: number): Promise<number> {
    const matched = await this.database.execute('UPDATE payments_attempt SET captured = ?, updated_at = ? WHERE id = ? AND captured < ?', [
      ...[captured, this.clock.now(), attempt.id, captured],
    ]);
    return matched === 1 ? captured - attempt.captured : 0;
  }
}
