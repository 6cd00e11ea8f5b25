import { randomFillSync } from 'node:crypto';

/** Asking the system for a few bytes costs more than what they are used for, so it is asked for many at once. */
const stock = Buffer.alloc(4_096);
let used = stock.length;

/** Bytes of the system's secure generator, given away once: nothing of them stays here. */
export function freshBytes(count: number): Buffer {
  if (count > stock.length) return randomFillSync(Buffer.alloc(count));
  if (used + count > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  const bytes = Buffer.from(stock.subarray(used, used + count));
  stock.fill(0, used, used + count);
  used += count;
  return bytes;
}
