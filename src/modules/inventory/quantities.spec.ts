import { quantityOfRow, sumPerVariant } from './quantities';

describe('quantities per variant', () => {
  it('sums a variant that occurs twice and orders by primary key', () => {
    const lines = [
      { variantId: 'var_b', quantity: 2 },
      { variantId: 'var_a', quantity: 1 },
      { variantId: 'var_b', quantity: 3 },
    ];
    expect(sumPerVariant(lines)).toEqual([
      { variantId: 'var_a', quantity: 1 },
      { variantId: 'var_b', quantity: 5 },
    ]);
  });

  it('orders by bytes as ascii_bin does, capitals first', () => {
    const ids = ['var_a', 'var_B', 'var_0'].map((variantId) => ({ variantId, quantity: 1 }));
    expect(sumPerVariant(ids).map((line) => line.variantId)).toEqual(['var_0', 'var_B', 'var_a']);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses %p as a quantity', (quantity) => {
    expect(() => sumPerVariant([{ variantId: 'var_a', quantity }])).toThrow(RangeError);
  });

  it('gives each row its own quantity with bound parameters only', () => {
    const fragment = quantityOfRow([
      { variantId: 'var_a', quantity: 1 },
      { variantId: 'var_b', quantity: 2 },
    ]);
    expect(fragment.sql).toBe('CASE variant_id WHEN ? THEN ? WHEN ? THEN ? ELSE 0 END');
    expect(fragment.params).toEqual(['var_a', 1, 'var_b', 2]);
  });
});
