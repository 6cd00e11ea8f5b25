import { AmountTooLarge } from '../pricing.errors';
import { checkPriceInput } from './check-input';
import { splitByLargestRemainder } from './largest-remainder';
import { divideHalfUp, formatDecimal, parseDecimal } from './rational';
import { breakdown, parseTaxRate, tax } from './tax';
import type { Taxed } from './tax';
import type { AppliedDiscount, Discount, PriceInput, PriceResult, TaxedAmounts, TaxShare } from './price.types';

/** What is still to pay, in the price basis, while the discounts go over it. */
type Remaining = { readonly items: bigint[]; shipping: bigint };
type Taken = { readonly base: bigint; readonly wanted: bigint; readonly shares: readonly bigint[]; readonly shipping: bigint };

const NOTHING: Taxed = { net: 0n, tax: 0n, gross: 0n, rows: [] };
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Every total of the shop comes from here: whole minor units in, whole minor units out, no clock, no database, no float. */
export function calculate(input: PriceInput): PriceResult {
  checkPriceInput(input);
  const subtotals = input.lines.map((line) => BigInt(line.unitPrice) * BigInt(line.quantity));
  const shippingPrice = BigInt(input.shipping?.amount ?? 0);
  toAmount(sum(subtotals) + shippingPrice, 'The sum of the cart');

  const remaining: Remaining = { items: [...subtotals], shipping: shippingPrice };
  const discounts = applyAll(input, remaining);

  const lines = input.lines.map((line, index) => tax(at(remaining.items, index), input.basis, parseTaxRate(line.taxRate)));
  const shipping = input.shipping ? tax(remaining.shipping, input.basis, parseTaxRate(input.shipping.taxRate)) : NOTHING;
  const taxed = [...lines, shipping];
  return {
    currency: input.currency,
    basis: input.basis,
    lines: input.lines.map(({ reference }, index) => ({
      reference,
      ...amounts(at(subtotals, index), at(remaining.items, index), lines[index] ?? NOTHING),
      taxComponents: shares(lines[index] ?? NOTHING),
    })),
    shipping: amounts(shippingPrice, remaining.shipping, shipping),
    discounts,
    taxBreakdown: breakdown(taxed).map((row) => ({ ...row, base: toAmount(row.base, 'A tax base'), tax: toAmount(row.tax, 'A tax') })),
    totals: {
      subtotal: toAmount(sum(subtotals), 'The subtotal'),
      discount: toAmount(sum(subtotals) - sum(remaining.items) + shippingPrice - remaining.shipping, 'The discount'),
      shipping: toAmount(shippingPrice, 'Shipping'),
      net: toAmount(sum(taxed.map((entry) => entry.net)), 'The net total'),
      tax: toAmount(sum(taxed.map((entry) => entry.tax)), 'The tax'),
      gross: toAmount(sum(taxed.map((entry) => entry.gross)), 'The total'),
    },
  };
}

/** By priority, each on what the last one left; reported in the order of the input. */
function applyAll(input: PriceInput, remaining: Remaining): AppliedDiscount[] {
  const applied: AppliedDiscount[] = [];
  const inOrder = [...input.discounts.entries()].sort(([, a], [, b]) => (a.priority ?? 0) - (b.priority ?? 0));
  for (const [index, discount] of inOrder) {
    const taken = take(discount, input, remaining);
    taken.shares.forEach((share, line) => (remaining.items[line] = at(remaining.items, line) - share));
    remaining.shipping -= taken.shipping;
    const total = sum(taken.shares) + taken.shipping;
    applied[index] = {
      applied: toAmount(total, 'A discount'),
      base: toAmount(taken.base, 'The base of a discount'),
      clamped: total < taken.wanted,
      shares: taken.shares.map((share) => toAmount(share, 'A discount')),
    };
  }
  return applied;
}

function take(discount: Discount, input: PriceInput, remaining: Remaining): Taken {
  const nothing = remaining.items.map(() => 0n);
  if (discount.level === 'shipping') {
    const wanted = size(discount, remaining.shipping, 1n);
    return { base: remaining.shipping, wanted, shares: nothing, shipping: smaller(wanted, remaining.shipping) };
  }
  if (discount.level === 'order') {
    const base = sum(remaining.items);
    const wanted = size(discount, base, sum(input.lines.map((line) => BigInt(line.quantity))));
    return { base, wanted, shares: splitByLargestRemainder(smaller(wanted, base), remaining.items), shipping: 0n };
  }
  return takeFromLines(discount, input, remaining);
}

function takeFromLines(discount: Discount, input: PriceInput, remaining: Remaining): Taken {
  const touched = input.lines.map((line, index) => {
    if (discount.line !== undefined && discount.line !== line.reference) return { base: 0n, wanted: 0n };
    const base = at(remaining.items, index);
    return { base, wanted: size(discount, base, BigInt(line.quantity)) };
  });
  return {
    base: sum(touched.map(({ base }) => base)),
    wanted: sum(touched.map(({ wanted }) => wanted)),
    shares: touched.map(({ base, wanted }) => smaller(wanted, base)),
    shipping: 0n,
  };
}

/** What the discount asks for, before it is clamped to what is there. */
function size(discount: Discount, base: bigint, units: bigint): bigint {
  if (discount.kind === 'percent') {
    const { numerator, denominator } = parseDecimal(discount.value);
    return divideHalfUp(base * numerator, denominator * 100n);
  }
  return BigInt(discount.value) * (discount.kind === 'fixed_per_unit' ? units : 1n);
}

function amounts(before: bigint, after: bigint, taxed: Taxed): TaxedAmounts {
  return {
    subtotal: toAmount(before, 'A subtotal'),
    discount: toAmount(before - after, 'A discount'),
    net: toAmount(taxed.net, 'A net amount'),
    tax: toAmount(taxed.tax, 'A tax'),
    gross: toAmount(taxed.gross, 'A gross amount'),
  };
}

function shares({ rows }: Taxed): TaxShare[] {
  return rows.flatMap(({ name, rate, tax: share }) =>
    name === undefined ? [] : [{ name, rate: formatDecimal(rate), tax: toAmount(share, 'A tax') }],
  );
}

function toAmount(value: bigint, what: string): number {
  if (value > LARGEST) throw new AmountTooLarge(what);
  return Number(value);
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function at(values: readonly bigint[], index: number): bigint {
  return values[index] ?? 0n;
}
