import type { Money } from '../../../platform/money';
import type { PriceResult } from '../calculation/price.types';
import type { CouponRecord } from '../promotions/promotion.rows';
import type { CouponRefusal } from '../pricing.errors';
import type { ShippingRefusal } from '../shipping/shipping.rules';
import type { Destination } from '../taxes/tax-place';
import type { ExplanationStep } from './explain';

export type QuoteLine = {
  readonly reference: string;
  readonly variantId: string;
  readonly productId: string;
  readonly unitPrice: Money;
  readonly quantity: number;
  readonly taxCategory: string;
};

export type QuoteRequest = {
  readonly currency: string;
  /** Where the goods go; the shop's own country of taxation while unknown. */
  readonly destination?: Destination | null;
  readonly lines: readonly QuoteLine[];
  readonly shippingMethodId?: string | null;
  readonly couponCodes: readonly string[];
  /** Whatever names the customer to `redeem`; lets the quote see limits per customer. */
  readonly customerKey?: string;
  /** For showing: tax rates and shipping methods may be half a second old. What is charged is quoted without it. */
  readonly forShow?: boolean;
};

export type QuotedCoupon = {
  readonly code: string;
  /** Empty when the code is unknown. */
  readonly promotionId: string;
  readonly title: string;
  readonly applied: Money;
  readonly eligible: boolean;
  readonly reason?: CouponRefusal;
};

export type QuotedShipping = { readonly id: string; readonly title: string; readonly amount: Money };

export type Quote = PriceResult & {
  readonly coupons: readonly QuotedCoupon[];
  /** Those of the coupons that hold, as they were read, for `redeem` in the same transaction. */
  readonly redeemable: readonly CouponRecord[];
  readonly shippingMethod: QuotedShipping | null;
  /** Why the wanted shipping method is not part of the quote. */
  readonly shippingRefusal: ShippingRefusal | null;
  readonly explanation: readonly ExplanationStep[];
};

export type ShippingOption = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly price: Money;
  readonly minDays: number;
  readonly maxDays: number;
};
