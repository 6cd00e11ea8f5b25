import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { newId } from '../../platform/ids';
import { Ledger } from './ledger';
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
    private readonly ledger: Ledger,
    private readonly events: Events,
  ) {}

  async record(payment: Payment, attempt: PaymentAttempt, { captured, amount }: { captured: number; amount: number }): Promise<void> {
    await this.ledger.bookSurplus({ ...payment, gateway: attempt.gateway }, attempt.id, captured, amount);
    const refundId = await this.beginReturn(payment, attempt, amount, `surplus-${attempt.id}-${captured}`);
    const names = { paymentId: payment.id, orderId: payment.orderId, refundId };
    await this.events.publish(SurplusCaptureFound, { ...names, amount, currency: payment.currency });
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
