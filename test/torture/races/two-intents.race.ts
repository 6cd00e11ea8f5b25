import { confirm } from './buyers';
import type { Race } from './race';
import { challenged, press } from './webhooks';

/** A buyer with two windows: one completes at the bank while the other pays with another card. Both may succeed; one payment stays. */
export const twoIntents: Race = {
  name: 'two-intents-both-succeed',
  async run(round) {
    const pairs = await round.inTurn(round.random.between(2, 5), () => challenged(round));
    const tasks = pairs.flatMap(({ ordered, challenge }, index) => [
      () => press(round, index, challenge),
      async () => {
        const answer = await confirm(ordered, index + 1, round.random.pick(['pm_card_visa', 'pm_card_timeout']));
        round.tally.allow('a second confirmation', [answer], ['200', '409 payments/in-progress', '409 payments/state-conflict']);
      },
    ]);
    await round.atOnce(round.random.shuffle(tasks));
    await round.ground.settled();
    for (const { ordered } of pairs) {
      const charges = await round.rows.find<{ captured: string; kept: string }>(
        'SELECT captured, captured - refunded AS kept FROM payments_sandbox_charge WHERE reference = ?',
        [ordered.payment.id],
      );
      const kept = charges.reduce((sum, charge) => sum + Number(charge.kept), 0);
      round.tally.add('both captured', charges.filter(({ captured }) => Number(captured) > 0).length > 1 ? 1 : 0);
      round.check(kept === ordered.payment.amount.amount, `the bank keeps ${kept} for an order of ${ordered.payment.amount.amount}`);
      const paid = await round.rows.number("SELECT COUNT(*) FROM orders_order WHERE id = ? AND status = 'paid'", [ordered.order.id]);
      round.check(paid === 1, `the order ${ordered.order.id} is not paid`);
    }
  },
};
