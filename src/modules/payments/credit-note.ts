/** What a sale still stands for after the credit notes so far, in minor units. */
export interface RestOfSale {
  readonly net: number;
  readonly tax: number;
}

/**
 * Splits a refund of a sale into net and tax. Each note takes its share of what the notes before have left, half-up, so that together they
 * are the sale exactly: the last one takes the remainder. A tax that the caller knows (of the returned lines) is kept as far as net and tax
 * are both left for it.
 */
export function splitCreditNote(gross: number, rest: RestOfSale, knownTax?: number): RestOfSale {
  const restGross = rest.net + rest.tax;
  if (!Number.isSafeInteger(gross) || gross <= 0 || gross > restGross) throw new RangeError(`A credit note over ${gross} does not fit ${restGross}`);
  const wanted = knownTax ?? proportion(rest.tax, gross, restGross);
  const tax = Math.min(Math.max(wanted, 0, gross - rest.net), rest.tax, gross);
  return { net: gross - tax, tax };
}

/** `part * of / whole`, half-up; the product may be too large for a number. */
function proportion(part: number, of: number, whole: number): number {
  return Number((2n * BigInt(part) * BigInt(of) + BigInt(whole)) / (2n * BigInt(whole)));
}
