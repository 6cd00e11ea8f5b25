import { allowedNext, orderStatuses, orderTransitions, predecessorsOf } from './order-status';

describe('the states of an order', () => {
  it.each([
    ['pending_payment', 'paid', true],
    ['pending_payment', 'cancelled', true],
    ['pending_payment', 'fulfilled', false],
    ['pending_payment', 'refunded', false],
    ['paid', 'cancelled', true],
    ['paid', 'pending_payment', false],
    ['part_fulfilled', 'cancelled', false],
    ['part_fulfilled', 'paid', false],
    ['fulfilled', 'part_fulfilled', false],
    ['fulfilled', 'refunded', true],
    ['part_refunded', 'paid', false],
    ['refunded', 'paid', false],
    ['refunded', 'part_refunded', false],
  ] as const)('%s -> %s is allowed: %s', (from, to, allowed) => {
    expect(orderTransitions[from].includes(to)).toBe(allowed);
  });

  it('never returns to waiting for payment, and never leaves refunded', () => {
    expect(predecessorsOf('pending_payment')).toEqual([]);
    expect(orderTransitions.refunded).toEqual([]);
  });

  it('names exactly the states that lead to a state', () => {
    expect(predecessorsOf('paid')).toEqual(['pending_payment', 'cancelled']);
    expect(predecessorsOf('cancelled')).toEqual(['pending_payment', 'paid']);
    expect(predecessorsOf('refunded')).toEqual(['paid', 'part_fulfilled', 'fulfilled', 'part_refunded']);
  });

  it('reaches every state from the first one', () => {
    const reached = new Set<string>(['pending_payment']);
    for (const status of orderStatuses) if (reached.has(status)) orderTransitions[status].forEach((next) => reached.add(next));
    expect([...reached].sort()).toEqual([...orderStatuses].sort());
  });

  it('offers nobody a way out of cancelled', () => {
    expect(allowedNext('cancelled')).toEqual([]);
    expect(allowedNext('paid')).toContain('cancelled');
  });
});
