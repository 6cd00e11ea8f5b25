import { buyers, checkout } from './buyers';
import type { Race } from './race';

/** Staff change the price while carts become orders: each order has one price, all of it, and asks the gateway for it. */
export const priceChange: Race = {
  name: 'price-change-during-checkout',
  async run(round) {
    const before = 1_000 + round.random.integer(5_000);
    const prices = [before, ...Array.from({ length: round.random.between(1, 4) }, () => 1_000 + round.random.integer(5_000))];
    const variantId = await round.product(1_000, before);
    const everybody = await buyers(round, round.random.between(8, 24), () => [{ variantId, quantity: round.random.between(1, 4) }]);
    const change = async (amount: number, index: number): Promise<void> => {
      const body = { prices: [{ price: { amount, currency: 'EUR' } }] };
      const answer = await round.manager(index).put(`/v1/admin/variants/${variantId}/prices`, { body, headers: { 'if-match': '*' } });
      round.tally.allow('a new price', [answer], ['200']);
    };
    const answers: Awaited<ReturnType<typeof checkout>>[] = [];
    const buying = everybody.map((buyer, index) => async () => void answers.push(await checkout(buyer, index)));
    const changing = prices.slice(1).map((amount, index) => () => change(amount, index));
    await round.atOnce(round.random.shuffle([...buying, ...changing]));
    round.tally.allow('a checkout', answers, ['201']);
    for (const { body } of answers) {
      const [line] = await round.rows.find<{ unit_price: string; subtotal: string; quantity: number; grand_total: string; amount: string }>(
        'SELECT l.unit_price, l.subtotal, l.quantity, o.grand_total, p.amount FROM orders_line l JOIN orders_order o ON o.id = l.order_id JOIN payments_payment p ON p.order_id = o.id WHERE o.id = ?',
        [body.order.id],
      );
      round.check(prices.includes(Number(line?.unit_price)), `a unit was sold for ${line?.unit_price}, which was never its price`);
      round.check(Number(line?.subtotal) === Number(line?.unit_price) * Number(line?.quantity), 'a line mixes two prices');
      const said = body.order.total.amount;
      round.check(
        said === Number(line?.grand_total) && said === Number(line?.amount),
        `the buyer was told ${said}, the order says ${line?.grand_total}, the payment ${line?.amount}`,
      );
    }
  },
};

/** Stocktaking while people buy: what is on hand never falls below what was promised, and no movement is lost. */
export const stockSet: Race = {
  name: 'stock-set-during-checkout',
  async run(round) {
    const onHand = round.random.between(10, 40);
    const variantId = await round.product(onHand);
    const everybody = await buyers(round, round.random.between(10, 30), () => [{ variantId, quantity: round.random.between(1, 2) }]);
    const buying = everybody.map((buyer, index) => async () => {
      round.tally.allow('a checkout', [await checkout(buyer, index)], ['201', '409 inventory/out-of-stock']);
    });
    const counting = round.times(round.random.between(3, 10), (index) => async () => {
      const body = { onHand: round.random.integer(50), reason: 'stocktaking' };
      const answer = await round.manager(index).put(`/v1/admin/stock/${variantId}`, { body });
      round.check([200, 409].includes(answer.status), `a stocktaking was answered ${answer.status}`);
    });
    const receiving = round.times(round.random.between(1, 4), (index) => async () => {
      const body = { quantity: round.random.between(1, 5), kind: 'receipt', reason: 'delivery' };
      const answer = await round.manager(index).post(`/v1/admin/stock/${variantId}/adjustments`, { key: true, body });
      round.tally.allow('a receipt', [answer], ['201']);
    });
    await round.atOnce(round.random.shuffle([...buying, ...counting, ...receiving]));
    const promised = await round.rows.number('SELECT COALESCE(SUM(quantity), 0) FROM orders_line WHERE variant_id = ?', [variantId]);
    const [stock] = await round.rows.find<{ on_hand: number; reserved: number }>(
      'SELECT on_hand, reserved FROM inventory_stock WHERE variant_id = ?',
      [variantId],
    );
    round.check(
      stock !== undefined && stock.reserved === promised && stock.reserved <= stock.on_hand,
      `${promised} are promised, ${stock?.reserved} reserved, ${stock?.on_hand} on hand`,
    );
  },
};

/** Editors with the same page open: one change is stored, everybody else is told that their page is old. */
export const ifMatchTwice: Race = {
  name: 'patch-with-if-match-twice',
  async run(round) {
    const variantId = await round.product(10);
    const productId =
      (await round.rows.find<{ product_id: string }>('SELECT product_id FROM catalog_variant WHERE id = ?', [variantId]))[0]?.product_id ??
      '';
    const path = `/v1/admin/products/${productId}`;
    const { headers, body: before } = await round.manager(0).get<{ version: number }>(path);
    const ifMatch = headers.get('etag') ?? '';
    const editors = round.times(
      round.random.between(2, 12),
      (index) => () =>
        round.manager(index).patch<{ title: string }>(path, { body: { title: `Edited by ${index}` }, headers: { 'if-match': ifMatch } }),
    );
    const answers = await round.atOnce(editors);
    round.tally.allow('an edit', answers, ['200', '412 request/stale']);
    const [stored, ...others] = answers.filter(({ status }) => status === 200);
    round.check(stored !== undefined && others.length === 0, `${others.length + (stored ? 1 : 0)} edits of one version were accepted`);
    const { body: after } = await round.manager(1).get<{ title: string; version: number }>(path);
    round.check(
      after.title === stored?.body.title && after.version === before.version + 1,
      `the title is "${after.title}" at version ${after.version}, after "${stored?.body.title}" over ${before.version}`,
    );
  },
};
