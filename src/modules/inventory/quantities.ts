import { inOrder } from '../../platform/in-order';

export interface VariantQuantity {
  readonly variantId: string;
  readonly quantity: number;
}

/** The most that one variant can have on hand. */
export const MAX_ON_HAND = 1_000_000_000;

/**
 * The same variant twice is one claim, and everybody touches rows in primary-key order, so two orders never wait for each other in a circle.
 * @throws RangeError when a quantity is no whole number above zero
 */
export function sumPerVariant(lines: readonly VariantQuantity[]): readonly VariantQuantity[] {
  const sums = new Map<string, number>();
  for (const { variantId, quantity } of lines) {
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new RangeError(`Not a quantity: ${quantity}`);
    sums.set(variantId, (sums.get(variantId) ?? 0) + quantity);
  }
  const quantities = [...sums].map(([variantId, quantity]) => ({ variantId, quantity }));
  return inOrder(quantities, ({ variantId }) => variantId);
}

export function variantIds(lines: readonly { readonly variantId: string }[]): readonly string[] {
  return lines.map((line) => line.variantId);
}

export interface SqlFragment {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Each row's own quantity inside one set-based UPDATE. */
export function quantityOfRow(lines: readonly VariantQuantity[]): SqlFragment {
  return {
    sql: `CASE variant_id ${lines.map(() => 'WHEN ? THEN ?').join(' ')} ELSE 0 END`,
    params: lines.flatMap((line) => [line.variantId, line.quantity]),
  };
}
