import { defineProblem, member } from '../../platform/http';

export class AmountTooLarge extends defineProblem({
  code: 'pricing/amount-too-large',
  status: 422,
  title: 'The amount is too large',
  help: 'A cart comes to 999999999999 minor units at most, and no sum may pass 2^53-1, the largest whole number that every JSON client reads exactly. Lower a quantity or a price, or split the order.',
}) {
  constructor(what: string, largest = Number.MAX_SAFE_INTEGER) {
    super(`${what} is above ${largest} minor units.`);
  }
}

export class ImpossiblePriceInput extends defineProblem({
  code: 'pricing/impossible-input',
  status: 422,
  title: 'No cart can look like this',
  help: 'Each value is well formed, but together they mean nothing: two lines with one reference, a discount on a line that is not there, a tax rate over 100 %. `detail` names the first contradiction.',
}) {}

/** Why a coupon does not apply; clients may switch on it. */
export const COUPON_REFUSALS = [
  'unknown',
  'inactive',
  'not_started',
  'expired',
  'used_up',
  'used_up_by_customer',
  'below_minimum',
  'wrong_currency',
] as const;
export type CouponRefusalCode = (typeof COUPON_REFUSALS)[number];
export type CouponRefusal = { readonly code: CouponRefusalCode; readonly detail: string };

export class CouponNotEligible extends defineProblem({
  code: 'pricing/coupon-not-eligible',
  status: 422,
  title: 'The coupon does not apply',
  help: 'The code is unknown, not valid now, or the cart does not meet its conditions. `reason` says which one; change the cart or leave the code out.',
  members: {
    coupon: member.text('The code of the coupon.', 'WELCOME10'),
    reason: member.oneOf('Why it does not apply.', COUPON_REFUSALS, { example: 'expired' }),
  },
}) {
  constructor(code: string, refusal: CouponRefusal) {
    super(refusal.detail, { coupon: code, reason: refusal.code });
  }
}

export class CouponUsedUp extends defineProblem({
  code: 'pricing/coupon-used-up',
  status: 409,
  title: 'The coupon is used up',
  help: 'Somebody else took the last use of this coupon, or this customer has had all of theirs. Remove the code from the cart, look at the new total, and order again.',
  members: {
    coupon: member.text('The code of the coupon.', 'WELCOME10'),
    reason: member.oneOf('Why it does not apply.', COUPON_REFUSALS, { example: 'used_up' }),
  },
}) {
  constructor(code: string, refusal: CouponRefusal) {
    super(refusal.detail, { coupon: code, reason: refusal.code });
  }
}

export class CouponCodeTaken extends defineProblem({
  code: 'pricing/coupon-code-taken',
  status: 409,
  title: 'Another promotion has this code',
  help: 'Codes are unique whatever their case: `welcome10` and `WELCOME10` are one. Choose another code, or change the promotion that has it.',
}) {
  constructor(code: string) {
    super(`There is a promotion with the code ${code} already.`);
  }
}

export class InvalidPromotion extends defineProblem({
  code: 'pricing/invalid-promotion',
  status: 422,
  title: 'The promotion contradicts itself',
  help: 'A percentage needs `percent`, a fixed amount needs `amount`, free shipping needs neither; the end comes after the start; all amounts share one currency of the shop; the limit is not below what was used. `detail` names the first contradiction.',
}) {}

export class PromotionInUse extends defineProblem({
  code: 'pricing/promotion-in-use',
  status: 409,
  title: 'Orders were placed with this promotion',
  help: 'A promotion that orders refer to stays, so that their prices can be explained. Set `active` to false to end it.',
}) {
  constructor(used: number) {
    super(`${used} ${used === 1 ? 'order uses' : 'orders use'} this promotion. Set it inactive instead.`);
  }
}

export class TaxCategoryCodeTaken extends defineProblem({
  code: 'pricing/tax-category-code-taken',
  status: 409,
  title: 'Another tax category has this code',
  help: 'Products name their tax category by its code, so each exists once. Choose another code, or change the category that has it.',
}) {
  constructor(code: string) {
    super(`There is a tax category with the code ${code} already.`);
  }
}

export class TaxCategoryInUse extends defineProblem({
  code: 'pricing/tax-category-in-use',
  status: 409,
  title: 'The tax category is needed',
  help: 'The category `standard` is what goods with an unknown category are taxed by, and a category that a shipping method names cannot go either. Change its rates, or the shipping methods first.',
}) {}

export class InvalidTaxRates extends defineProblem({
  code: 'pricing/invalid-tax-rates',
  status: 422,
  title: 'The tax rates contradict each other',
  help: 'Several rates for one place are components of one tax: each needs its own name, and together they stay at or below 1 (100 %). 19 % is written "0.19".',
}) {}

export class InvalidShippingMethod extends defineProblem({
  code: 'pricing/invalid-shipping-method',
  status: 422,
  title: 'The shipping method contradicts itself',
  help: 'One price per currency of the shop, the free threshold in that currency, at most as many days at the least as at the most, and a tax category that exists. `detail` names the first contradiction.',
}) {}
