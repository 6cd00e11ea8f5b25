import { combinationText } from './option-rules';
import type { StoredVariant, VariantContent } from './product-content';

export interface KeptVariant {
  readonly stored: StoredVariant;
  readonly next: VariantContent;
  readonly position: number;
  /** Where it stood before. */
  readonly from: number;
}

export interface VariantPlan {
  readonly kept: readonly KeptVariant[];
  readonly added: readonly { readonly next: VariantContent; readonly position: number }[];
  readonly removed: readonly StoredVariant[];
}

/**
 * Which stored variant each wanted one is: by id, else by combination, else by SKU. A variant that keeps its identity keeps its stock,
 * so the last rule matters when an option is renamed and every combination changes.
 */
export function planVariants(stored: readonly StoredVariant[], wanted: readonly VariantContent[]): VariantPlan {
  const free = new Map(stored.map((variant, index) => [variant.id, { variant, index }]));
  const matches = new Map<VariantContent, { variant: StoredVariant; index: number }>();
  const rules: readonly ((variant: VariantContent) => string | null)[] = [
    (variant) => variant.id ?? null,
    (variant) => combinationText(variant.options),
    (variant) => variant.sku,
  ];
  for (const rule of rules) {
    const byKey = new Map([...free.values()].map((entry) => [rule(entry.variant), entry]));
    for (const next of wanted) {
      const key = matches.has(next) ? null : rule(next);
      const entry = key === null ? undefined : byKey.get(key);
      if (!entry || !free.delete(entry.variant.id)) continue;
      matches.set(next, entry);
    }
  }
  const numbered = wanted.map((next, index) => ({ next, position: index + 1, match: matches.get(next) }));
  return {
    kept: numbered.flatMap(({ next, position, match }) =>
      match ? [{ stored: match.variant, next, position, from: match.index + 1 }] : [],
    ),
    added: numbered.flatMap(({ next, position, match }) => (match ? [] : [{ next, position }])),
    removed: [...free.values()].map(({ variant }) => variant),
  };
}
