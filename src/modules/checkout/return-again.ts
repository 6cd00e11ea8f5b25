import { Injectable, Logger } from '@nestjs/common';
import { OrdersFacade, soldStatuses } from '../orders';
import { PaymentsFacade } from '../payments';
import { oneByOne } from '../../platform/jobs';
import { RefundMoney } from './refund-money';
import { SettlePayment } from './settle-payment';

/** Money that belongs back and that the gateway did not give back the last time: tried again, under a new key. */
@Injectable()
export class ReturnAgain {
  private readonly logger = new Logger('Payments');

  constructor(
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly refunding: RefundMoney,
    private readonly settling: SettlePayment,
  ) {}

  /** For the reconciler. Answers how many payments it tried; one that fails does not hold up the others. */
  async all(limit: number): Promise<number> {
    const ids = await this.payments.needingAttention(limit);
    await oneByOne(
      ids,
      (id) => this.one(id),
      (err, id) => this.logger.error({ err, id }, 'Money could not be returned; the next round tries again'),
    );
    return ids.length;
  }

  /** A refund of a sold order that failed is left to staff: only they know whether the goods come back. */
  async one(paymentId: string): Promise<void> {
    const payment = await this.payments.find(paymentId);
    if (!payment) return;
    for (const refundId of await this.payments.beginSurplusReturns(paymentId)) {
      await this.settling.apply(await this.payments.callGatewayRefund(refundId));
    }
    const { status } = await this.orders.current(payment.orderId);
    if (soldStatuses.includes(status) || status === 'pending_payment') return;
    const requestKey = `return-${paymentId}-after-${await this.payments.failedRefunds(paymentId)}`;
    await this.refunding.returned(paymentId, {
      amount: payment.refundable,
      requestKey,
      reason: 'the order was cancelled',
      actor: 'system',
    });
  }
}
