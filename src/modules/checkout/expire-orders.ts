import { Injectable, Logger } from '@nestjs/common';
import { InventoryFacade } from '../inventory';
import { EXPIRED, OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { PaymentView } from '../payments';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Every, oneByOne } from '../../platform/jobs';
import { CancelOrder } from './cancel-order';
import { SettlePayment } from './settle-payment';

const BATCH = 100;
const DAY_MS = 86_400_000;
/** The gateway is deciding, or holds the money for the shop: the goods stay reserved. A card check that nobody completes is given up. */
const KEEPS_RESERVATION: readonly PaymentView['status'][] = ['processing', 'unknown', 'authorised'];

/** Ends orders whose reservation ran out before anybody paid. */
@Injectable()
export class ExpireOrders {
  private readonly logger = new Logger('ExpireOrders');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly inventory: InventoryFacade,
    private readonly cancelling: CancelOrder,
    private readonly settling: SettlePayment,
  ) {}

  @Every({ name: 'checkout.expire', everyMs: 5_000 })
  async sweep(): Promise<void> {
    await oneByOne(
      await this.inventory.expiredOrders(BATCH),
      (orderId) => this.expire(orderId),
      (err, orderId) => this.logger.error({ err, orderId }, 'An order could not expire; the next round tries again'),
    );
  }

  private async expire(orderId: string): Promise<void> {
    const toVoid = await this.database.transaction(() => this.begin(orderId));
    if (toVoid) await this.settling.apply(await this.payments.callGatewayVoid(toVoid.id), EXPIRED);
  }

  private async begin(orderId: string): Promise<PaymentView | null> {
    const { status } = await this.orders.lock(orderId);
    const payments = await this.payments.listForOrder(orderId);
    if (payments.some((payment) => this.keeps(payment))) {
      await this.inventory.extend(orderId, this.config.reservationMinutes);
      return null;
    }
    if (status === 'pending_payment') return this.cancelling.letGoUnpaid(orderId, EXPIRED, 'system');
    await this.inventory.release(orderId, EXPIRED);
    return null;
  }

  /** An authorisation is a promise of money, and not for ever: a transfer that nobody makes gives its goods back. */
  private keeps({ status, captured, updatedAt }: PaymentView): boolean {
    const promisedUntil = updatedAt.getTime() + this.config.authorisationDays * DAY_MS;
    if (status === 'authorised' && captured.isZero()) return this.clock.now().getTime() < promisedUntil;
    return KEEPS_RESERVATION.includes(status);
  }
}
