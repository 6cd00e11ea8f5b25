import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { newId } from '../../platform/ids';
import { toInteger } from '../../platform/money';
import { Ledger } from './ledger';
import { PaymentStore } from './payment.store';
import { PaymentRefund } from './payments.entity';
import type { Payment, PaymentAttempt } from './payments.entity';
import { SurplusCaptureFound } from './payments.events';

/**
 * Money that a gateway took for a payment which another charge has paid. It is booked as owed to the customer, and its return is written
 * down in the same transaction: a refund that the poller sends until the gateway has answered, whatever crashes meanwhile.
 */
@Injectable()
export class Surplus {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
    private readonly ledger: Ledger,
    private readonly events: Events,
  ) {}

  async record(payment: Payment, attempt: PaymentAttempt, { captured, amount }: { captured: number; amount: number }): Promise<void> {
    await this.ledger.bookSurplus({ ...payment, gateway: attempt.gateway }, attempt.id, captured, amount);
    const refundId = await this.beginReturn(payment, attempt, amount, `surplus-${attempt.id}-${captured}`);
    const names = { paymentId: payment.id, orderId: payment.orderId, refundId };
    await this.events.publish(SurplusCaptureFound, { ...names, amount, currency: payment.currency });
  }

  /** For what was taken twice and is not on its way back, because the gateway refused: answers the new refunds. */
  async returnAgain(paymentId: string): Promise<readonly string[]> {
    return this.database.transaction(async () => {
      const payment = await this.payments.lock(paymentId);
      const rows = await this.database.query<{ id: string; owed: string; tries: string }>(
        `SELECT a.id, a.captured - COALESCE(SUM(IF(r.state <> 'failed', r.amount, 0)), 0) AS owed, COUNT(r.id) AS tries
         FROM payments_attempt a LEFT JOIN payments_refund r ON r.surplus_of = a.id
         WHERE a.payment_id = ? AND a.id <> ? AND a.captured > 0 GROUP BY a.id, a.captured ORDER BY a.id`,
        [paymentId, payment.attemptId],
      );
      const begun: string[] = [];
      for (const { id, owed, tries } of rows.filter((row) => toInteger(row.owed) > 0)) {
        const attempt = await this.payments.attempt(id);
        if (attempt) begun.push(await this.beginReturn(payment, attempt, toInteger(owed), `surplus-${id}-after-${tries}`));
      }
      return begun;
    });
  }

  /** Not counted in the payment's `refunded`: that money never was the payment's. */
  private async beginReturn(payment: Payment, attempt: PaymentAttempt, amount: number, requestKey: string): Promise<string> {
    const [id, now] = [newId('ref'), this.clock.now()];
    await this.database.repository(PaymentRefund).insert({
      ...{ id, paymentId: payment.id, surplusOf: attempt.id, amount, currency: payment.currency, state: 'pending', requestKey },
      ...{ gateway: attempt.gateway, gatewayId: null, reason: 'charged twice', failureCode: null },
      ...{ inquiryDueAt: now, inquiries: 0, createdAt: now, updatedAt: now },
    });
    return id;
  }
}
