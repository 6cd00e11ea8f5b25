import { ImpossiblePriceInput } from '../pricing.errors';
import { isDecimal } from './rational';
import type { Discount, PriceInput, TaxRate } from './price.types';

/** Refuses what no cart can mean, so that the arithmetic after it needs no doubts. */
export function checkPriceInput(input: PriceInput): void {
  const references = new Set<string>();
  for (const line of input.lines) {
    if (references.has(line.reference)) throw new ImpossiblePriceInput(`Two lines share the reference "${line.reference}".`);
    references.add(line.reference);
    checkAmount(line.unitPrice, `The unit price of line "${line.reference}"`);
    checkAmount(line.quantity, `The quantity of line "${line.reference}"`);
    if (line.quantity === 0) throw new ImpossiblePriceInput(`Line "${line.reference}" has no units.`);
    checkRate(line.taxRate, `line "${line.reference}"`);
  }
  if (input.shipping) {
    checkAmount(input.shipping.amount, 'The price of shipping');
    checkRate(input.shipping.taxRate, 'shipping');
  }
  for (const discount of input.discounts) checkDiscount(discount, references);
}

function checkDiscount(discount: Discount, references: ReadonlySet<string>): void {
  if (discount.line !== undefined && discount.level !== 'line') {
    throw new ImpossiblePriceInput(`A discount of level "${discount.level}" cannot name a line.`);
  }
  if (discount.line !== undefined && !references.has(discount.line)) {
    throw new ImpossiblePriceInput(`A discount names line "${discount.line}", which the cart does not have.`);
  }
  if (discount.kind !== 'percent') checkAmount(discount.value, 'The value of a fixed discount');
  else if (!isDecimal(discount.value)) throw new ImpossiblePriceInput(`"${discount.value}" is not a percentage such as "10.5".`);
}

function checkRate(rate: TaxRate, where: string): void {
  const parts = typeof rate === 'string' ? [rate] : rate.map((part) => part.rate);
  if (parts.length === 0) throw new ImpossiblePriceInput(`The tax rate of ${where} has no components; write "0" for untaxed.`);
  const wrong = parts.find((part) => !isDecimal(part));
  if (wrong !== undefined) throw new ImpossiblePriceInput(`"${wrong}" is not a tax rate for ${where}; 19 % is written "0.19".`);
}

function checkAmount(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new ImpossiblePriceInput(`${what} must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`);
}
