import { Injectable } from '@nestjs/common';
import { InventoryFacade } from '../inventory';
import { EXPIRED, OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { PaymentView } from '../payments';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Every } from '../../platform/jobs';
import { CloseOrder } from './close-order';

const BATCH = 100;
/** The gateway may still take, or holds, the money: the goods stay reserved. */
const KEEPS_RESERVATION: readonly PaymentView['status'][] = ['processing', 'unknown', 'requires_action', 'authorised'];

/** Ends orders whose reservation ran out before anybody paid. */
@Injectable()
export class ExpireOrders {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly inventory: InventoryFacade,
    private readonly closing: CloseOrder,
  ) {}

  @Every({ name: 'checkout.expire', everyMs: 5_000 })
  async sweep(): Promise<void> {
    for (const orderId of await this.inventory.expiredOrders(BATCH)) await this.expire(orderId);
  }

  private async expire(orderId: string): Promise<void> {
    await this.database.transaction(async () => {
      const { status } = await this.orders.lock(orderId);
      const payments = await this.payments.listForOrder(orderId);
      if (payments.some((payment) => KEEPS_RESERVATION.includes(payment.status))) {
        return this.inventory.extend(orderId, this.config.reservationMinutes);
      }
      if (status === 'pending_payment') return this.closing.unpaid(orderId, EXPIRED);
      await this.inventory.release(orderId, EXPIRED);
    });
  }
}
