import { currencyExponent, Money } from '../../../../platform/money';

/** https://docs.stripe.com/currencies: all others have two digits there, whatever ISO 4217 says (ISK, UGX). */
const NO_DIGITS: ReadonlySet<string> = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const THREE_DIGITS: ReadonlySet<string> = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Written with two digits, but the fraction must be 0. */
const WHOLE_UNITS_ONLY: ReadonlySet<string> = new Set(['ISK', 'UGX']);

function stripeExponent(currency: string): number {
  if (NO_DIGITS.has(currency)) return 0;
  return THREE_DIGITS.has(currency) ? 3 : 2;
}

/** How Stripe divides the unit: its amounts must be a multiple of this. Card networks know no thousandths. */
function step(currency: string): number {
  if (WHOLE_UNITS_ONLY.has(currency)) return 100;
  return THREE_DIGITS.has(currency) ? 10 : 1;
}

/** Our minor units in Stripe's; null when Stripe cannot take exactly this amount. Never rounded. */
export function toStripeAmount({ amount, currency }: Money): number | null {
  const difference = stripeExponent(currency) - currencyExponent(currency);
  const scaled = difference >= 0 ? amount * 10 ** difference : amount / 10 ** -difference;
  return Number.isSafeInteger(scaled) && scaled % step(currency) === 0 ? scaled : null;
}

/** @throws RangeError when the amount is finer than our minor unit: then it is not one that we asked for */
export function fromStripeAmount(amount: number, stripeCurrency: string): Money {
  const currency = stripeCurrency.toUpperCase();
  const difference = stripeExponent(currency) - currencyExponent(currency);
  return Money.of(difference >= 0 ? amount / 10 ** difference : amount * 10 ** -difference, currency);
}
