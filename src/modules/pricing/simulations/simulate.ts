import { calculate } from '../calculation/calculate';
import { compare, formatDecimal, parseDecimal } from '../calculation/rational';
import { parseTaxRate } from '../calculation/tax';
import type { PriceInput, PriceResult } from '../calculation/price.types';
import { ImpossiblePriceInput } from '../pricing.errors';

/** The price function for people who try things out: what is most likely a slip of the pen is refused, not calculated. */
export function simulate(input: PriceInput): PriceResult {
  const rates = [...input.lines.map(({ taxRate }) => taxRate), ...(input.shipping ? [input.shipping.taxRate] : [])];
  for (const rate of rates) {
    const { combined } = parseTaxRate(rate);
    if (compare(combined, parseDecimal('1')) > 0) {
      throw new ImpossiblePriceInput(
        `A tax rate of ${formatDecimal(combined)} is over 100 %. Rates are fractions: 19 % is written "0.19".`,
      );
    }
  }
  return calculate(input);
}
