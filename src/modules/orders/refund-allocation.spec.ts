import fc from 'fast-check';
import { shareOf } from './refund-allocation';
import type { RefundableLine } from './refund-allocation';

const line = (total: number, quantity: number, refunded = 0, refundedAmount = 0): RefundableLine => ({ total, quantity, refunded, refundedAmount });

describe('sharing a line over its units', () => {
  it('gives the remainder to the last unit', () => {
    expect(shareOf(line(100, 3), 1)).toBe(33);
    expect(shareOf(line(100, 3, 1, 33), 1)).toBe(33);
    expect(shareOf(line(100, 3, 2, 66), 1)).toBe(34);
    expect(shareOf(line(100, 3), 3)).toBe(100);
  });

  it('stays exact where floating point would not', () => {
    expect(shareOf(line(Number.MAX_SAFE_INTEGER, 3), 2)).toBe(6_004_799_503_160_660);
  });

  it('refuses more units than are left', () => {
    expect(() => shareOf(line(100, 3, 2, 66), 2)).toThrow('2 of 1 units');
    expect(() => shareOf(line(100, 3), 0)).toThrow('0 of 3 units');
  });

  it('makes the total of the line, in any portions and whatever refunds fail on the way', () => {
    const story = fc.record({
      total: fc.integer({ min: 0, max: 1_000_000_000 }),
      quantity: fc.integer({ min: 1, max: 60 }),
      steps: fc.array(fc.record({ units: fc.integer({ min: 1, max: 20 }), fails: fc.boolean() }), { maxLength: 30 }),
    });
    fc.assert(
      fc.property(story, ({ total, quantity, steps }) => {
        const live: { units: number; amount: number }[] = [];
        const sum = (of: 'units' | 'amount') => live.reduce((all, refund) => all + refund[of], 0);
        const refund = (units: number): void => {
          const amount = shareOf(line(total, quantity, sum('units'), sum('amount')), units);
          if (amount < 0) throw new Error('negative');
          live.push({ units, amount });
          if (sum('amount') > total) throw new Error('more than the line');
        };
        for (const { units, fails } of steps) {
          if (fails) live.shift();
          const possible = Math.min(units, quantity - sum('units'));
          if (possible > 0) refund(possible);
        }
        if (sum('units') < quantity) refund(quantity - sum('units'));
        return sum('amount') === total;
      }),
      { numRuns: 5_000 },
    );
  });
});
