import { Money } from '../../../src/platform/money';
import { euros, pricingRoom, promotion, quoteLine } from './pricing-room';
import type { PricingRoom } from './pricing-room';

let room: PricingRoom;
let parcel: string;

beforeAll(async () => {
  room = await pricingRoom();
});
beforeEach(async () => {
  await room.empty();
  await room.taxes.create({
    code: 'standard',
    title: 'Standard',
    rates: [
      { country: 'DE', region: null, name: 'VAT', rate: '0.19' },
      { country: 'US', region: null, name: 'Sales tax', rate: '0' },
      { country: 'US', region: 'NY', name: 'State', rate: '0.04' },
      { country: 'US', region: 'NY', name: 'City', rate: '0.045' },
    ],
  });
  await room.taxes.create({ code: 'reduced', title: 'Reduced', rates: [{ country: 'DE', region: null, name: 'VAT', rate: '0.07' }] });
  const method = await room.shipping.create({
    ...{
      title: 'Parcel',
      description: '',
      taxCategory: 'standard',
      countries: ['DE', 'AT'],
      minDays: 1,
      maxDays: 3,
      position: 0,
      active: true,
    },
    prices: [{ price: euros(490), freeFrom: euros(5000) }],
  });
  parcel = method.id;
});
afterAll(() => room.close());

const quote = (changes: Partial<Parameters<PricingRoom['pricing']['quote']>[0]>) =>
  room.pricing.quote({ currency: 'EUR', lines: [quoteLine(2000)], couponCodes: [], ...changes });
const explained = (result: Awaited<ReturnType<typeof quote>>, kind: string) => result.explanation.filter((step) => step.kind === kind);

describe('taxes', () => {
  it('uses the country of the shop while no address is known', async () => {
    const result = await quote({ lines: [quoteLine(1190)] });
    expect(result.totals).toMatchObject({ net: 1000, tax: 190, gross: 1190 });
    expect(result.taxBreakdown).toEqual([{ rate: '0.19', name: 'VAT', base: 1000, tax: 190 }]);
  });

  it('takes the rate of each category and lists them apart', async () => {
    const lines = [quoteLine(1190), quoteLine(107, 1, { reference: 'book', taxCategory: 'reduced' })];
    const result = await quote({ lines, destination: { country: 'DE' } });
    expect(result.taxBreakdown.map(({ rate, tax }) => [rate, tax])).toEqual([
      ['0.19', 190],
      ['0.07', 7],
    ]);
  });

  it('prefers the rates of the region, all components of them', async () => {
    const result = await quote({ lines: [quoteLine(1085)], destination: { country: 'US', region: 'ny' } });
    expect(result.totals).toMatchObject({ net: 1000, tax: 85 });
    expect(result.taxBreakdown.map(({ name, tax }) => [name, tax])).toEqual([
      ['City', 45],
      ['State', 40],
    ]);
    expect((await quote({ destination: { country: 'US', region: 'TX' } })).taxBreakdown).toEqual([
      { rate: '0', name: 'Sales tax', base: 2000, tax: 0 },
    ]);
  });

  it('owes nothing in a country without rates', async () => {
    expect((await quote({ destination: { country: 'BR' } })).taxBreakdown).toEqual([{ rate: '0', base: 2000, tax: 0 }]);
  });

  it('taxes an unknown category as standard and says so', async () => {
    const result = await quote({ lines: [quoteLine(1190, 1, { taxCategory: 'mystery' })] });
    expect(result.totals.tax).toBe(190);
    expect(explained(result, 'tax')[0]?.detail).toContain('no category "mystery"');
  });
});

describe('shipping', () => {
  it('adds the method with its own tax', async () => {
    const result = await quote({ shippingMethodId: parcel });
    expect(result.shippingMethod).toEqual({ id: parcel, title: 'Parcel', amount: euros(490) });
    expect(result.shipping).toEqual({ subtotal: 490, discount: 0, net: 412, tax: 78, gross: 490 });
    expect(result.totals.gross).toBe(2490);
  });

  it('is free from the threshold on, coupons not counted', async () => {
    await room.promotions.create(promotion({ code: 'HALF', percent: '50' }));
    const result = await quote({ lines: [quoteLine(5000)], shippingMethodId: parcel, couponCodes: ['half'] });
    expect(result.totals.gross).toBe(2500);
  });

  it('says why a method is not part of the price', async () => {
    const refusals = [
      await quote({ shippingMethodId: parcel, destination: { country: 'US' } }),
      await quote({ shippingMethodId: 'ship_0000000000000000000000' }),
      await quote({ shippingMethodId: parcel, currency: 'USD', lines: [] }),
    ];
    expect(refusals.map(({ shippingRefusal }) => shippingRefusal?.code)).toEqual(['country_not_served', 'unknown', 'wrong_currency']);
    expect(refusals.every(({ shippingMethod, shipping }) => shippingMethod === null && shipping.gross === 0)).toBe(true);
  });

  it('offers what serves the place, at its price for these goods', async () => {
    const ask = { currency: 'EUR', subtotal: euros(5000), requiresShipping: true };
    expect(await room.pricing.shippingMethods(ask)).toEqual([
      expect.objectContaining({ id: parcel, price: euros(0), minDays: 1, maxDays: 3 }),
    ]);
    expect(await room.pricing.shippingMethods({ ...ask, destination: { country: 'FR' } })).toEqual([]);
    expect(await room.pricing.shippingMethods({ ...ask, currency: 'USD', subtotal: Money.of(5000, 'USD') })).toEqual([]);
    expect(await room.pricing.shippingMethods({ ...ask, requiresShipping: false })).toEqual([]);
  });
});

describe('coupons', () => {
  it('finds a code whatever its case, and only real ones', async () => {
    await room.promotions.create(promotion({ code: 'Welcome10' }));
    expect(await room.pricing.findCoupon(' welcome10 ')).toMatchObject({ code: 'WELCOME10' });
    expect(await room.pricing.findCoupon('welcome1')).toBeNull();
    expect(await room.pricing.findCoupon("' OR 1=1 --")).toBeNull();
  });

  it('applies several by priority, whichever was typed first', async () => {
    await room.promotions.create(promotion({ code: 'FIVER', kind: 'fixed', percent: null, amount: euros(500), priority: 2 }));
    await room.promotions.create(promotion({ code: 'TENTH', priority: 1 }));
    const one = await quote({ couponCodes: ['FIVER', 'TENTH'] });
    const other = await quote({ couponCodes: ['TENTH', 'FIVER'] });
    expect(one.totals.gross).toBe(1300);
    expect(other.totals.gross).toBe(1300);
    expect(one.coupons.map(({ code, applied }) => [code, applied.amount])).toEqual([
      ['FIVER', 500],
      ['TENTH', 200],
    ]);
  });

  it('waives shipping and nothing else', async () => {
    await room.promotions.create(promotion({ code: 'FREESHIP', kind: 'free_shipping', level: 'shipping', percent: null }));
    const result = await quote({ shippingMethodId: parcel, couponCodes: ['FREESHIP'] });
    expect(result.totals).toMatchObject({ gross: 2000, discount: 490 });
    expect((await quote({ couponCodes: ['FREESHIP'] })).coupons[0]).toMatchObject({ eligible: true, applied: euros(0) });
  });

  it('says why each of the others does not apply', async () => {
    const soon = new Date(room.clock.now().getTime() + 1);
    await room.promotions.create(promotion({ code: 'OLD', endsAt: room.clock.now() }));
    await room.promotions.create(promotion({ code: 'SOON', startsAt: soon }));
    await room.promotions.create(promotion({ code: 'GONE', usageLimit: 0 }));
    await room.promotions.create(promotion({ code: 'BIG', minSubtotal: euros(2001) }));
    await room.promotions.create(promotion({ code: 'DOLLAR', kind: 'fixed', percent: null, amount: Money.of(100, 'USD') }));
    await room.promotions.create(promotion({ code: 'OFF', active: false }));
    const result = await quote({ couponCodes: ['OLD', 'SOON', 'GONE', 'BIG', 'DOLLAR', 'OFF', 'NONE'] });
    const reasons = ['expired', 'not_started', 'used_up', 'below_minimum', 'wrong_currency', 'inactive', 'unknown'];
    expect(result.coupons.map(({ reason }) => reason?.code)).toEqual(reasons);
    expect(explained(result, 'coupon').map(({ outcome, reason }) => [outcome, reason])).toEqual(
      reasons.map((reason) => ['not_applied', reason]),
    );
    expect(result.totals.gross).toBe(2000);
  });

  it('knows what the customer has had', async () => {
    await room.promotions.create(promotion({ code: 'ONCE', usageLimitPerCustomer: 1 }));
    await room.pricing.redeem('ord_0000000000000000000001', ['ONCE'], 'ada');
    expect((await quote({ couponCodes: ['ONCE'], customerKey: 'ada' })).coupons[0]?.reason?.code).toBe('used_up_by_customer');
    expect((await quote({ couponCodes: ['ONCE'], customerKey: 'grace' })).coupons[0]?.eligible).toBe(true);
  });
});

it('explains every decision from the goods to the total', async () => {
  await room.promotions.create(promotion({ code: 'TEN' }));
  const lines = [quoteLine(1999), quoteLine(1000, 3, { reference: 'book', taxCategory: 'reduced' })];
  const { explanation } = await quote({ lines, couponCodes: ['ten'], shippingMethodId: parcel });
  expect(explanation.map(({ kind, subject, outcome }) => `${kind} ${subject} ${outcome}`)).toEqual([
    'goods line applied',
    'goods book applied',
    `shipping ${parcel} applied`,
    'coupon TEN applied',
    'tax line rounded',
    'tax book rounded',
    'tax shipping rounded',
    'total cart exact',
  ]);
  expect(explanation[3]?.detail).toBe('Ten percent: takes 5.00 EUR off 49.99 EUR, split over the lines as 200 + 300 by largest remainder.');
  expect(explanation[4]?.detail).toBe(
    '19 % (VAT) in DE contained in 17.99 EUR is 2.87 EUR, rounded once for the whole line from 287.2352 minor units.',
  );
});

it('needs one statement, whatever it is made of', async () => {
  await room.promotions.create(promotion({ code: 'TEN' }));
  const query = jest.spyOn(room.database, 'query');
  await quote({ couponCodes: ['TEN', 'NONE'], shippingMethodId: parcel });
  expect(query).toHaveBeenCalledTimes(1);
  query.mockClear();
  await quote({});
  expect(query).toHaveBeenCalledTimes(1);
  query.mockRestore();
});

it.each([
  ['with a region of its own', { country: 'US', region: ' NY ' }],
  ['without rates', { country: 'AT' }],
  ['of the shop', undefined],
])('is the same charged as shown in a place %s', async (_, destination) => {
  await room.promotions.create(promotion({ code: 'TEN' }));
  await room.promotions.create(promotion({ code: 'SOON', startsAt: new Date('2027-01-01T00:00:00Z') }));
  const lines = [
    quoteLine(1190),
    quoteLine(107, 3, { reference: 'book', taxCategory: 'reduced' }),
    quoteLine(5, 1, { reference: 'odd', taxCategory: 'odd' }),
  ];
  for (const couponCodes of [[], ['TEN'], ['soon', 'ten', 'NONE']]) {
    for (const shippingMethodId of [null, parcel, 'ship_unknown']) {
      const asked = { lines, couponCodes, shippingMethodId, ...(destination && { destination }), customerKey: 'ada' };
      expect(await quote(asked)).toEqual(await quote({ ...asked, forShow: true }));
    }
  }
});
