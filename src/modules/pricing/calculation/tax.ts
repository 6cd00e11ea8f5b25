import { splitByLargestRemainder } from './largest-remainder';
import { add, compare, divideHalfUp, formatDecimal, numeratorOver, parseDecimal } from './rational';
import type { Rational } from './rational';
import type { PriceBasis, TaxRate } from './price.types';

type Component = { readonly name?: string; readonly rate: Rational };
export type ParsedTaxRate = { readonly combined: Rational; readonly components: readonly Component[] };
type Row = Component & { readonly base: bigint; readonly tax: bigint };
export type Taxed = { readonly net: bigint; readonly tax: bigint; readonly gross: bigint; readonly rows: readonly Row[] };
export type ExactTaxRow = { readonly rate: string; readonly name?: string; readonly base: bigint; readonly tax: bigint };

const ZERO: Rational = { numerator: 0n, denominator: 1n };

export function parseTaxRate(rate: TaxRate): ParsedTaxRate {
  const components =
    typeof rate === 'string' ? [{ rate: parseDecimal(rate) }] : rate.map((part) => ({ name: part.name, rate: parseDecimal(part.rate) }));
  return { combined: components.reduce((sum, part) => add(sum, part.rate), ZERO), components };
}

/** Tax once on a discounted total: the combined rate is rounded once, then split over its components. */
export function tax(amount: bigint, basis: PriceBasis, rate: ParsedTaxRate): Taxed {
  const { numerator, denominator } = rate.combined;
  const net = basis === 'excl' ? amount : divideHalfUp(amount * denominator, denominator + numerator);
  const due = basis === 'excl' ? divideHalfUp(amount * numerator, denominator) : amount - net;
  const weights = rate.components.map((part) => numeratorOver(part.rate, denominator));
  const shares = splitByLargestRemainder(due, weights);
  const rows = rate.components.map((part, index) => ({ ...part, base: net, tax: shares[index] ?? 0n }));
  return { net, tax: due, gross: net + due, rows };
}

/** The tax before it is rounded, for explanations: whole minor units and what is left over `denominator`. */
export function exactTax(
  amount: bigint,
  basis: PriceBasis,
  rate: ParsedTaxRate,
): { whole: bigint; remainder: bigint; denominator: bigint } {
  const { numerator, denominator } = rate.combined;
  const under = basis === 'excl' ? denominator : denominator + numerator;
  return { whole: (amount * numerator) / under, remainder: (amount * numerator) % under, denominator: under };
}

/** One row per rate (and name, where a rate has components), highest rate first. */
export function breakdown(taxed: readonly Taxed[]): ExactTaxRow[] {
  const rows = new Map<string, Row>();
  for (const row of taxed.flatMap((entry) => entry.rows)) {
    const key = JSON.stringify([formatDecimal(row.rate), row.name ?? null]);
    const known = rows.get(key);
    rows.set(key, known ? { ...known, base: known.base + row.base, tax: known.tax + row.tax } : row);
  }
  return [...rows.values()]
    .sort((a, b) => compare(b.rate, a.rate) || compareText(a.name ?? '', b.name ?? ''))
    .map(({ rate, name, base, tax: due }) => ({ rate: formatDecimal(rate), ...(name === undefined ? {} : { name }), base, tax: due }));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
