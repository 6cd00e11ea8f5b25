import { Money } from '../../../../platform/money';
import { fromStripeAmount, toStripeAmount } from './stripe.amounts';

it.each([
  ['EUR', 1999, 1999],
  ['JPY', 1999, 1999],
  ['KRW', 50_000, 50_000],
  ['BHD', 12_340, 12_340],
  ['ISK', 5, 500],
  ['UGX', 1999, 199_900],
])('speaks of %s as Stripe does: our %i are its %i', (currency, ours, theirs) => {
  expect(toStripeAmount(Money.of(ours, currency))).toBe(theirs);
  expect(fromStripeAmount(theirs, currency.toLowerCase())).toEqual(Money.of(ours, currency));
});

it.each([
  ['BHD', 12_345],
  ['KWD', 1],
])('refuses %s %i, which card networks cannot take, instead of rounding it', (currency, amount) => {
  expect(toStripeAmount(Money.of(amount, currency))).toBeNull();
});

it('refuses what is beyond exact numbers', () => {
  expect(toStripeAmount(Money.of(Number.MAX_SAFE_INTEGER, 'ISK'))).toBeNull();
});

it('does not invent a fraction of our minor unit', () => {
  expect(() => fromStripeAmount(150, 'isk')).toThrow(RangeError);
});
