import { randomUUID } from 'node:crypto';
import { buyers, checkout, confirm, giveUp, orderedOf } from './buyers';
import type { Buyer, CheckoutAnswer } from './buyers';
import type { Race } from './race';
import type { Round } from './round';

const BUYERS = 200;
const USED_UP = ['409 pricing/coupon-used-up', '422 pricing/coupon-used-up', '422 cart/not-ready'];

async function coupon(round: Round, usageLimit: number): Promise<string> {
  const code = `RACE${randomUUID().replaceAll('-', '').toUpperCase()}`;
  const body = { code, title: 'For the first ones', kind: 'percent', percent: String(round.random.between(5, 50)), usageLimit };
  const { status, body: answer } = await round.manager(0).post('/v1/admin/promotions', { body });
  if (status !== 201) throw new Error(`No coupon: ${status} ${JSON.stringify(answer)}`);
  return code;
}

async function uses(round: Round, code: string): Promise<{ readonly counted: number; readonly live: number }> {
  const counted = await round.rows.number('SELECT used_count FROM pricing_promotion WHERE code = ?', [code]);
  const live = await round.rows.number(
    `SELECT COUNT(*) FROM orders_order o JOIN pricing_redemption r ON r.order_id = o.id JOIN pricing_promotion p ON p.id = r.promotion_id WHERE p.code = ? AND o.status <> 'cancelled'`,
    [code],
  );
  return { counted, live };
}

/** A coupon for a few, and 200 who want it: every use is given out, and not one more. */
export const couponLimit: Race = {
  name: 'coupon-limit',
  async run(round) {
    const limit = round.random.between(3, 30);
    const [variantId, code] = [await round.product(1_000), await coupon(round, limit)];
    const everybody = await buyers(round, BUYERS, () => [{ variantId, quantity: 1 }], [code]);
    const answers = await round.atOnce(everybody.map((buyer, index) => () => checkout(buyer, index)));
    round.tally.allow('a checkout with the coupon', answers, ['201', ...USED_UP]);
    const ordered = answers.filter(({ status }) => status === 201).length;
    const { counted, live } = await uses(round, code);
    round.check(
      ordered === limit && counted === limit && live === limit,
      `a coupon for ${limit} made ${ordered} orders, counts ${counted} uses and has ${live} live ones`,
    );
  },
};

async function buy(round: Round, buyer: Buyer, index: number): Promise<CheckoutAnswer> {
  const answer = await checkout(buyer, index);
  if (answer.status !== 201) return answer;
  const ordered = orderedOf(round, answer);
  const { body } = await confirm(ordered, index + 1, index % 2 === 0 ? 'pm_card_visa' : 'pm_card_chargeDeclined');
  if (body.status === 'failed') await giveUp(ordered, index);
  return answer;
}

/** Whoever cannot pay gives the coupon back; what is used in the end are the orders that live. */
export const couponFailingPayments: Race = {
  name: 'coupon-failing-payments',
  async run(round) {
    const limit = round.random.between(3, 10);
    const [variantId, code] = [await round.product(1_000), await coupon(round, limit)];
    const everybody = await buyers(round, 3 * limit, () => [{ variantId, quantity: 1 }], [code]);
    const answers = await round.atOnce(everybody.map((buyer, index) => () => buy(round, buyer, index)));
    round.tally.allow('a checkout with the coupon', answers, ['201', ...USED_UP]);
    const { counted, live } = await uses(round, code);
    round.check(counted === live && counted <= limit, `a coupon for ${limit} counts ${counted} uses and has ${live} live orders`);
    const waiting = await round.rows.number(
      "SELECT COUNT(*) FROM orders_order o JOIN pricing_redemption r ON r.order_id = o.id WHERE o.status = 'pending_payment' AND o.coupons LIKE ?",
      [`%${code}%`],
    );
    round.check(waiting === 0, `${waiting} orders with the coupon are neither paid nor cancelled`);
    round.tally.add('uses', counted);
  },
};
