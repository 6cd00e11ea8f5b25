import { Injectable } from '@nestjs/common';
import { canonicalCode } from './promotions/promotion.rules';
import { RedemptionsService } from './promotions/redemptions.service';
import type { Quote, QuoteRequest, ShippingOption } from './quotes/quote.types';
import { QuotesService } from './quotes/quotes.service';
import type { ShippingOptionsRequest } from './quotes/quotes.service';

/** A coupon that exists; whether it holds for a cart is for `quote` to say. */
export type Coupon = { readonly code: string; readonly promotionId: string; readonly title: string };

/** What other modules may ask about prices. */
@Injectable()
export class PricingFacade {
  constructor(
    private readonly quotes: QuotesService,
    private readonly redemptions: RedemptionsService,
  ) {}

  /** @throws AmountTooLarge when the goods or the total come to more than an amount may be */
  quote(request: QuoteRequest): Promise<Quote> {
    return this.quotes.quote(request);
  }

  shippingMethods(request: ShippingOptionsRequest): Promise<ShippingOption[]> {
    return this.quotes.shippingOptions(request);
  }

  async findCoupon(code: string): Promise<Coupon | null> {
    const coupon = (await this.redemptions.find([code])).get(canonicalCode(code) ?? '');
    return coupon ? { code: coupon.code, promotionId: coupon.id, title: coupon.title } : null;
  }

  /**
   * Takes one use of each code for the order, all or none, in the caller's transaction; a second call for the same order takes nothing.
   * For an order that is new in this transaction, the quote that it was made of in it saves looking the coupons up; the guards are the same.
   * @throws CouponUsedUp when the last use went to somebody else
   * @throws CouponNotEligible when a code is unknown or does not hold now
   */
  redeem(orderId: string, codes: readonly string[], customerKey?: string, quoted?: Quote): Promise<void> {
    if (quoted && quoted.redeemable.length === codes.length) return this.redemptions.redeemFirst(orderId, quoted.redeemable, customerKey);
    return this.redemptions.redeem(orderId, codes, customerKey);
  }

  /** Gives the uses of an order back. Asking twice gives nothing twice. */
  async releaseRedemptions(orderId: string): Promise<void> {
    await this.redemptions.release(orderId);
  }
}
