import { textKey } from './text-key';
import type { ProductContent } from './product-content';

/** The read models that follow from a product alone: pure functions of its content, so a change of them can be told by comparing. */
export interface Projections {
  readonly optionValues: readonly { readonly nameKey: string; readonly valueKey: string; readonly name: string; readonly value: string }[];
  readonly priceRanges: readonly { readonly currency: string; readonly min: number; readonly max: number }[];
}

export function projectionsOf(product: ProductContent): Projections {
  return { optionValues: optionValuesOf(product), priceRanges: priceRangesOf(product) };
}

/** Values that some variant has; one that is only listed among the options would be a filter that finds nothing. */
function optionValuesOf(product: ProductContent): Projections['optionValues'] {
  const found = new Map<string, Projections['optionValues'][number]>();
  for (const { options } of product.variants) {
    for (const [name, value] of Object.entries(options)) {
      const [nameKey, valueKey] = [textKey(name), textKey(value)];
      found.set(`${nameKey}\n${valueKey}`, { nameKey, valueKey, name, value });
    }
  }
  return [...found.values()];
}

export function priceRangesOf(product: Pick<ProductContent, 'variants'>): Projections['priceRanges'] {
  const ranges = new Map<string, { min: number; max: number }>();
  for (const { prices } of product.variants) {
    for (const { amount, currency } of prices) {
      const range = ranges.get(currency) ?? { min: amount, max: amount };
      ranges.set(currency, { min: Math.min(range.min, amount), max: Math.max(range.max, amount) });
    }
  }
  return [...ranges].map(([currency, range]) => ({ currency, ...range })).sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
