import { isISO31661Alpha2 } from 'class-validator';
import { Money } from '../../../platform/money';
import { InvalidShippingMethod } from '../pricing.errors';

export type ShippingPriceTerms = { readonly price: Money; /** Goods for this much or more travel free. */ readonly freeFrom: Money | null };

export type ShippingTerms = {
  readonly title: string;
  readonly description: string;
  readonly taxCategory: string;
  /** Null: everywhere. */
  readonly countries: readonly string[] | null;
  readonly minDays: number;
  readonly maxDays: number;
  readonly position: number;
  readonly active: boolean;
  readonly prices: readonly ShippingPriceTerms[];
};

/** One method in one currency, as a price needs it. */
export type ShippingOffer = Omit<ShippingTerms, 'prices' | 'position'> & {
  readonly id: string;
  readonly amount: number | null;
  readonly freeFrom: number | null;
};

export const SHIPPING_REFUSALS = ['unknown', 'inactive', 'country_not_served', 'wrong_currency'] as const;
export type ShippingRefusal = { readonly code: (typeof SHIPPING_REFUSALS)[number]; readonly detail: string };

/** @throws InvalidShippingMethod naming the first contradiction */
export function checkShipping(terms: ShippingTerms, currencies: readonly string[]): void {
  if (terms.maxDays < terms.minDays) throw new InvalidShippingMethod('maxDays is below minDays.');
  if (terms.countries?.length === 0) throw new InvalidShippingMethod('No country is served; null means everywhere.');
  const unknown = terms.countries?.find((country) => !isISO31661Alpha2(country) || country !== country.toUpperCase());
  if (unknown !== undefined) throw new InvalidShippingMethod(`"${unknown}" is not an ISO 3166 alpha-2 country code such as DE.`);
  const priced = terms.prices.map(({ price }) => price.currency);
  if (new Set(priced).size < priced.length) throw new InvalidShippingMethod('Two prices have the same currency.');
  const foreign = priced.find((currency) => !currencies.includes(currency));
  if (foreign !== undefined) throw new InvalidShippingMethod(`${foreign} is not a currency of this shop (${currencies.join(', ')}).`);
  const mixed = terms.prices.find(({ price, freeFrom }) => freeFrom && freeFrom.currency !== price.currency);
  if (mixed) throw new InvalidShippingMethod(`The free threshold of the ${mixed.price.currency} price is in another currency.`);
}

/** Why the method cannot be chosen; null when it can. */
export function shippingRefusal(offer: ShippingOffer, country: string, currency: string): ShippingRefusal | null {
  if (!offer.active) return { code: 'inactive', detail: `${offer.title} is no longer offered.` };
  if (offer.countries && !offer.countries.includes(country))
    return { code: 'country_not_served', detail: `${offer.title} does not go to ${country}.` };
  if (offer.amount === null) return { code: 'wrong_currency', detail: `${offer.title} has no price in ${currency}.` };
  return null;
}

/** What the method costs for goods of that value, discounts not counted: a coupon never takes free shipping away. */
export function shippingPrice(offer: ShippingOffer, subtotal: Money): Money {
  const free = offer.freeFrom !== null && subtotal.amount >= offer.freeFrom;
  return Money.of(free ? 0 : (offer.amount ?? 0), subtotal.currency);
}
