import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { failureCode } from './failures';
import type { PaymentFact } from './gateways/gateway.port';
import { refundPredecessorsOf } from './payment.machine';

const ASK_AGAIN_MS = 2_000;

/** What became of our requests to capture. They decide nothing: money is booked by what the gateway says it has taken in all. */
@Injectable()
export class CaptureOutcomes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** An answer about the request alone: it was refused, or nobody knows yet. */
  async leaveOpenOrRefuse(captureId: string, fact: PaymentFact): Promise<boolean> {
    const now = this.clock.now();
    const refused = fact.kind === 'failed';
    const state = refused ? 'failed' : 'unknown';
    const matched = await this.database.execute(
      `UPDATE payments_capture SET state = ?, open_payment_id = IF(? = 'failed', NULL, open_payment_id), failure_code = ?, inquiry_due_at = ?,
         updated_at = ? WHERE id = ? AND state IN (?)`,
      [
        ...[state, state, refused ? failureCode(fact.declineCode) : null, refused ? null : new Date(now.getTime() + ASK_AGAIN_MS), now],
        ...[captureId, refundPredecessorsOf(state)],
      ],
    );
    return matched === 1;
  }

  /** The gateway has taken so much in all. A request for more than that ends here too when nothing is left to take. */
  async settleUpTo(paymentId: string, captured: number, stillOpen: boolean): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE payments_capture SET state = IF(target <= ?, 'succeeded', 'failed'), failure_code = IF(target <= ?, NULL, 'released'),
         open_payment_id = NULL, inquiry_due_at = NULL, updated_at = ? WHERE open_payment_id = ?${stillOpen ? ' AND target <= ?' : ''}`,
      [captured, captured, now, paymentId, ...(stillOpen ? [captured] : [])],
    );
  }
}
