export { calculate } from './calculation/calculate';
export type {
  AppliedDiscount,
  Discount,
  DiscountKind,
  DiscountLevel,
  PriceBasis,
  PriceInput,
  PriceInputLine,
  PriceLine,
  PriceResult,
  PriceTotals,
  TaxComponent,
  TaxedAmounts,
  TaxRate,
  TaxRow,
} from './calculation/price.types';
export { AmountTooLarge, CouponNotEligible, CouponUsedUp, COUPON_REFUSALS, ImpossiblePriceInput } from './pricing.errors';
export type { CouponRefusal, CouponRefusalCode } from './pricing.errors';
export { PricingFacade } from './pricing.facade';
export type { Coupon } from './pricing.facade';
export { pricingInvariants } from './pricing.invariants';
export { PricingModule } from './pricing.module';
export { PricingSeeder } from './pricing.seeder';
export { EXPLANATION_OUTCOMES, EXPLANATION_KINDS } from './quotes/explain';
export type { ExplanationStep } from './quotes/explain';
export type { Quote, QuotedCoupon, QuotedShipping, QuoteLine, QuoteRequest, ShippingOption } from './quotes/quote.types';
export type { ShippingOptionsRequest } from './quotes/quotes.service';
export { SHIPPING_REFUSALS } from './shipping/shipping.rules';
export type { ShippingRefusal } from './shipping/shipping.rules';
export type { Destination } from './taxes/tax-place';
