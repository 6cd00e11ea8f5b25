import { buyers, checkout } from './buyers';
import type { Race } from './race';
import type { Round } from './round';

export async function ordersOf(round: Round, cartId: string): Promise<number> {
  return round.rows.number('SELECT COUNT(*) FROM orders_order WHERE cart_id = ?', [cartId]);
}

/** A client that repeats itself gets one order, and everybody who got an answer got the same. */
export const sameKey: Race = {
  name: 'same-key-same-body',
  async run(round) {
    const variantId = await round.product(100);
    const [buyer] = await buyers(round, 1, () => [{ variantId, quantity: round.random.between(1, 4) }]);
    if (!buyer) return;
    const key = round.random.token();
    const answers = await round.atOnce(round.times(round.random.between(10, 30), (index) => () => checkout(buyer, index, key)));
    round.tally.allow('a checkout', answers, ['201', '409 idempotency/in-progress']);
    const done = answers.filter(({ status }) => status === 201);
    const first = done.filter(({ headers }) => headers.get('idempotent-replayed') === null);
    round.check(first.length === 1, `${first.length} answers were no replay`);
    round.check(new Set(done.map(({ body }) => JSON.stringify(body))).size === 1, 'one key was answered with different bodies');
    const later = await checkout(buyer, 1, key);
    round.check(
      later.status === 201 && later.headers.get('idempotent-replayed') === 'true',
      `a later repetition was answered ${later.status}`,
    );
    round.check(JSON.stringify(later.body) === JSON.stringify(done[0]?.body), 'a later repetition was answered with another body');
    round.check((await ordersOf(round, buyer.cartId)) === 1, `the cart became ${await ordersOf(round, buyer.cartId)} orders`);
  },
};

/** One cart, but every request is a new one as far as its key says. */
export const otherKeys: Race = {
  name: 'same-cart-other-keys',
  async run(round) {
    const variantId = await round.product(100);
    const [buyer] = await buyers(round, 1, () => [{ variantId, quantity: 1 }]);
    if (!buyer) return;
    const answers = await round.atOnce(round.times(round.random.between(10, 30), (index) => () => checkout(buyer, index)));
    round.tally.allow('a checkout', answers, ['201', '409 cart/closed']);
    const ordered = answers.filter(({ status }) => status === 201).length;
    round.check(ordered === 1, `${ordered} checkouts of one cart were accepted`);
    round.check((await ordersOf(round, buyer.cartId)) === 1, `the cart became ${await ordersOf(round, buyer.cartId)} orders`);
    const reserved = await round.rows.number('SELECT reserved FROM inventory_stock WHERE variant_id = ?', [variantId]);
    round.check(reserved === 1, `${reserved} units are reserved for one cart of one unit`);
  },
};
