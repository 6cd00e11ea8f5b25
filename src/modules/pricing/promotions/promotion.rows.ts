import { Money, toInteger } from '../../../platform/money';
import { hashToken } from '../../../platform/random';
import { canonicalCode } from './promotion.rules';
import type { Promotion } from '../pricing.entity';
import type { PromotionTerms } from './promotion.rules';

/** A promotion with its history, as services and staff see it. */
export type PromotionRecord = PromotionTerms & {
  readonly id: string;
  readonly used: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

const COLUMNS = `p.id, p.code, p.title, p.kind, p.level, p.priority, p.percent, p.amount, p.min_subtotal AS minSubtotal, p.currency,
  p.starts_at AS startsAt, p.ends_at AS endsAt, p.usage_limit AS usageLimit, p.usage_limit_per_customer AS usageLimitPerCustomer,
  p.used_count AS usedCount, p.active, p.version, p.created_at AS createdAt, p.updated_at AS updatedAt`
  .split(',')
  .map((column) => column.trim());
export const PROMOTION_COLUMNS = COLUMNS.join(', ');

/** A promotion with what one customer has had of it. */
export type CouponRecord = PromotionRecord & { readonly usedByCustomer: number };
export type CouponRow = PromotionRow & { readonly usedByCustomer: string | number };

/** Of `pricing_promotion p`. */
export function couponColumns(customerKey: string | undefined): { readonly sql: readonly string[]; readonly params: readonly unknown[] } {
  const used = '(SELECT COUNT(*) FROM pricing_redemption u WHERE u.promotion_id = p.id AND u.customer_key = ?) AS usedByCustomer';
  return { sql: [...COLUMNS, used], params: [keyOf(customerKey)] };
}

export function toCoupon({ usedByCustomer, ...row }: CouponRow): CouponRecord {
  return { ...toRecord(row), usedByCustomer: Number(usedByCustomer) };
}

export function wantedCodes(codes: readonly string[]): readonly string[] {
  return [...new Set(codes.map(canonicalCode).filter((code) => code !== null))];
}

export function keyOf(customerKey: string | undefined): string | null {
  return customerKey === undefined ? null : hashToken(customerKey);
}

/** A flat row: as the entity, but wide integers may be text and flags numbers. */
export type PromotionRow = Omit<Promotion, 'promotion' | 'amount' | 'minSubtotal' | 'active'> & {
  readonly amount: string | number | null;
  readonly minSubtotal: string | number | null;
  readonly active: number | boolean;
};

export function toRecord(row: PromotionRow): PromotionRecord {
  const { amount, minSubtotal, currency, active, usedCount, ...rest } = row;
  const money = (value: string | number | null) => (value === null || currency === null ? null : Money.of(toInteger(value), currency));
  return { ...rest, used: usedCount, active: Boolean(active), amount: money(amount), minSubtotal: money(minSubtotal) };
}

/** The columns that hold the terms. */
export function toColumns(terms: PromotionTerms) {
  const { amount, minSubtotal, ...rest } = terms;
  return {
    ...rest,
    amount: amount?.amount ?? null,
    minSubtotal: minSubtotal?.amount ?? null,
    currency: amount?.currency ?? minSubtotal?.currency ?? null,
  };
}
