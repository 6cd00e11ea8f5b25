import fc from 'fast-check';
import { KeysSeen } from './keys-seen';

describe('keys of a file', () => {
  it('are told with the line that they stood on first, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 3000 }), (keys) => {
        const seen = new KeysSeen();
        const known = new Map<string, number>();
        keys.forEach((key, index) => {
          expect(seen.note(key, index + 1)).toBe(known.get(key));
          if (!known.has(key)) known.set(key, index + 1);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('are told apart, a hundred thousand that differ in their end only', () => {
    const seen = new KeysSeen();
    const again = Array.from({ length: 100_000 }, (_, index) => seen.note(`SKU-${index}`, index + 1)).filter((line) => line !== undefined);
    expect(again).toEqual([]);
    expect(seen.note('SKU-77777', 5)).toBe(77_778);
  });
});
