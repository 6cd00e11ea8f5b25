import { confirm, order } from './buyers';
import type { Race } from './race';
import { label } from './tally';

/** The buyer cancels twice while the warehouse sends the goods: they are either sent and paid for, or taken back and paid back. */
export const cancelTwiceFulfil: Race = {
  name: 'cancel-twice-fulfil',
  async run(round) {
    const quantity = round.random.between(1, 4);
    const variantId = await round.product(50);
    const ordered = await order(round, variantId, quantity);
    await confirm(ordered, 0, 'pm_card_visa');
    const { id } = ordered.order;
    const lineId = (await round.rows.find<{ id: string }>('SELECT id FROM orders_line WHERE order_id = ?', [id]))[0]?.id ?? '';
    const cancel = (index: number) => () =>
      round.random.chance(0.5)
        ? ordered.via(index).post(`/v1/orders/${id}/cancel`, { key: true })
        : round.manager(index).post(`/v1/admin/orders/${id}/cancel`, { key: true });
    const send = (index: number) => () =>
      round.manager(index).post(`/v1/admin/orders/${id}/fulfilments`, {
        key: true,
        body: { lines: [{ lineId, quantity: round.random.between(1, quantity) }], carrier: 'DHL' },
      });
    const answers = await round.atOnce(
      round.random.shuffle([cancel(0), cancel(1), send(0), ...(round.random.chance(0.5) ? [send(1)] : [])]),
    );
    const odd = answers.filter(({ status }) => ![200, 201, 409, 422].includes(status));
    round.check(odd.length === 0, `answered ${odd.map(label).join(', ')}`);
    await round.ground.settled();
    const [end] = await round.rows.find<{ status: string; sent: string; on_hand: number; kept: string }>(
      `SELECT o.status, (SELECT SUM(fulfilled) FROM orders_line WHERE order_id = o.id) AS sent, s.on_hand,
         (SELECT SUM(captured - refunded) FROM payments_sandbox_charge WHERE reference = ?) AS kept
       FROM orders_order o JOIN inventory_stock s ON s.variant_id = ? WHERE o.id = ?`,
      [ordered.payment.id, variantId, id],
    );
    const takenBack = end?.status === 'cancelled' && Number(end.sent) === 0 && end.on_hand === 50 && Number(end.kept) === 0;
    const sent =
      (end?.status === 'fulfilled' || end?.status === 'part_fulfilled') &&
      Number(end.sent) > 0 &&
      end.on_hand === 50 - quantity &&
      Number(end.kept) === ordered.payment.amount.amount;
    round.check(
      takenBack || sent,
      `the order is ${end?.status}, ${end?.sent} of ${quantity} are sent, ${end?.on_hand} of 50 on hand, the bank keeps ${end?.kept}`,
    );
    round.tally.add(takenBack ? 'taken back' : 'sent');
  },
};
