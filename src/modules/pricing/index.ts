export { calculate } from './calculation/calculate';
export type {
  Discount,
  PriceInput,
  PriceInputLine,
  PriceResult,
  TaxComponent,
  TaxedAmounts,
  TaxRate,
  TaxRow,
} from './calculation/price.types';
export { AmountTooLarge, COUPON_REFUSALS, CouponNotEligible, CouponUsedUp } from './pricing.errors';
export type { CouponRefusal } from './pricing.errors';
export { PricingFacade } from './pricing.facade';
export { pricingInvariants } from './pricing.invariants';
export { PricingModule } from './pricing.module';
export { PricingSeeder } from './pricing.seeder';
export { EXPLANATION_OUTCOMES, EXPLANATION_KINDS } from './quotes/explain';
export type { ExplanationStep } from './quotes/explain';
export type { Quote, QuoteLine, ShippingOption } from './quotes/quote.types';
