import { Injectable } from '@nestjs/common';
import { InventoryFacade } from '../inventory';
import { OrdersFacade, allowedNext } from '../orders';
import type { OrderStatus } from '../orders';
import { PaymentsFacade } from '../payments';
import type { PaymentView, VoidStep } from '../payments';
import { PricingFacade } from '../pricing';
import { Database } from '../../platform/database';
import { Forbidden } from '../../platform/http';
import { OrderNotCancellable } from './checkout.errors';
import { CloseOrder } from './close-order';
import { DeliverOrReturn } from './deliver-or-return';
import { SettlePayment } from './settle-payment';

const GAVE_UP = 'the payment was cancelled';

/** Takes an order back: before payment its goods and payment are let go, after it they are restocked and the money is returned. */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly pricing: PricingFacade,
    private readonly inventory: InventoryFacade,
    private readonly closing: CloseOrder,
    private readonly settling: SettlePayment,
    private readonly delivering: DeliverOrReturn,
  ) {}

  /**
   * Cancelling twice is no mistake. The caller's right to the order has been checked.
   * @throws Forbidden when money would go back that `mayReturnMoney` does not allow to
   */
  async cancel(orderId: string, reason: string, actor: string, { mayReturnMoney }: { readonly mayReturnMoney: boolean }): Promise<void> {
    this.database.forbidTransaction();
    const toVoid = await this.database.transaction(async () => {
      const { status } = await this.orders.lock(orderId);
      if (!mayReturnMoney) await this.requireNothingTaken(orderId, status);
      return this.begin(orderId, status, reason, actor);
    });
    if (toVoid) await this.settling.apply(await this.payments.callGatewayVoid(toVoid.id), reason, actor);
    const { status } = await this.orders.current(orderId);
    if (status !== 'cancelled') throw new OrderNotCancellable(status, allowedNext(status));
  }

  /** Gives up the payment of an unpaid order, which ends the order too. Money that was taken needs a cancellation or a refund instead. */
  async cancelPayment({ id, orderId }: PaymentView, actor: string): Promise<void> {
    this.database.forbidTransaction();
    const toVoid = await this.database.transaction(async () => {
      await this.orders.lock(orderId);
      return this.letGo(await this.payments.beginVoid(id), GAVE_UP, actor);
    });
    if (toVoid) await this.settling.apply(await this.payments.callGatewayVoid(toVoid.id), GAVE_UP, actor);
  }

  /** Answers the payment that the gateway must be asked to void, if there is one. */
  private async begin(orderId: string, status: OrderStatus, reason: string, actor: string): Promise<PaymentView | null> {
    if (status === 'paid') await this.takeBack(orderId, reason, actor);
    return status === 'pending_payment' ? this.letGoUnpaid(orderId, reason, actor) : null;
  }

  /**
   * Ends an unpaid order whose row the caller has locked. Answers the payment that its gateway must be asked to void first, if there is
   * one: send `callGatewayVoid` after the commit, and settle what it says.
   * @throws PaymentInProgress while the gateway is deciding
   */
  async letGoUnpaid(orderId: string, reason: string, actor: string): Promise<PaymentView | null> {
    const open = (await this.payments.listForOrder(orderId)).find((payment) => payment.status !== 'voided');
    if (open) return this.letGo(await this.payments.beginVoid(open.id), reason, actor);
    await this.closing.unpaid(orderId, reason, actor);
    return null;
  }

  /** A payment that no gateway has heard of is void at once, and so is its order; otherwise the gateway must be asked first. */
  private async letGo({ payment, callNeeded }: VoidStep, reason: string, actor: string): Promise<PaymentView | null> {
    if (callNeeded) return payment;
    await this.closing.unpaid(payment.orderId, reason, actor);
    return null;
  }

  private async requireNothingTaken(orderId: string, status: OrderStatus): Promise<void> {
    if (!allowedNext(status).includes('cancelled')) return;
    const payments = await this.payments.listForOrder(orderId);
    if (payments.some(({ captured }) => !captured.isZero()))
      throw new Forbidden('Money was taken for this order; that goes back with orders:refund.');
  }

  private async takeBack(orderId: string, reason: string, actor: string): Promise<void> {
    await this.orders.cancel(orderId, reason, actor);
    await this.pricing.releaseRedemptions(orderId);
    await this.inventory.restock(orderId, await this.orders.linesOf(orderId), reason);
    await this.payments.reverseSale(orderId);
    // Refunds that are under way are not counted twice; should one fail, its money is due again. So is what a dispute holds, once it is won.
    for (const payment of await this.payments.listForOrder(orderId)) {
      await this.delivering.giveBack(payment, payment.refundable, reason, `cancel-${payment.id}`);
    }
  }
}
