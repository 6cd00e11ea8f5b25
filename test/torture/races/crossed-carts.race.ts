import { buyers, checkout } from './buyers';
import type { Race } from './race';

const VARIANTS = 20;

/** Carts with the same 20 things in other orders: whoever locks rows as they come waits in a circle. */
export const crossedCarts: Race = {
  name: 'crossed-carts',
  async run(round) {
    const count = round.random.between(12, 24);
    const scarce = round.random.chance(0.3);
    const variants = await round.products(VARIANTS, () => (scarce ? round.random.between(count, 3 * count) : 10_000));
    const everybody = await buyers(round, count, () =>
      round.random.shuffle(variants).map((variantId) => ({ variantId, quantity: round.random.between(1, 3) })),
    );
    const answers = await round.atOnce(everybody.map((buyer, index) => () => checkout(buyer, index)));
    round.tally.allow('a checkout', answers, scarce ? ['201', '409 inventory/out-of-stock'] : ['201']);
    const deadlocked = answers.filter(({ body }) => /deadlock|lock wait/i.test(JSON.stringify(body)));
    round.tally.add('deadlock answers', deadlocked.length);
    round.check(deadlocked.length === 0, `${deadlocked.length} buyers were told of a deadlock`);
    round.tally.add('orders', answers.filter(({ status }) => status === 201).length);
  },
};
