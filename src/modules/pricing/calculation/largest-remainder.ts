/**
 * Splits an amount in proportion to the weights so that the parts add up to it exactly: everybody gets the floor, and the
 * units left over go to the biggest fractions, ties to the earlier one. While the amount is not above the sum of the
 * weights, no part is above its weight. A zero weight gets nothing; with all weights zero there is no proportion to keep,
 * and the first takes it all.
 */
export function splitByLargestRemainder(amount: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n));
  const products = weights.map((weight) => amount * weight);
  const parts = products.map((product) => product / sum);
  const left = Number(amount - parts.reduce((total, part) => total + part, 0n));
  if (left === 0) return parts;
  const byFraction = products
    .map((product, index) => ({ index, fraction: product % sum }))
    .sort((a, b) => (a.fraction === b.fraction ? a.index - b.index : a.fraction > b.fraction ? -1 : 1));
  for (const { index } of byFraction.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}
