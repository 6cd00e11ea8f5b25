import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isDuplicateKey } from '../../platform/database';
import { newId } from '../../platform/ids';
import { Money } from '../../platform/money';
import { REFUNDABLE } from './payment.machine';
import { PaymentStore } from './payment.store';
import { PaymentRefund } from './payments.entity';
import type { Payment } from './payments.entity';
import { PaymentStateConflict, RefundRequestReused, RefundTooLarge, WrongCurrency } from './payments.errors';
import { viewOfPayment, viewOfRefund } from './payments.views';
import type { RefundView } from './payments.views';

export interface RefundOrder {
  readonly paymentId: string;
  readonly amount: Money;
  /** The same key is the same refund, however often it is asked for. */
  readonly requestKey: string;
  readonly reason?: string;
}

/** A crash between commit and answer leaves a refund `pending`; it is sent again, with the same key, after this. */
const CRASH_GRACE_MS = 30_000;

/** Sets an amount aside for a refund, before the gateway hears of it. */
@Injectable()
export class RefundPayment {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
  ) {}

  /** What stands under the key already, if anything. */
  async find(requestKey: string): Promise<RefundView | null> {
    const refund = await this.findByKey(requestKey);
    return refund && viewOfRefund(refund);
  }

  async begin(order: RefundOrder): Promise<RefundView> {
    return this.database.transaction(async () => {
      const payment = await this.payments.lock(order.paymentId);
      const before = await this.findByKey(order.requestKey);
      if (before) return this.sameRefund(before, order);
      await this.setAside(payment, order.amount);
      return viewOfRefund(await this.insert(payment, order));
    });
  }

  private async setAside(payment: Payment, { amount, currency }: Money): Promise<void> {
    const matched = await this.database.execute(
      `UPDATE payments_payment SET refunded = refunded + ?, version = version + 1, updated_at = ?
       WHERE id = ? AND status IN (?) AND currency = ? AND ? > 0 AND refunded + disputed + ? <= captured`,
      [amount, this.clock.now(), payment.id, REFUNDABLE, currency, amount, amount],
    );
    if (matched === 1) return;
    if (!REFUNDABLE.includes(payment.status)) throw new PaymentStateConflict(payment.id, 'refunded', payment.status);
    if (currency !== payment.currency) throw new WrongCurrency(payment.currency, currency);
    throw new RefundTooLarge(viewOfPayment(payment).refundable.toJSON());
  }

  private async insert(payment: Payment, order: RefundOrder): Promise<PaymentRefund> {
    if (payment.gateway === null) throw new Error(`Payment ${payment.id} was captured without a gateway`);
    const now = this.clock.now();
    const refunds = this.database.repository(PaymentRefund);
    const refund = refunds.create({
      ...{
        id: newId('ref'),
        paymentId: payment.id,
        surplusOf: null,
        ...order.amount.toJSON(),
        state: 'pending',
        requestKey: order.requestKey,
      },
      ...{ gateway: payment.gateway, gatewayId: null, reason: order.reason ?? null, failureCode: null },
      ...{ inquiryDueAt: new Date(now.getTime() + CRASH_GRACE_MS), inquiries: 0, createdAt: now, updatedAt: now },
    });
    try {
      await refunds.insert(refund);
    } catch (error) {
      // The same key under another payment: this payment's lock does not keep that one out.
      if (isDuplicateKey(error, 'payments_refund_request')) throw new RefundRequestReused();
      throw error;
    }
    return refund;
  }

  private findByKey(requestKey: string): Promise<PaymentRefund | null> {
    return this.database.repository(PaymentRefund).findOneBy({ requestKey });
  }

  private sameRefund(refund: PaymentRefund, { paymentId, amount }: RefundOrder): RefundView {
    const same = refund.paymentId === paymentId && Money.of(refund.amount, refund.currency).equals(amount);
    if (!same) throw new RefundRequestReused();
    return viewOfRefund(refund);
  }
}
