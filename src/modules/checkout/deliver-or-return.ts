import { Injectable } from '@nestjs/common';
import { couponCustomer } from '../cart';
import { InventoryFacade } from '../inventory';
import { OrdersFacade } from '../orders';
import type { LockedOrder } from '../orders';
import { PaymentsFacade } from '../payments';
import type { PaymentView } from '../payments';
import { CouponNotEligible, CouponUsedUp, PricingFacade } from '../pricing';
import { Events } from '../../platform/events';
import type { Money } from '../../platform/money';
import { RefundDue } from './checkout.events';

const SOLD_OUT = 'sold out before the payment arrived';
const COUPON_GONE = 'a coupon was used up before the payment arrived';

/** The whole amount is there: the order gets it, or the shopper gets it back. In the transaction that booked the money. */
@Injectable()
export class DeliverOrReturn {
  constructor(
    private readonly orders: OrdersFacade,
    private readonly payments: PaymentsFacade,
    private readonly pricing: PricingFacade,
    private readonly inventory: InventoryFacade,
    private readonly events: Events,
  ) {}

  /** An order that expired while the gateway was silent is revived if its goods and its coupons are still to be had. */
  async deliver(payment: PaymentView, order: LockedOrder): Promise<void> {
    const { orderId } = payment;
    const expired = order.status === 'cancelled';
    const { changed, worth } = await this.orders.markPaid(orderId, order);
    if (!changed || !worth) return this.giveBack(payment, payment.captured, 'the order takes no payment any more');
    if (expired && !(await this.redeemAgain(orderId))) return this.refuse(payment, COUPON_GONE);
    if ((await this.inventory.consume(orderId)) === 'lost') return this.refuse(payment, SOLD_OUT);
    await this.payments.bookSale({ orderId, ...worth });
  }

  /** The key makes it one refund, however often the event is delivered. */
  async giveBack({ id, orderId }: PaymentView, amount: Money, reason: string, requestKey = `return-${id}`): Promise<void> {
    if (amount.isZero()) return;
    await this.events.publish(RefundDue, { paymentId: id, orderId, ...amount.toJSON(), requestKey, reason });
  }

  private async refuse(payment: PaymentView, reason: string): Promise<void> {
    await this.pricing.releaseRedemptions(payment.orderId);
    await this.orders.cancel(payment.orderId, reason);
    await this.giveBack(payment, payment.captured, reason);
  }

  /** Expiry gave the uses to whoever came next; the guard that counts them decides again. */
  private async redeemAgain(orderId: string): Promise<boolean> {
    const order = await this.orders.get(orderId);
    if (!order || order.coupons.length === 0) return true;
    const codes = order.coupons.map(({ code }) => code);
    const customer = couponCustomer({ customerId: order.customerId, contact: { email: order.email } });
    try {
      await this.pricing.redeem(orderId, codes, customer);
      return true;
    } catch (error) {
      if (error instanceof CouponUsedUp || error instanceof CouponNotEligible) return false;
      throw error;
    }
  }
}
