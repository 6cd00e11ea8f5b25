import type { CartBody, ProblemBody } from '../../support/shopping';
import { buyers, checkout } from './buyers';
import type { Race } from './race';

/** Lines are added while the cart is checked out: what was answered "added" is in the order, what came too late is refused. */
export const addDuringCheckout: Race = {
  name: 'add-line-during-checkout',
  async run(round) {
    const variants = await round.products(round.random.between(2, 4), () => 1_000);
    const [first = ''] = variants;
    const [buyer] = await buyers(round, 1, () => [{ variantId: first, quantity: 1 }]);
    if (!buyer) return;
    const adds = Array.from({ length: round.random.between(5, 20) }, () => ({
      variantId: round.random.pick(variants),
      quantity: round.random.between(1, 3),
    }));
    const added = new Map([[first, 1]]);
    const add = async (line: (typeof adds)[number], index: number): Promise<void> => {
      const answer = await buyer.via(index).post<CartBody & ProblemBody>(`/v1/carts/${buyer.cartId}/lines`, { body: line });
      round.tally.allow('adding a line', [answer], ['201', '409 cart/closed']);
      if (answer.status === 201) added.set(line.variantId, (added.get(line.variantId) ?? 0) + line.quantity);
    };
    const pay = async (): Promise<void> => {
      const answer = await checkout(buyer, round.random.integer(2));
      round.tally.allow('the checkout', [answer], ['201']);
    };
    const at = round.random.integer(adds.length);
    const tasks = adds.map((line, index) => () => add(line, index));
    await round.atOnce([...tasks.slice(0, at), pay, ...tasks.slice(at)]);
    const sql = 'SELECT l.variant_id, l.quantity FROM orders_line l JOIN orders_order o ON o.id = l.order_id WHERE o.cart_id = ?';
    const lines = await round.rows.find<{ variant_id: string; quantity: number }>(sql, [buyer.cartId]);
    const ordered = new Map(lines.map((line) => [line.variant_id, line.quantity]));
    for (const variantId of variants) {
      const [said, got] = [added.get(variantId) ?? 0, ordered.get(variantId) ?? 0];
      round.check(said === got, `${said} units were confirmed in the cart and ${got} are in the order`);
    }
    round.tally.add(
      'added in time',
      [...added.values()].reduce((sum, quantity) => sum + quantity, -1),
    );
  },
};

const DEVICES = 20;

/** A customer's first add to cart, from twenty tabs: one cart, and every unit in it. */
export const firstAdd: Race = {
  name: 'first-add-to-cart-20-times',
  async run(round) {
    const variantId = await round.product(1_000);
    const { accountId, as } = await round.customer();
    const tabs = round.times(DEVICES, (index) => async () => {
      const { body: cart } = await as(index).get<CartBody>('/v1/me/cart');
      return as(index + round.random.integer(2)).post<CartBody & ProblemBody>(`/v1/carts/${cart.id}/lines`, {
        body: { variantId, quantity: 1 },
      });
    });
    const answers = await round.atOnce(tabs);
    round.tally.allow('adding to the cart', answers, ['201']);
    const carts = await round.rows.number('SELECT COUNT(*) FROM cart_cart WHERE customer_id = ?', [accountId]);
    const units = await round.rows.number(
      'SELECT COALESCE(SUM(l.quantity), 0) FROM cart_line l JOIN cart_cart c ON c.id = l.cart_id WHERE c.customer_id = ?',
      [accountId],
    );
    round.check(carts === 1, `the customer has ${carts} carts`);
    round.check(units === DEVICES, `${units} units are in the cart, ${DEVICES} were added`);
  },
};

const MERGES = 10;

/** The guest signs in and every device merges the guest's cart: once is enough. */
export const loginMerge: Race = {
  name: 'login-merge-10-times',
  async run(round) {
    const variantId = await round.product(1_000);
    const { accountId, as } = await round.customer();
    const [guest] = await buyers(round, 1, () => [{ variantId, quantity: round.random.between(1, 5) }]);
    if (!guest) return;
    const quantity = guest.basket[0]?.quantity ?? 0;
    const before = round.random.chance(0.5) ? round.random.between(1, 3) : 0;
    if (before > 0) {
      const { body: cart } = await as(0).get<CartBody>('/v1/me/cart');
      await as(1).post(`/v1/carts/${cart.id}/lines`, { body: { variantId, quantity: before } });
    }
    const body = { cartId: guest.cartId, token: guest.cartToken };
    const answers = await round.atOnce(
      round.times(MERGES, (index) => () => as(index).post<CartBody & ProblemBody>('/v1/me/cart/merge', { body })),
    );
    round.tally.allow('a merge', answers, ['200']);
    const carts = await round.rows.number("SELECT COUNT(*) FROM cart_cart WHERE customer_id = ? AND status = 'active'", [accountId]);
    const units = await round.rows.number(
      "SELECT COALESCE(SUM(l.quantity), 0) FROM cart_line l JOIN cart_cart c ON c.id = l.cart_id WHERE c.customer_id = ? AND c.status = 'active'",
      [accountId],
    );
    round.check(carts === 1, `the customer has ${carts} carts`);
    round.check(units === quantity + before, `${units} units are in the merged cart, ${quantity} and ${before} went in`);
  },
};
