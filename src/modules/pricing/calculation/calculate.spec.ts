import { AmountTooLarge, ImpossiblePriceInput } from '../pricing.errors';
import { calculate } from './calculate';
import type { Discount, PriceInput, PriceInputLine, TaxRate } from './price.types';

const line = (unitPrice: number, quantity: number, taxRate: TaxRate = '0.2', reference = 'a'): PriceInputLine => ({
  reference,
  unitPrice,
  quantity,
  taxRate,
});
const price = (
  basis: PriceInput['basis'],
  lines: readonly PriceInputLine[],
  discounts: readonly Discount[] = [],
  shipping?: PriceInput['shipping'],
) => calculate({ currency: 'EUR', basis, lines, discounts, shipping });
const order = (value: number): Discount => ({ level: 'order', kind: 'fixed', value });
const orderPercent = (value: string): Discount => ({ level: 'order', kind: 'percent', value });

describe('the examples of the price rules', () => {
  it('taxes the line, not the unit: 123 x 3 net at 20 %', () => {
    expect(price('excl', [line(123, 3)]).totals).toMatchObject({ net: 369, tax: 74, gross: 443 });
  });

  it('takes the tax out of a gross line once: 1970 x 2 at 20 %', () => {
    expect(price('incl', [line(1970, 2)]).totals).toMatchObject({ net: 3283, tax: 657, gross: 3940 });
  });

  it('rounds per line, so two lines of one differ from one line of two', () => {
    expect(price('incl', [line(1970, 1), line(1970, 1, '0.2', 'b')]).totals).toMatchObject({ tax: 656, gross: 3940 });
  });

  it('splits an order discount by largest remainder, ties to the earlier line', () => {
    const result = price('excl', [line(7000, 1, '0.2', 'a'), line(7000, 1, '0.2', 'b'), line(7000, 1, '0.2', 'c')], [order(500)]);
    expect(result.lines.map(({ discount }) => discount)).toEqual([167, 167, 166]);
    expect(result.totals).toMatchObject({ net: 20500, tax: 4101, gross: 24601 });
  });

  it('makes a fully discounted cart exactly zero', () => {
    expect(price('incl', [line(39900, 1, '0.19')], [orderPercent('100')]).totals).toMatchObject({ net: 0, tax: 0, gross: 0 });
  });

  it('has no 32 bit limit', () => {
    expect(price('excl', [line(999999900, 2)]).totals.gross).toBe(2399999760);
  });
});

describe('the examples with several discounts', () => {
  it('applies discounts in order, each on what the last one left', () => {
    expect(price('excl', [line(10000, 1, '0')], [orderPercent('20'), order(1000)]).totals.net).toBe(7000);
    expect(price('excl', [line(10000, 1, '0')], [order(1000), orderPercent('20')]).totals.net).toBe(7200);
  });

  it('lets priority decide before the order of the list', () => {
    const result = price(
      'excl',
      [line(10000, 1, '0')],
      [
        { ...order(1000), priority: 2 },
        { ...orderPercent('20'), priority: 1 },
      ],
    );
    expect(result.totals.net).toBe(7000);
    expect(result.discounts.map(({ applied }) => applied)).toEqual([1000, 2000]);
  });

  it('never takes an order discount from shipping', () => {
    const result = price('excl', [line(100, 1)], [order(1000)], { amount: 500, taxRate: '0' });
    expect(result.lines[0]).toMatchObject({ discount: 100, net: 0, tax: 0, gross: 0 });
    expect(result.totals.gross).toBe(500);
    expect(result.discounts[0]).toMatchObject({ applied: 100, base: 100, clamped: true });
    expect(result.taxBreakdown).toEqual([
      { rate: '0.2', base: 0, tax: 0 },
      { rate: '0', base: 500, tax: 0 },
    ]);
  });
});

describe('discounts', () => {
  it('rounds a decimal percentage half up on the line', () => {
    expect(price('excl', [line(1005, 1, '0')], [{ level: 'line', line: 'a', kind: 'percent', value: '10' }]).totals.discount).toBe(101);
    expect(price('excl', [line(999, 1, '0')], [{ level: 'line', line: 'a', kind: 'percent', value: '12.5' }]).totals.discount).toBe(125);
  });

  it('touches only the named line, or every line when none is named', () => {
    const lines = [line(1000, 1, '0', 'a'), line(500, 2, '0', 'b')];
    expect(
      price('excl', lines, [{ level: 'line', line: 'b', kind: 'fixed_per_unit', value: 30 }]).lines.map(({ discount }) => discount),
    ).toEqual([0, 60]);
    expect(price('excl', lines, [{ level: 'line', kind: 'fixed', value: 30 }]).lines.map(({ discount }) => discount)).toEqual([30, 30]);
  });

  it('counts every unit for an order discount per unit', () => {
    expect(
      price('excl', [line(1000, 3, '0', 'a'), line(500, 2, '0', 'b')], [{ level: 'order', kind: 'fixed_per_unit', value: 100 }]).totals
        .discount,
    ).toBe(500);
  });
});

describe('the limits of discounts', () => {
  it('clamps each line by itself', () => {
    const result = price('excl', [line(10, 1, '0', 'a'), line(500, 1, '0', 'b')], [{ level: 'line', kind: 'fixed', value: 100 }]);
    expect(result.lines.map(({ net }) => net)).toEqual([0, 400]);
    expect(result.discounts[0]).toMatchObject({ applied: 110, clamped: true });
  });

  it('keeps a shipping discount on shipping and clamps it there', () => {
    const result = price('incl', [line(1000, 1, '0.19')], [{ level: 'shipping', kind: 'fixed', value: 900 }], {
      amount: 490,
      taxRate: '0.19',
    });
    expect(result.shipping).toEqual({ subtotal: 490, discount: 490, net: 0, tax: 0, gross: 0 });
    expect(result.totals).toMatchObject({ subtotal: 1000, shipping: 490, discount: 490, gross: 1000 });
  });

  it('applies nothing to shipping that is not there', () => {
    expect(price('incl', [line(1000, 1)], [{ level: 'shipping', kind: 'percent', value: '100' }]).discounts[0]).toMatchObject({
      applied: 0,
      base: 0,
    });
  });

  it('gives nothing to lines that are free', () => {
    const result = price('excl', [line(0, 1, '0', 'gift'), line(99, 1, '0', 'a'), line(99, 1, '0', 'b')], [order(99)]);
    expect(result.lines.map(({ discount }) => discount)).toEqual([0, 50, 49]);
  });

  it('tells the same discount given twice apart', () => {
    const tenth = orderPercent('10');
    expect(price('excl', [line(1000, 1, '0')], [tenth, tenth]).discounts.map(({ applied }) => applied)).toEqual([100, 90]);
  });
});

describe('taxes', () => {
  const newYork = [
    { name: 'state', rate: '0.04' },
    { name: 'city', rate: '0.045' },
    { name: 'metro', rate: '0.00375' },
  ];

  it('rounds the combined rate once and splits it over the components', () => {
    const result = price('excl', [line(1001, 1, newYork)]);
    expect(result.totals.tax).toBe(89);
    expect(result.taxBreakdown).toEqual([
      { rate: '0.045', name: 'city', base: 1001, tax: 45 },
      { rate: '0.04', name: 'state', base: 1001, tax: 40 },
      { rate: '0.00375', name: 'metro', base: 1001, tax: 4 },
    ]);
  });

  it('tells of each line what its components make of its tax', () => {
    const [first, second] = price('incl', [line(1001, 1, newYork), line(500, 1, '0.2', 'b')]).lines;
    expect(first).toMatchObject({ net: 919, tax: 82 });
    expect(first?.taxComponents).toEqual([
      { name: 'state', rate: '0.04', tax: 37 },
      { name: 'city', rate: '0.045', tax: 42 },
      { name: 'metro', rate: '0.00375', tax: 3 },
    ]);
    expect(second?.taxComponents).toEqual([]);
  });

  it('joins equal rates however they are written', () => {
    const result = price('excl', [line(100, 1, '0.20', 'a'), line(200, 1, '0.2', 'b')], [], { amount: 50, taxRate: '0.200' });
    expect(result.taxBreakdown).toEqual([{ rate: '0.2', base: 350, tax: 70 }]);
  });

  it('is exact where a float is not: 1.15 % of 10000 net, 7 % out of 107 gross', () => {
    expect(price('excl', [line(10000, 1, '0.0115')]).totals.tax).toBe(115);
    expect(price('excl', [line(50, 1, '0.29')]).totals.tax).toBe(15);
    expect(price('incl', [line(107, 1, '0.07')]).totals).toMatchObject({ net: 100, tax: 7 });
  });

  it('prices an empty cart at zero', () => {
    const result = price('incl', []);
    expect(result.totals).toEqual({ subtotal: 0, discount: 0, shipping: 0, net: 0, tax: 0, gross: 0 });
    expect(result.taxBreakdown).toEqual([]);
  });
});

describe('refusals', () => {
  const largest = Number.MAX_SAFE_INTEGER;

  it('goes up to 2^53 - 1 and not further', () => {
    expect(price('incl', [line(largest, 1, '0')]).totals.gross).toBe(largest);
    expect(() => price('incl', [line(largest, 1, '0', 'a'), line(1, 1, '0', 'b')])).toThrow(AmountTooLarge);
    expect(() => price('incl', [line(largest, 1, '0')], [], { amount: 1, taxRate: '0' })).toThrow(AmountTooLarge);
    expect(() => price('incl', [line(largest, largest)])).toThrow(AmountTooLarge);
    expect(() => price('excl', [line(largest, 1, '0.01')])).toThrow(AmountTooLarge);
  });

  it.each<[string, readonly PriceInputLine[], readonly Discount[]]>([
    ['a negative price', [line(-1, 1)], []],
    ['a fraction of a cent', [line(1.5, 1)], []],
    ['no units', [line(1, 0)], []],
    ['two lines of one name', [line(1, 1), line(1, 1)], []],
    ['a rate with an exponent', [line(1, 1, '2e-1')], []],
    ['a negative rate', [line(1, 1, '-0.2')], []],
    ['a rate without components', [line(1, 1, [])], []],
    ['a negative discount', [line(1, 1)], [order(-1)]],
    ['an unreadable percentage', [line(1, 1)], [orderPercent('ten')]],
    ['a discount on an unknown line', [line(1, 1)], [{ level: 'line', line: 'x', kind: 'fixed', value: 1 }]],
    ['an order discount on a line', [line(1, 1)], [{ level: 'order', line: 'a', kind: 'fixed', value: 1 }]],
  ])('refuses %s', (_, lines, discounts) => {
    expect(() => price('excl', lines, discounts)).toThrow(ImpossiblePriceInput);
  });
});
