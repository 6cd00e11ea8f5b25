import { freshBytes } from './random-bytes';

describe('freshBytes', () => {
  it('gives as many as are asked for, each time others', () => {
    const sizes = [0, 1, 12, 16, 32, 4_095, 4_096, 4_097, 10_000];
    for (const size of sizes) expect(freshBytes(size)).toHaveLength(size);
    const seen = new Set(Array.from({ length: 5_000 }, () => freshBytes(12).toString('hex')));
    expect(seen.size).toBe(5_000);
  });

  it('keeps nothing of what it gave away', () => {
    const given = freshBytes(16);
    const copy = Buffer.from(given);
    const later = Array.from({ length: 2_000 }, () => freshBytes(16));
    expect(given).toEqual(copy);
    expect(later.some((bytes) => bytes.equals(copy) || bytes.every((byte) => byte === 0))).toBe(false);
  });

  it('spreads over all values of a byte', () => {
    const counts = new Uint32Array(256);
    for (let turn = 0; turn < 2_000; turn += 1) for (const byte of freshBytes(128)) counts[byte] = (counts[byte] ?? 0) + 1;
    // 1,000 of each are expected; seven standard deviations are 221.
    expect(Math.min(...counts)).toBeGreaterThan(750);
    expect(Math.max(...counts)).toBeLessThan(1_250);
  });
});
