/** How much of a line goes back with some of its units. */
export interface RefundableLine {
  readonly total: number;
  readonly quantity: number;
  /** Units that went back before, and what went back with them. */
  readonly refunded: number;
  readonly refundedAmount: number;
}

/**
 * A line's total shared over its units cumulatively: n units are worth floor(total * n / quantity), so the last one takes what rounding
 * left, and refunds of all units in any portions make the total to the minor unit. Pure.
 */
export function shareOf({ total, quantity, refunded, refundedAmount }: RefundableLine, units: number): number {
  const after = refunded + units;
  if (units < 1 || after > quantity) throw new RangeError(`${units} of ${quantity - refunded} units cannot go back`);
  return Math.max(0, proportion(total, after, quantity) - refundedAmount);
}

/** floor(amount * part / whole), exact beyond 2^53. */
export function proportion(amount: number, part: number, whole: number): number {
  return whole === 0 ? 0 : Number((BigInt(amount) * BigInt(part)) / BigInt(whole));
}
