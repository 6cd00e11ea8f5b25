import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { InventoryFacade } from '../inventory';
import { OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { ConfirmStep, Confirmation, PaymentView } from '../payments';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { OrderNotPayable } from './checkout.errors';
import { OwnedPayments } from './owned-payments';
import { SettlePayment } from './settle-payment';

/** Each attempt gets its time, but cards that are declined again and again do not keep goods from everybody else. */
const LONGEST_HOLDS = 4;

/** Three steps: claim the attempt and commit; ask the gateway with no connection held; apply what it said. */
@Injectable()
export class ConfirmPayment {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly owned: OwnedPayments,
    private readonly orders: OrdersFacade,
    private readonly inventory: InventoryFacade,
    private readonly payments: PaymentsFacade,
    private readonly settling: SettlePayment,
  ) {}

  async confirm(paymentId: string, caller: Caller, confirmation: Confirmation): Promise<PaymentView> {
    this.database.forbidTransaction();
    const { orderId } = await this.owned.get(paymentId, caller);
    const { attempt, payment } = await this.begin(paymentId, orderId, confirmation);
    if (!attempt) return payment;
    return this.settling.apply(await this.payments.callGateway(attempt));
  }

  /** Under the order's lock, so that it cannot expire between the check and the gateway's answer. */
  private async begin(paymentId: string, orderId: string, confirmation: Confirmation): Promise<ConfirmStep> {
    return this.database.transaction(async () => {
      const { status } = await this.orders.lock(orderId);
      const step = await this.payments.beginConfirm(paymentId, confirmation);
      if (!step.attempt) return step;
      if (status !== 'pending_payment') throw new OrderNotPayable(status);
      await this.inventory.extend(orderId, this.config.reservationMinutes, LONGEST_HOLDS * this.config.reservationMinutes);
      return step;
    });
  }
}
