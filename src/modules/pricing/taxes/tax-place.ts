import { groupBy } from '../../../platform/group-by';
import { inOrder } from '../../../platform/in-order';
import type { TaxRate } from '../calculation/price.types';

/** Goods with a category that nobody defined are taxed as this one, never untaxed by accident. */
export const STANDARD = 'standard';

export type Destination = { readonly country: string; readonly region?: string | null; readonly postalCode?: string };

export type TaxRow = { readonly code: string; readonly region: string | null; readonly name: string | null; readonly rate: string | null };

/** What each category is taxed at in one place. */
export class TaxPlace {
  private readonly rates: ReadonlyMap<string, TaxRate>;

  private constructor(
    readonly country: string,
    rates: ReadonlyMap<string, TaxRate>,
  ) {
    this.rates = rates;
  }

  static of(country: string, rows: readonly TaxRow[]): TaxPlace {
    const byCode = groupBy(rows, ({ code }) => code);
    return new TaxPlace(country, new Map([...byCode].map(([code, own]) => [code, rateOf(own)])));
  }

  /** `"0"` where the shop has no rate: nothing is owed in a country it is not registered in. */
  rate(category: string): TaxRate {
    return this.rates.get(this.effective(category)) ?? '0';
  }

  effective(category: string): string {
    return this.rates.has(category) ? category : STANDARD;
  }
}

/** Rates of the region replace those of the country. */
function rateOf(rows: readonly TaxRow[]): TaxRate {
  const regional = rows.filter(({ region }) => region !== null && region !== '');
  const named = inOrder(regional.length > 0 ? regional : rows, ({ name }) => name ?? '');
  const components = named.flatMap(({ name, rate }) => (name === null || rate === null ? [] : [{ name, rate }]));
  return components.length === 0 ? '0' : components;
}
