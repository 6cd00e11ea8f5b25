import { buyers, checkout } from './buyers';
import type { Race } from './race';

/** More buyers than goods: what is there is sold, not one unit more, and nobody is refused what is left. */
export const lastUnits: Race = {
  name: 'last-units',
  async run(round) {
    const onHand = round.random.between(1, 25);
    const variantId = await round.product(onHand);
    const everybody = await buyers(round, onHand + round.random.between(5, 40), () => [
      { variantId, quantity: round.random.pick([1, 1, 1, 2, 3]) },
    ]);
    const answers = await round.atOnce(everybody.map((buyer, index) => () => checkout(buyer, index)));
    round.tally.allow('a checkout', answers, ['201', '409 inventory/out-of-stock']);
    const wanted = (status: number): number[] =>
      everybody.filter((_, index) => answers[index]?.status === status).map(({ basket }) => basket[0]?.quantity ?? 0);
    const sold = wanted(201).reduce((sum, quantity) => sum + quantity, 0);
    const reserved = await round.rows.number('SELECT reserved FROM inventory_stock WHERE variant_id = ?', [variantId]);
    const ordered = await round.rows.number('SELECT COALESCE(SUM(quantity), 0) FROM orders_line WHERE variant_id = ?', [variantId]);
    round.check(sold <= onHand, `${sold} units were sold of ${onHand}`);
    round.check(
      reserved === sold && ordered === sold,
      `${sold} units were confirmed, ${ordered} stand in orders, ${reserved} are reserved`,
    );
    const smallest = Math.min(...wanted(409), Infinity);
    round.check(smallest > onHand - sold, `somebody was refused ${smallest} units although ${onHand - sold} are left`);
    round.tally.add('sold', sold);
  },
};
