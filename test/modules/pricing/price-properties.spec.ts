import * as fc from 'fast-check';
import { calculate } from '../../../src/modules/pricing/calculation/calculate';
import type { Discount, PriceInput, PriceInputLine, PriceResult, TaxRate } from '../../../src/modules/pricing/calculation/price.types';
import { PriceOracle } from './price-oracle';

const carts = Number(process.env.PRICING_CARTS ?? 5_000);
const seed = Number(process.env.PRICING_SEED ?? Date.now() % 2 ** 31);
const runs = (share = 1) => ({ seed, numRuns: Math.max(100, Math.round(carts * share)) });
const patience = 120_000 + carts * 10;

beforeAll(() => void process.stdout.write(`price properties: PRICING_SEED=${seed} PRICING_CARTS=${carts}\n`));

const rate = fc.constantFrom('0', '0.07', '0.19', '0.2', '0.20', '0.055', '0.0825', '0.00375', '1');
const taxRate: fc.Arbitrary<TaxRate> = fc.oneof(
  { weight: 4, arbitrary: rate },
  {
    weight: 1,
    arbitrary: fc
      .tuple(rate, rate, rate)
      .chain((rates) =>
        fc
          .integer({ min: 1, max: 3 })
          .map((count) => rates.slice(0, count).map((value, index) => ({ name: `part ${index}`, rate: value }))),
      ),
  },
);
const amount = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 99, 100, 1970, 999_999_900) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 10 ** 12 }) },
);
const lines: fc.Arbitrary<PriceInputLine[]> = fc
  .array(fc.record({ unitPrice: amount, quantity: fc.integer({ min: 1, max: 12 }), taxRate }), { maxLength: 6 })
  .map((list) => list.map((entry, index) => ({ ...entry, reference: `l${index}` })));
const size = fc.oneof(
  fc.constantFrom('0', '10', '12.5', '33.333333', '99.99', '100', '150').map((value) => ({ kind: 'percent' as const, value })),
  fc.record({ kind: fc.constantFrom('fixed' as const, 'fixed_per_unit' as const), value: fc.integer({ min: 0, max: 30_000 }) }),
);

function discounts(lineCount: number): fc.Arbitrary<Discount[]> {
  const place = fc.oneof(
    fc.record({ level: fc.constantFrom('line' as const, 'order' as const, 'shipping' as const) }),
    ...(lineCount === 0 ? [] : [fc.nat(lineCount - 1).map((index) => ({ level: 'line' as const, line: `l${index}` }))]),
  );
  return fc.array(
    fc
      .tuple(place, size, fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }))
      .map(([where, what, priority]) => ({ ...where, ...what, priority })),
    { maxLength: 4 },
  );
}

const cart: fc.Arbitrary<PriceInput> = lines.chain((list) =>
  fc.record({
    currency: fc.constant('EUR'),
    basis: fc.constantFrom('excl' as const, 'incl' as const),
    lines: fc.constant(list),
    shipping: fc.option(fc.record({ amount, taxRate })),
    discounts: discounts(list.length),
  }),
);

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const partsOf = (result: PriceResult) => [...result.lines, result.shipping];

function expectConsistent(result: PriceResult): void {
  const parts = partsOf(result);
  for (const key of ['net', 'tax', 'gross', 'discount'] as const) {
    if (total(parts.map((part) => part[key])) !== result.totals[key]) throw new Error(`the ${key} of the lines is not the total`);
  }
  if (total(result.taxBreakdown.map((row) => row.tax)) !== result.totals.tax) throw new Error('the tax rows do not add up');
  if (total(result.discounts.map((discount) => discount.applied)) !== result.totals.discount)
    throw new Error('the discounts do not add up');
  for (const { tax, taxComponents } of result.lines) {
    if (taxComponents.length > 0 && total(taxComponents.map((component) => component.tax)) !== tax)
      throw new Error('the taxes of a line do not add up');
  }
  for (const part of parts) {
    const paid = result.basis === 'excl' ? part.net : part.gross;
    if (part.net + part.tax !== part.gross || part.subtotal - part.discount !== paid) throw new Error('a line does not add up');
    if (Object.values(part).some((value) => typeof value === 'number' && (value < 0 || !Number.isSafeInteger(value))))
      throw new Error('below zero or not whole');
    if (part.discount > part.subtotal) throw new Error('more discount than amount');
  }
}

it(
  'adds up, never goes below zero, and agrees with the oracle',
  () => {
    fc.assert(
      fc.property(cart, (input) => {
        const result = calculate(input);
        expectConsistent(result);
        const oracle = new PriceOracle(input);
        const ours = partsOf(result)
          .slice(0, input.lines.length + (input.shipping ? 1 : 0))
          .map(({ net, tax, gross }) => `${net}/${tax}/${gross}`);
        const theirs = oracle.parts().map(({ net, tax, gross }) => `${net}/${tax}/${gross}`);
        const rows = Object.fromEntries(result.taxBreakdown.map((row) => [`${row.name ?? ''}@${Number(row.rate)}`, row.tax]));
        return (
          ours.join() === theirs.join() &&
          result.discounts.map(({ applied }) => applied).join() === oracle.applied.join() &&
          JSON.stringify(Object.entries(rows).sort()) === JSON.stringify(Object.entries(oracle.taxes()).sort())
        );
      }),
      runs(),
    );
  },
  patience,
);

it(
  'gives every line the same price wherever it stands, while no order discount has to break a tie',
  () => {
    fc.assert(
      fc.property(cart, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (generated, shuffle) => {
        const input = { ...generated, discounts: generated.discounts.filter(({ level }) => level !== 'order') };
        const shuffled = [...input.lines.entries()].sort(([a], [b]) => (shuffle[a] ?? 0) - (shuffle[b] ?? 0)).map(([, entry]) => entry);
        const before = calculate(input);
        const after = calculate({ ...input, lines: shuffled });
        const sorted = (result: PriceResult) => JSON.stringify([...result.lines].sort((a, b) => (a.reference < b.reference ? -1 : 1)));
        return (
          sorted(before) === sorted(after) &&
          JSON.stringify(before.totals) === JSON.stringify(after.totals) &&
          JSON.stringify(before.taxBreakdown) === JSON.stringify(after.taxBreakdown)
        );
      }),
      runs(0.2),
    );
  },
  patience,
);

it(
  'takes the same from an order whatever the order of its lines',
  () => {
    fc.assert(
      fc.property(cart, (generated) => {
        const input = { ...generated, discounts: generated.discounts.filter(({ level }) => level === 'order') };
        const reversed = calculate({ ...input, lines: [...input.lines].reverse() });
        return (
          calculate(input)
            .discounts.map(({ applied }) => applied)
            .join() === reversed.discounts.map(({ applied }) => applied).join()
        );
      }),
      runs(0.2),
    );
  },
  patience,
);

it(
  'keeps shipping and items apart: neither sees the discounts of the other',
  () => {
    fc.assert(
      fc.property(cart, (input) => {
        const both = calculate(input);
        const items = calculate({ ...input, discounts: input.discounts.filter(({ level }) => level !== 'shipping') });
        const shipping = calculate({ ...input, discounts: input.discounts.filter(({ level }) => level === 'shipping') });
        return (
          JSON.stringify(both.lines) === JSON.stringify(items.lines) && JSON.stringify(both.shipping) === JSON.stringify(shipping.shipping)
        );
      }),
      runs(0.2),
    );
  },
  patience,
);

it(
  'costs no more with one discount more',
  () => {
    fc.assert(
      fc.property(cart, fc.constantFrom('order' as const, 'shipping' as const, 'line' as const), size, (input, level, what) => {
        const more = calculate({ ...input, discounts: [...input.discounts, { level, ...what, priority: 9 }] });
        return more.totals.gross <= calculate(input).totals.gross;
      }),
      runs(0.2),
    );
  },
  patience,
);
