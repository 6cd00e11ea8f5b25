import { confirm, order } from './buyers';
import type { Race } from './race';

const METHODS = ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_card_authorise_only'] as const;

/** One key for different requests: the first one counts, every other body is refused, and the gateway hears of one. */
export const otherBody: Race = {
  name: 'same-key-other-body',
  async run(round) {
    const ordered = await order(round, await round.product(10));
    const key = round.random.token();
    const methods = Array.from({ length: round.random.between(8, 20) }, () => round.random.pick(METHODS));
    const answers = await round.atOnce(methods.map((method, index) => () => confirm(ordered, index, method, key)));
    round.tally.allow('a confirmation', answers, ['200', '409 idempotency/in-progress', '422 idempotency/key-reused']);
    const accepted = new Set(methods.filter((_, index) => answers[index]?.status === 200));
    const refused = new Set(methods.filter((_, index) => answers[index]?.status === 422));
    round.check(accepted.size <= 1, `one key was accepted with ${[...accepted].join(' and ')}`);
    round.check(
      [...accepted].every((method) => !refused.has(method)),
      'the same body was accepted and refused',
    );
    const attempts = await round.rows.number('SELECT COUNT(*) FROM payments_attempt WHERE payment_id = ?', [ordered.payment.id]);
    const charges = await round.rows.number('SELECT COUNT(*) FROM payments_sandbox_charge WHERE reference = ?', [ordered.payment.id]);
    round.check(attempts === 1 && charges === 1, `one key made ${attempts} attempts and ${charges} charges`);
  },
};
