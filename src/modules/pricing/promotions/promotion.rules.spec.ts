import { Money } from '../../../platform/money';
import { InvalidPromotion } from '../pricing.errors';
import { asDiscount, canonicalCode, checkTerms, refusalOf } from './promotion.rules';
import type { PromotionTerms } from './promotion.rules';

const euros = (amount: number) => Money.of(amount, 'EUR');
const dollars = (amount: number) => Money.of(amount, 'USD');
const noon = new Date('2026-06-15T12:00:00.000Z');
const terms = (changes: Partial<PromotionTerms> = {}): PromotionTerms => ({
  ...{ code: 'TEN', title: 'Ten', kind: 'percent', level: 'order', priority: 0, percent: '10', amount: null, minSubtotal: null },
  ...{ startsAt: null, endsAt: null, usageLimit: null, usageLimitPerCustomer: null, active: true },
  ...changes,
});
const fixed = (changes: Partial<PromotionTerms> = {}) => terms({ kind: 'fixed', percent: null, amount: euros(500), ...changes });

describe('codes', () => {
  it('are one whatever their case and the blanks around them', () => {
    expect(canonicalCode('  welcome10 ')).toBe('WELCOME10');
    expect(canonicalCode('a-B_9')).toBe('A-B_9');
  });

  it.each(['', '   ', 'ten percent', 'é', 'wıne', 'ſale', 'straße', 'x'.repeat(41), 'A\u0000'])('cannot be %j', (code) => {
    expect(canonicalCode(code)).toBeNull();
  });
});

describe('terms', () => {
  it.each<[string, PromotionTerms]>([
    ['a percentage', terms({ percent: '0.5' })],
    ['everything off', terms({ percent: '100', level: 'shipping' })],
    ['a fixed amount with a minimum', fixed({ minSubtotal: euros(4000) })],
    ['an amount per unit of each line', fixed({ kind: 'fixed_per_unit', level: 'line' })],
    ['free shipping', terms({ kind: 'free_shipping', level: 'shipping', percent: null })],
  ])('may be %s', (_, good) => {
    expect(() => checkTerms(good, ['EUR', 'USD'])).not.toThrow();
  });

  it.each<[string, PromotionTerms]>([
    ['a percentage without percent', terms({ percent: null })],
    ['zero percent', terms({ percent: '0.0' })],
    ['more than everything', terms({ percent: '100.01' })],
    ['a percentage with an amount', terms({ amount: euros(1) })],
    ['a fixed amount without one', fixed({ amount: null })],
    ['a fixed amount of nothing', fixed({ amount: euros(0) })],
    ['a fixed amount with percent', fixed({ percent: '10' })],
    ['free shipping on the order', terms({ kind: 'free_shipping', percent: null })],
    ['units of shipping', fixed({ kind: 'fixed_per_unit', level: 'shipping' })],
    ['two currencies', fixed({ minSubtotal: dollars(1) })],
    ['a currency the shop does not have', fixed({ amount: Money.of(1, 'JPY') })],
    ['an end at its start', terms({ startsAt: noon, endsAt: noon })],
  ])('cannot be %s', (_, bad) => {
    expect(() => checkTerms(bad, ['EUR', 'USD'])).toThrow(InvalidPromotion);
  });
});

describe('eligibility', () => {
  const use = { now: noon, used: 0, usedByCustomer: 0, subtotal: euros(4000) };
  const justBefore = new Date(noon.getTime() - 1);

  it('holds from the first moment to before the last', () => {
    expect(refusalOf(terms({ startsAt: noon }), use)).toBeNull();
    expect(refusalOf(terms({ startsAt: noon }), { ...use, now: justBefore })?.code).toBe('not_started');
    expect(refusalOf(terms({ endsAt: noon }), { ...use, now: justBefore })).toBeNull();
    expect(refusalOf(terms({ endsAt: noon }), use)?.code).toBe('expired');
  });

  it('holds up to the limit', () => {
    expect(refusalOf(terms({ usageLimit: 2 }), { ...use, used: 1 })).toBeNull();
    expect(refusalOf(terms({ usageLimit: 2 }), { ...use, used: 2 })?.code).toBe('used_up');
    expect(refusalOf(terms({ usageLimitPerCustomer: 1 }), { ...use, usedByCustomer: 1 })?.code).toBe('used_up_by_customer');
  });

  it('holds from the minimum on, in its currency', () => {
    expect(refusalOf(terms({ minSubtotal: euros(4000) }), use)).toBeNull();
    expect(refusalOf(terms({ minSubtotal: euros(4001) }), use)).toEqual({
      code: 'below_minimum',
      detail: 'TEN needs goods for 40.01 EUR; the cart has 40.00 EUR.',
    });
    expect(refusalOf(terms({ minSubtotal: dollars(1) }), use)?.code).toBe('wrong_currency');
    expect(refusalOf(fixed(), { ...use, subtotal: dollars(9000) })?.code).toBe('wrong_currency');
  });
});

it('speaks the language of the price function', () => {
  expect(asDiscount(terms({ priority: 3 }))).toEqual({ level: 'order', kind: 'percent', value: '10', priority: 3 });
  expect(asDiscount(fixed({ level: 'line' }))).toEqual({ level: 'line', kind: 'fixed', value: 500, priority: 0 });
  expect(asDiscount(terms({ kind: 'free_shipping', level: 'shipping', percent: null }))).toMatchObject({
    level: 'shipping',
    kind: 'percent',
    value: '100',
  });
});
