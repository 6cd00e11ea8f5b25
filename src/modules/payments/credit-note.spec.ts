import * as fc from 'fast-check';
import { splitCreditNote } from './credit-note';

describe('splitting a credit note', () => {
  it('shares tax as the sale had it, half-up', () => {
    expect(splitCreditNote(60, { net: 100, tax: 19 })).toEqual({ net: 50, tax: 10 });
    expect(splitCreditNote(119, { net: 100, tax: 19 })).toEqual({ net: 100, tax: 19 });
    expect(splitCreditNote(50, { net: 50, tax: 0 })).toEqual({ net: 50, tax: 0 });
  });

  it('keeps the tax of the returned lines as far as it is left', () => {
    expect(splitCreditNote(107, { net: 200, tax: 26 }, 7)).toEqual({ net: 100, tax: 7 });
    expect(splitCreditNote(107, { net: 200, tax: 5 }, 7)).toEqual({ net: 102, tax: 5 });
    expect(splitCreditNote(107, { net: 90, tax: 30 }, 7)).toEqual({ net: 90, tax: 17 });
  });

  it('refuses more than is left, and nothing', () => {
    for (const gross of [0, -1, 120, 1.5]) expect(() => splitCreditNote(gross, { net: 100, tax: 19 })).toThrow(RangeError);
  });

  it('adds up to the sale exactly, whatever the parts', () => {
    const amount = fc.integer({ min: 0, max: 999_999_999_999 });
    fc.assert(
      fc.property(amount, amount, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (net, tax, shares) => {
        let rest = { net, tax };
        for (const share of [...shares, 1]) {
          const gross = Math.floor((rest.net + rest.tax) * share);
          if (gross === 0) continue;
          const note = splitCreditNote(gross, rest);
          expect(note.net + note.tax).toBe(gross);
          rest = { net: rest.net - note.net, tax: rest.tax - note.tax };
          expect(Math.min(rest.net, rest.tax)).toBeGreaterThanOrEqual(0);
        }
        expect(rest).toEqual({ net: 0, tax: 0 });
      }),
    );
  });
});
