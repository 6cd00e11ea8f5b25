import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isDuplicateKey } from '../../platform/database';
import { newId } from '../../platform/ids';
import type { Money } from '../../platform/money';
import { Payment } from './payments.entity';
import { PaymentAlreadyOpen } from './payments.errors';
import { viewOfPayment } from './payments.views';
import type { PaymentView } from './payments.views';

export interface NewPayment {
  readonly orderId: string;
  /** More than zero: an order over nothing needs no payment. */
  readonly amount: Money;
  readonly ownerAccountId: string | null;
}

/** Opens the one payment that an order may have open, in the transaction that places the order. */
@Injectable()
export class OpenPayment {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async open({ orderId, amount, ownerAccountId }: NewPayment): Promise<PaymentView> {
    this.database.requireTransaction();
    const [payments, now] = [this.database.repository(Payment), this.clock.now()];
    const payment = payments.create({
      ...{
        id: newId('pay'),
        orderId,
        openOrderId: orderId,
        ownerAccountId,
        ...amount.toJSON(),
        authorised: 0,
        captured: 0,
        refunded: 0,
        disputed: 0,
      },
      ...{
        status: 'created',
        attention: null,
        gateway: null,
        gatewayId: null,
        attemptId: null,
        failureCode: null,
        failureRetryable: false,
      },
      ...{ nextAction: null, inquiryDueAt: null, inquiries: 0, version: 1, createdAt: now, updatedAt: now },
    });
    try {
      await this.database.insert(Payment, payment);
    } catch (error) {
      if (isDuplicateKey(error, 'payments_payment_open_order')) throw new PaymentAlreadyOpen(orderId);
      throw error;
    }
    return viewOfPayment(payment);
  }
}
