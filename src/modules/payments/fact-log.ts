import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { maskCardNumbers } from '../../platform/security';
import { failureCode } from './failures';
import { PaymentFactRow } from './fact.entity';
import type { FactOutcome } from './fact.entity';
import type { PaymentFact } from './gateways/gateway.port';

/** Writes down what gateways said, in our words: ids, amounts and codes, nothing of their answers' text. The unique inbox id makes a message's second effect fail with the transaction that tries it. */
@Injectable()
export class FactLog {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Asked under the payment's lock, so that a message delivered twice finds its first effect. Whoever holds the message's row knows: it is
   * settled in the transaction of its effect.
   */
  async hasSeen({ inboxId, inboxHeld }: PaymentFact): Promise<boolean> {
    if (inboxId === undefined || inboxHeld === true) return false;
    return (await this.database.query('SELECT 1 FROM payments_fact WHERE inbox_id = ?', [inboxId])).length > 0;
  }

  async append(
    paymentId: string,
    fact: PaymentFact,
    outcome: FactOutcome,
    about: { readonly attemptId?: string; readonly refundId?: string; readonly disputeId?: string },
  ): Promise<void> {
    const { gateway, kind, mode, source, occurredAt } = fact;
    await this.database.insert(PaymentFactRow, {
      ...{ paymentId, attemptId: about.attemptId ?? null, refundId: about.refundId ?? null, inboxId: fact.inboxId ?? null },
      ...{ captureId: fact.captureId ?? null, disputeId: about.disputeId ?? null, captured: fact.captured?.amount ?? null },
      ...{ gateway, gatewayId: masked(fact.gatewayRefundId ?? fact.gatewayDisputeId ?? fact.gatewayId), kind, mode, source, occurredAt },
      ...{
        amount: fact.amount.amount,
        currency: fact.amount.currency,
        declineCode: fact.declineCode === undefined ? null : failureCode(fact.declineCode),
      },
      ...{ outcome, recordedAt: this.clock.now() },
    });
  }
}

/** No gateway names its charges after cards; should one ever, its number stays out. */
function masked(gatewayId: string | null): string | null {
  return gatewayId === null ? null : maskCardNumbers(gatewayId);
}
