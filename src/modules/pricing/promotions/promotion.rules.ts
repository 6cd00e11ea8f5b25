import { formatMoney } from '../../../platform/money';
import type { Money } from '../../../platform/money';
import { compare, isDecimal, parseDecimal } from '../calculation/rational';
import type { Discount, DiscountLevel } from '../calculation/price.types';
import { InvalidPromotion } from '../pricing.errors';
import type { CouponRefusal } from '../pricing.errors';

export const PROMOTION_KINDS = ['percent', 'fixed', 'fixed_per_unit', 'free_shipping'] as const;
export type PromotionKind = (typeof PROMOTION_KINDS)[number];

/** What staff decide about a promotion. */
export type PromotionTerms = {
  readonly code: string;
  readonly title: string;
  readonly kind: PromotionKind;
  readonly level: DiscountLevel;
  /** Lower goes first. */
  readonly priority: number;
  readonly percent: string | null;
  readonly amount: Money | null;
  readonly minSubtotal: Money | null;
  readonly startsAt: Date | null;
  /** The first moment it no longer holds. */
  readonly endsAt: Date | null;
  readonly usageLimit: number | null;
  readonly usageLimitPerCustomer: number | null;
  readonly active: boolean;
};

export type PromotionUse = {
  readonly now: Date;
  readonly used: number;
  readonly usedByCustomer: number;
  readonly subtotal: Money;
};

const CODE = /^[A-Z0-9_-]{1,40}$/;

/** Codes are one whatever their case and the blanks around them; null when no promotion can have such a code. */
export function canonicalCode(text: string): string | null {
  const trimmed = text.trim();
  // ASCII first: upper-casing would turn a dotless i or a long s into a letter of somebody else's code.
  return /^[A-Za-z0-9_-]*$/.test(trimmed) && CODE.test(trimmed.toUpperCase()) ? trimmed.toUpperCase() : null;
}

/** @throws InvalidPromotion naming the first contradiction */
export function checkTerms(terms: PromotionTerms, currencies: readonly string[]): void {
  const refuse = (detail: string): never => {
    throw new InvalidPromotion(detail);
  };
  if (terms.kind === 'percent') checkPercent(terms, refuse);
  else if (terms.percent !== null) refuse(`A promotion of kind "${terms.kind}" takes no percent.`);
  const needsAmount = terms.kind === 'fixed' || terms.kind === 'fixed_per_unit';
  if (needsAmount && !terms.amount) refuse(`A promotion of kind "${terms.kind}" needs an amount.`);
  if (!needsAmount && terms.amount) refuse(`A promotion of kind "${terms.kind}" takes no amount.`);
  if (terms.amount && terms.amount.amount <= 0) refuse('The amount must be above zero.');
  if (terms.kind === 'free_shipping' && terms.level !== 'shipping') refuse('Free shipping is a promotion of level "shipping".');
  if (terms.kind === 'fixed_per_unit' && terms.level === 'shipping') refuse('Shipping has no units; use a fixed amount.');
  const money = [terms.amount, terms.minSubtotal].filter((entry) => entry !== null);
  const foreign = money.find(({ currency }) => !currencies.includes(currency));
  if (foreign) refuse(`${foreign.currency} is not a currency of this shop (${currencies.join(', ')}).`);
  if (new Set(money.map(({ currency }) => currency)).size > 1) refuse('The amount and the minimum must share one currency.');
  if (terms.startsAt && terms.endsAt && terms.startsAt >= terms.endsAt) refuse('The end must come after the start.');
}

function checkPercent(terms: PromotionTerms, refuse: (detail: string) => never): void {
  if (terms.percent === null) return refuse('A promotion of kind "percent" needs percent.');
  if (!isDecimal(terms.percent)) return refuse(`"${terms.percent}" is not a percentage such as "10.5".`);
  const percent = parseDecimal(terms.percent);
  if (percent.numerator === 0n || compare(percent, parseDecimal('100')) > 0) refuse('A percentage is above 0 and at most 100.');
}

/** Why the promotion does not hold for this use; null when it does. */
export function refusalOf(terms: PromotionTerms, use: PromotionUse): CouponRefusal | null {
  return closedBecause(terms, use.now) ?? usedUpBecause(terms, use) ?? cartLacks(terms, use.subtotal);
}

export function closedBecause(terms: PromotionTerms, now: Date): CouponRefusal | null {
  if (!terms.active) return { code: 'inactive', detail: `${terms.code} is switched off.` };
  if (terms.startsAt && now < terms.startsAt)
    return { code: 'not_started', detail: `${terms.code} holds from ${terms.startsAt.toISOString()}.` };
  if (terms.endsAt && now >= terms.endsAt) return { code: 'expired', detail: `${terms.code} ended at ${terms.endsAt.toISOString()}.` };
  return null;
}

export function usedUpBecause(terms: PromotionTerms, use: Pick<PromotionUse, 'used' | 'usedByCustomer'>): CouponRefusal | null {
  if (terms.usageLimit !== null && use.used >= terms.usageLimit) {
    return { code: 'used_up', detail: `${terms.code} was limited to ${terms.usageLimit} uses, and all are taken.` };
  }
  if (terms.usageLimitPerCustomer !== null && use.usedByCustomer >= terms.usageLimitPerCustomer) {
    return {
      code: 'used_up_by_customer',
      detail: `${terms.code} is limited to ${terms.usageLimitPerCustomer} per customer, and you have had yours.`,
    };
  }
  return null;
}

function cartLacks(terms: PromotionTerms, subtotal: Money): CouponRefusal | null {
  const currency = terms.amount?.currency ?? terms.minSubtotal?.currency;
  if (currency !== undefined && currency !== subtotal.currency) {
    return { code: 'wrong_currency', detail: `${terms.code} holds for carts in ${currency}; this one is in ${subtotal.currency}.` };
  }
  if (terms.minSubtotal && subtotal.compare(terms.minSubtotal) < 0) {
    return {
      code: 'below_minimum',
      detail: `${terms.code} needs goods for ${formatMoney(terms.minSubtotal)}; the cart has ${formatMoney(subtotal)}.`,
    };
  }
  return null;
}

/** The promotion as the price function understands it. */
export function asDiscount(terms: PromotionTerms): Discount {
  const { level, priority } = terms;
  if (terms.kind === 'free_shipping') return { level: 'shipping', kind: 'percent', value: '100', priority };
  if (terms.kind === 'percent') return { level, kind: 'percent', value: terms.percent ?? '0', priority };
  return { level, kind: terms.kind, value: terms.amount?.amount ?? 0, priority };
}
