import type { Invariant } from '../../platform/database';

export const pricingInvariants: readonly Invariant[] = [
  {
    id: 'I11',
    says: 'coupon uses are the live redemptions, and never above the limit',
    sql: `SELECT p.id, p.code, p.used_count, p.usage_limit, COUNT(r.order_id) AS redemptions
      FROM pricing_promotion p LEFT JOIN pricing_redemption r ON r.promotion_id = p.id
      GROUP BY p.id, p.code, p.used_count, p.usage_limit
      HAVING COUNT(r.order_id) <> p.used_count OR p.used_count > p.usage_limit`,
  },
];
