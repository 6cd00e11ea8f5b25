import { confirm, order } from './buyers';
import { label } from './tally';
import type { Race } from './race';

const TIMES = 20;

/** Sixty of a hundred, twenty times at once: one refund can be made, the others would give back more than was taken. */
export const refunds: Race = {
  name: 'refund-60-of-100-20-times',
  async run(round) {
    const ordered = await order(round, await round.product(50));
    await confirm(ordered, 0, 'pm_card_visa');
    const { id, amount: total } = ordered.payment;
    const amount = { amount: Math.ceil(total.amount * 0.6), currency: total.currency };
    const answers = await round.atOnce(
      round.times(
        TIMES,
        (index) => () =>
          round
            .manager(index)
            .post<{ status?: string; code?: string }>(`/v1/admin/payments/${id}/refunds`, { key: true, body: { amount, reason: 'race' } }),
      ),
    );
    const made = answers.filter(({ status }) => status === 201).length;
    const refused = answers.filter(({ status }) => status === 409 || status === 422).length;
    round.check(
      made === 1 && made + refused === TIMES,
      `of ${TIMES} refunds ${made} were made: ${[...new Set(answers.map(label))].join(', ')}`,
    );
    const [payment] = await round.rows.find<{ captured: string; refunded: string }>(
      'SELECT captured, refunded FROM payments_payment WHERE id = ?',
      [id],
    );
    round.check(Number(payment?.refunded) === amount.amount, `${payment?.refunded} was refunded of ${payment?.captured}`);
    const bank = await round.rows.number('SELECT refunded FROM payments_sandbox_charge WHERE reference = ?', [id]);
    round.check(bank === amount.amount, `the bank gave ${bank} back`);
  },
};
