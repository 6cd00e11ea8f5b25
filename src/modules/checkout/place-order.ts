import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { CartFacade, couponCustomer } from '../cart';
import type { ClaimedCart } from '../cart';
import { InventoryFacade } from '../inventory';
import { OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { PaymentView } from '../payments';
import { PricingFacade } from '../pricing';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Money } from '../../platform/money';
import { TotalChanged } from './checkout.errors';
import { draftOf } from './order-draft';

/** What the shopper has seen: another cart is not ordered. */
export interface ExpectedCart {
  readonly version?: number;
  readonly total?: Money;
}

export interface PlacedOrder {
  readonly id: string;
  readonly number: string;
  /** Opens a guest's order; only now, and only for guests. */
  readonly token: string | undefined;
  readonly status: string;
  readonly total: Money;
  /** Null when there is nothing to pay. */
  readonly payment: PaymentView | null;
}

/**
 * T1 of the pipeline: one transaction turns a cart into an order with its goods reserved and its payment open. No gateway hears of it yet.
 * The rows are touched in the order cart, order, coupon, stock, payment; every writer keeps to it, so writers never wait in a circle.
 */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly carts: CartFacade,
    private readonly orders: OrdersFacade,
    private readonly pricing: PricingFacade,
    private readonly inventory: InventoryFacade,
    private readonly payments: PaymentsFacade,
  ) {}

  /** @throws NotFound, CartIsClosed, CartNotReady, PreconditionFailed, TotalChanged, CouponUsedUp, OutOfStock */
  async place(cartId: string, caller: Caller, expected: ExpectedCart = {}): Promise<PlacedOrder> {
    return this.database.transaction(async () => {
      const claimed = await this.carts.claim(cartId, caller, expected.version);
      const total = Money.of(claimed.quote.totals.gross, claimed.cart.currency);
      if (expected.total && !expected.total.equals(total)) throw new TotalChanged(total, expected.total);
      const { id, number, token } = await this.orders.create(draftOf(claimed));
      await this.redeemCoupons(id, claimed);
      await this.inventory.reserve(id, claimed.lines, this.config.reservationMinutes);
      const payment = total.isZero()
        ? null
        : await this.payments.open({ orderId: id, amount: total, ownerAccountId: claimed.cart.customerId });
      const status = payment ? 'pending_payment' : await this.settleNothing(id);
      return { id, number, token: claimed.cart.customerId ? undefined : token, status, total, payment };
    });
  }

  private async redeemCoupons(orderId: string, { quote, cart }: ClaimedCart): Promise<void> {
    const codes = quote.coupons.map(({ code }) => code);
    if (codes.length > 0) await this.pricing.redeem(orderId, codes, couponCustomer(cart), quote);
  }

  /** A total of zero is paid by definition: no gateway is asked. */
  private async settleNothing(orderId: string): Promise<string> {
    await this.inventory.consume(orderId);
    return (await this.orders.markPaid(orderId)).status;
  }
}
