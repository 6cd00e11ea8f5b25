import { Money, formatMoney } from '../../../platform/money';
import { formatDecimal, isDecimal, parseDecimal } from '../calculation/rational';
import { exactTax, parseTaxRate } from '../calculation/tax';
import type { AppliedDiscount, PriceInput, PriceResult, TaxRate, TaxedAmounts } from '../calculation/price.types';
import type { ShippingRefusal } from '../shipping/shipping.rules';
import type { CouponDecision } from './coupon-decision';

export const EXPLANATION_KINDS = ['goods', 'shipping', 'coupon', 'tax', 'total'] as const;
export const EXPLANATION_OUTCOMES = ['applied', 'limited', 'not_applied', 'rounded', 'exact'] as const;

/** One decision on the way to the price, in the order in which it was taken. */
export type ExplanationStep = {
  readonly kind: (typeof EXPLANATION_KINDS)[number];
  /** What it is about: the reference of a line, a coupon's code, the id of a shipping method, or `shipping` and `cart`. */
  readonly subject: string;
  readonly outcome: (typeof EXPLANATION_OUTCOMES)[number];
  /** Why it was not applied, for machines. */
  readonly reason?: string;
  readonly detail: string;
  readonly amount: Money;
};

export type Explained = {
  readonly input: PriceInput;
  readonly result: PriceResult;
  readonly coupons: readonly CouponDecision[];
  /** By coupon code, those that took part. */
  readonly applied: ReadonlyMap<string, AppliedDiscount>;
  readonly shipping: { readonly id: string; readonly title: string; readonly freeFrom: Money | null; readonly price: Money } | null;
  readonly shippingRefusal: (ShippingRefusal & { readonly id: string }) | null;
  /** The tax category each line is really taxed by, and where. */
  readonly taxedAs: readonly { readonly asked: string; readonly effective: string }[];
  readonly country: string;
};

export function explain(facts: Explained): ExplanationStep[] {
  return [...goods(facts), ...shipping(facts), ...facts.coupons.map((coupon) => couponStep(coupon, facts)), ...taxes(facts), total(facts)];
}

function goods({ input, result }: Explained): ExplanationStep[] {
  return input.lines.map((line, index) => {
    const amount = money(result, result.lines[index]?.subtotal ?? 0);
    const detail = `${line.quantity} x ${formatMoney(money(result, line.unitPrice))} = ${formatMoney(amount)}, ${basisWords(result)}.`;
    return { kind: 'goods', subject: line.reference, outcome: 'applied', detail, amount };
  });
}

function shipping({ result, shipping: chosen, shippingRefusal: refused }: Explained): ExplanationStep[] {
  const kind = 'shipping';
  if (refused)
    return [{ kind, subject: refused.id, outcome: 'not_applied', reason: refused.code, detail: refused.detail, amount: money(result, 0) }];
  if (!chosen) return [];
  const threshold = chosen.freeFrom
    ? ` It is free for goods from ${formatMoney(chosen.freeFrom)}; these are ${formatMoney(money(result, result.totals.subtotal))}.`
    : '';
  return [
    {
      kind,
      subject: chosen.id,
      outcome: 'applied',
      detail: `${chosen.title} costs ${formatMoney(chosen.price)}.${threshold}`,
      amount: chosen.price,
    },
  ];
}

function couponStep(coupon: CouponDecision, { result, applied }: Explained): ExplanationStep {
  const base = { kind: 'coupon', subject: coupon.code } as const;
  const discount = applied.get(coupon.code);
  if (coupon.refusal || !discount) {
    return {
      ...base,
      outcome: 'not_applied',
      reason: coupon.refusal?.code,
      detail: coupon.refusal?.detail ?? 'It does not apply.',
      amount: money(result, 0),
    };
  }
  const amount = money(result, discount.applied);
  const found = formatMoney(money(result, discount.base));
  const outcome = discount.clamped ? 'limited' : 'applied';
  const words = discount.clamped ? `${formatMoney(amount)}, which is all there is` : formatMoney(amount);
  const spread =
    coupon.discount?.level === 'order' && discount.shares.length > 1
      ? `, split over the lines as ${discount.shares.join(' + ')} by largest remainder`
      : '';
  return { ...base, outcome, detail: `${coupon.title}: takes ${words} off ${found}${spread}.`, amount };
}

function taxes({ input, result, taxedAs, country }: Explained): ExplanationStep[] {
  const lines = input.lines.map((line, index) => {
    const category = taxedAs[index];
    const instead =
      category && category.asked !== category.effective
        ? ` (there is no category "${category.asked}", so it is taxed as "${category.effective}")`
        : '';
    return taxStep(line.reference, line.taxRate, result.lines[index], result, `${country}${instead}`);
  });
  const carriage = input.shipping ? [taxStep('shipping', input.shipping.taxRate, result.shipping, result, country)] : [];
  return [...lines, ...carriage];
}

function taxStep(subject: string, rate: TaxRate, amounts: TaxedAmounts | undefined, result: PriceResult, where: string): ExplanationStep {
  const parsed = parseTaxRate(rate);
  const paid = amounts ? amounts.subtotal - amounts.discount : 0;
  const exact = exactTax(BigInt(paid), result.basis, parsed);
  const amount = money(result, amounts?.tax ?? 0);
  const rounded = exact.remainder !== 0n;
  const rounding = rounded ? `, rounded once for the whole line from ${fourPlaces(exact)} minor units` : '';
  const preposition = result.basis === 'excl' ? 'on' : 'contained in';
  const detail = `${rateWords(rate)} in ${where} ${preposition} ${formatMoney(money(result, paid))} is ${formatMoney(amount)}${rounding}.`;
  return { kind: 'tax', subject, outcome: rounded ? 'rounded' : 'exact', detail, amount };
}

function total({ result }: Explained): ExplanationStep {
  const amount = money(result, result.totals.gross);
  const { net, tax } = result.totals;
  return {
    kind: 'total',
    subject: 'cart',
    outcome: 'exact',
    detail: `Net ${formatMoney(money(result, net))} + tax ${formatMoney(money(result, tax))} = ${formatMoney(amount)}.`,
    amount,
  };
}

function rateWords(rate: TaxRate): string {
  const parts = typeof rate === 'string' ? [percentWords(rate)] : rate.map((part) => `${percentWords(part.rate)} (${part.name})`);
  return parts.join(' + ');
}

function percentWords(rate: string): string {
  if (!isDecimal(rate)) return rate;
  const { numerator, denominator } = parseDecimal(rate);
  const percent =
    denominator < 100n ? { numerator: numerator * (100n / denominator), denominator: 1n } : { numerator, denominator: denominator / 100n };
  return `${formatDecimal(percent)} %`;
}

function fourPlaces({ whole, remainder, denominator }: { whole: bigint; remainder: bigint; denominator: bigint }): string {
  const digits = ((remainder * 10_000n) / denominator).toString().padStart(4, '0');
  return `${whole}.${digits}`;
}

function basisWords({ basis }: PriceResult): string {
  return basis === 'excl' ? 'tax not included' : 'tax included';
}

function money({ currency }: PriceResult, amount: number): Money {
  return Money.of(amount, currency);
}
