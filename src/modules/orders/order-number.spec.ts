import { Random } from '../../platform/random';
import { OrderNumbers, readOrderNumber } from './order-number';

describe('order numbers', () => {
  it('are easy to read aloud: a prefix and eight letters and digits that cannot be confused', () => {
    const numbers = new OrderNumbers(new Random());
    for (let i = 0; i < 1_000; i += 1) expect(numbers.next()).toMatch(/^P-[0-9A-HJKMNP-TV-Z]{8}$/);
  });

  it('do not repeat within ten thousand', () => {
    const numbers = new OrderNumbers(new Random());
    // One collision in ten thousand happens about once in 22,000 runs; two happen practically never.
    expect(new Set(Array.from({ length: 10_000 }, () => numbers.next())).size).toBeGreaterThanOrEqual(9_999);
  });

  it.each(['P-7K3M9QX0', 'p-7k3m9qx0', ' 7K3M 9QXO ', '7k3m-9qxo'])('are understood as people type them: %p', (typed) => {
    expect(readOrderNumber(typed)).toBe('P-7K3M9QX0');
  });
});
