import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { InventoryFacade } from '../inventory';
import { OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { ConfirmStep, Confirmation, PaymentView } from '../payments';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { OrderNotPayable } from './checkout.errors';
import { SettlePayment } from './settle-payment';

/** Each attempt gets its time, but cards that are declined again and again do not keep goods from everybody else. */
const LONGEST_HOLDS = 4;

interface Asked {
  readonly paymentId: string;
  readonly orderId: string;
  readonly caller: Caller;
}

/** Three steps: claim the attempt and commit; ask the gateway with no connection held; apply what it said. */
@Injectable()
export class ConfirmPayment {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly orders: OrdersFacade,
    private readonly inventory: InventoryFacade,
    private readonly payments: PaymentsFacade,
    private readonly settling: SettlePayment,
  ) {}

  async confirm(paymentId: string, caller: Caller, confirmation: Confirmation): Promise<PaymentView> {
    this.database.forbidTransaction();
    const orderId = (await this.payments.find(paymentId))?.orderId;
    if (orderId === undefined) throw new NotFound('payment');
    const { attempt, payment } = await this.begin({ paymentId, orderId, caller }, confirmation);
    if (!attempt) return payment;
    return this.settling.apply({ ...(await this.payments.callGateway(attempt)), orderId });
  }

  /**
   * Under the order's lock, so that it cannot expire between the check and the gateway's answer. A payment belongs to whoever owns its order;
   * to everybody else it does not exist.
   */
  private async begin({ paymentId, orderId, caller }: Asked, confirmation: Confirmation): Promise<ConfirmStep> {
    return this.database.transaction(async () => {
      const owned = await this.orders.lockOwned(orderId, caller);
      if (!owned) throw new NotFound('payment');
      const { status } = owned;
      const step = await this.payments.beginConfirm(paymentId, confirmation);
      if (!step.attempt) return step;
      if (status !== 'pending_payment') throw new OrderNotPayable(status);
      await this.inventory.extend(orderId, this.config.reservationMinutes, LONGEST_HOLDS * this.config.reservationMinutes);
      return step;
    });
  }
}
