import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { PaymentView } from '../payments';
import { NotFound } from '../../platform/http';

/** A payment belongs to whoever owns its order; to everybody else it does not exist. */
@Injectable()
export class OwnedPayments {
  constructor(
    private readonly payments: PaymentsFacade,
    private readonly orders: OrdersFacade,
  ) {}

  async get(paymentId: string, caller: Caller): Promise<PaymentView> {
    const payment = await this.payments.find(paymentId);
    if (!payment || !(await this.orders.ownedBy(payment.orderId, caller))) throw new NotFound('payment');
    return payment;
  }
}
