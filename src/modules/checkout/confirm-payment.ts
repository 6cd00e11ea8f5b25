import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { InventoryFacade } from '../inventory';
import { OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { ConfirmStep, Confirmation, PaymentView } from '../payments';
import { Config } from '../../platform/config';
import { CommitOutcomeUnknown, Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { newId } from '../../platform/ids';
import { OrderNotPayable } from './checkout.errors';
import { persistently } from './persistently';
import { SettlePayment } from './settle-payment';

/** Each attempt gets its time, but cards that are declined again and again do not keep goods from everybody else. */
const LONGEST_HOLDS = 4;

interface Asked {
  readonly paymentId: string;
  readonly caller: Caller;
}

/** The order is unknown when the commit's answer was lost: then the attempt tells. */
type Begun = ConfirmStep & { readonly orderId?: string };

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
    const { attempt, payment, orderId } = await this.begun({ paymentId, caller }, confirmation);
    if (!attempt) return payment;
    const fact = await persistently(() => this.payments.callGateway(attempt));
    return persistently(() => this.settling.apply({ ...fact, ...(orderId !== undefined && { orderId }) }));
  }

  /** When nobody said whether the attempt was committed, its id tells: an attempt that nobody sends would keep the payment waiting. */
  private async begun(asked: Asked, confirmation: Confirmation): Promise<Begun> {
    const attemptId = newId('att');
    try {
      return await this.begin(asked, confirmation, attemptId);
    } catch (error) {
      if (!(error instanceof CommitOutcomeUnknown)) throw error;
      const attempt = await persistently(() => this.payments.startedAttempt(attemptId));
      if (!attempt) throw error;
      return { attempt, payment: null };
    }
  }

  /**
   * Under the order's lock, so that it cannot expire between the check and the gateway's answer. A payment belongs to whoever owns its order;
   * to everybody else it does not exist.
   */
  private async begin({ paymentId, caller }: Asked, confirmation: Confirmation, attemptId: string): Promise<Begun> {
    return this.database.transaction(async () => {
      const owned = await this.orders.lockOwned(this.payments.orderIdOf(paymentId), caller);
      if (!owned) throw new NotFound('payment');
      const { id: orderId, status } = owned;
      const step = await this.payments.beginConfirm(paymentId, confirmation, attemptId);
      if (!step.attempt) return step;
      if (status !== 'pending_payment') throw new OrderNotPayable(status);
      await this.inventory.extend(orderId, this.config.reservationMinutes, LONGEST_HOLDS * this.config.reservationMinutes);
      return { ...step, orderId };
    });
  }
}
