import type { Money } from '../../../platform/money';
import type { Discount } from '../calculation/price.types';
import type { CouponRefusal } from '../pricing.errors';
import { asDiscount, canonicalCode, refusalOf } from '../promotions/promotion.rules';
import { unknownCoupon } from '../promotions/redemptions.service';
import type { CouponRecord } from '../promotions/promotion.rows';

export type CouponDecision = {
  readonly code: string;
  readonly promotionId: string;
  readonly title: string;
  /** Null when it does not apply. */
  readonly discount: Discount | null;
  readonly refusal: CouponRefusal | null;
};

/** One decision per different code, in the order of the codes. */
export function decide(codes: readonly string[], known: ReadonlyMap<string, CouponRecord>, now: Date, subtotal: Money): CouponDecision[] {
  const distinct = new Map(codes.map((code) => [canonicalCode(code) ?? code, code]));
  return [...distinct].map(([canonical, given]) => {
    const coupon = known.get(canonical);
    if (!coupon) return { code: given, promotionId: '', title: '', discount: null, refusal: unknownCoupon(given) };
    const refusal = refusalOf(coupon, { now, used: coupon.used, usedByCustomer: coupon.usedByCustomer, subtotal });
    return { code: coupon.code, promotionId: coupon.id, title: coupon.title, discount: refusal ? null : asDiscount(coupon), refusal };
  });
}

/** Those that apply, so ordered that the price does not depend on which code was typed first. */
export function inPriceOrder(decisions: readonly CouponDecision[]): CouponDecision[] {
  const rank = ({ discount }: CouponDecision) => discount?.priority ?? 0;
  return decisions
    .filter(({ discount }) => discount !== null)
    .sort((a, b) => rank(a) - rank(b) || (a.promotionId < b.promotionId ? -1 : 1));
}
