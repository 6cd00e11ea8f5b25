import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { saysNothingNew } from './fact-news';
import type { FactNews } from './fact-news';
import { failureCode } from './failures';
import type { PaymentFact } from './gateways/gateway.port';
import { attemptPredecessorsOf } from './payment.machine';
import type { PaymentAttempt } from './payments.entity';

/** What we know of each charge at its gateway: its id, its state, and what it took. The payment's lock is held. */
@Injectable()
export class AttemptBook {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes down what the fact says, where the state may become so, and answers what the gateway took beyond what we knew: each unit of money
   * is new once, because the UPDATE names the sum that the difference was made from.
   */
  async book(attempt: PaymentAttempt, fact: PaymentFact, { status, captured }: Pick<FactNews, 'status' | 'captured'>): Promise<number> {
    const now = this.clock.now();
    const may = attemptPredecessorsOf(status);
    const sum = Math.max(attempt.captured, captured);
    if (saysNothingNew({ status, captured }, attempt) && (attempt.gatewayId !== null || fact.gatewayId === null)) return 0;
    // Assignments run from left to right, so the state comes last among those that read it.
    const matched = await this.database.execute(
      `UPDATE payments_attempt SET gateway_id = COALESCE(gateway_id, ?), decline_code = IF(state IN (?), ?, decline_code),
         unknown_since = IF(state IN (?), ?, unknown_since), state = IF(state IN (?), ?, state), captured = ?, updated_at = ?
       WHERE id = ? AND captured = ?`,
      [
        ...[fact.gatewayId, may, status === 'failed' ? failureCode(fact.declineCode) : null, may, status === 'unknown' ? now : null],
        ...[may, status, sum, now, attempt.id, attempt.captured],
      ],
    );
    if (matched !== 1) throw new Error(`Attempt ${attempt.id} was changed although its payment is locked`);
    return sum - attempt.captured;
  }

  /** An earlier charge turned out to be paid, so this one was not sent: nobody has to wait for its answer. */
  async wasNeverSent(attemptId: string): Promise<void> {
    await this.database.execute(
      "UPDATE payments_attempt SET state = 'failed', decline_code = 'not_processed', updated_at = ? WHERE id = ? AND state = 'processing'",
      [this.clock.now(), attemptId],
    );
  }
}
