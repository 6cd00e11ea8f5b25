import { confirm, giveUp, orders } from './buyers';
import type { Ordered } from './buyers';
import type { Race } from './race';
import type { Round } from './round';
import { label } from './tally';

async function expire(round: Round, { order }: Ordered): Promise<void> {
  await round.rows.write(
    "UPDATE inventory_reservation SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE order_id = ? AND state = 'held'",
    [order.id],
  );
}

async function capture(round: Round, { payment }: Ordered, index: number): Promise<boolean> {
  const answer = await round.manager(index).post<{ status?: string }>(`/v1/admin/payments/${payment.id}/capture`, { key: true });
  round.check([200, 409].includes(answer.status), `a capture was answered ${label(answer)}`);
  return answer.status === 200 && answer.body.status === 'captured';
}

async function cancel(round: Round, ordered: Ordered, index: number): Promise<void> {
  const answer = round.random.chance(0.5)
    ? await giveUp(ordered, index)
    : await round.manager(index).post(`/v1/admin/payments/${ordered.payment.id}/cancel`, { key: true });
  round.check([200, 409].includes(answer.status), `a cancellation was answered ${label(answer)}`);
}

/** Staff take the money, the buyer takes it back, the clock runs out: one of them wins, and everything agrees with it. */
export const captureCancelExpiry: Race = {
  name: 'capture-cancel-expiry',
  async run(round) {
    const all = await orders(round, round.random.between(2, 5), await round.product(50));
    for (const [index, ordered] of all.entries()) await confirm(ordered, index, 'pm_card_authorise_only');
    const captured = new Set<string>();
    const tasks = all.flatMap((ordered, index) => [
      async () => void ((await capture(round, ordered, index)) && captured.add(ordered.order.id)),
      () => cancel(round, ordered, index + 1),
      ...(round.random.chance(0.7) ? [() => expire(round, ordered)] : []),
      ...(round.random.chance(0.3) ? [() => cancel(round, ordered, index)] : []),
    ]);
    await round.atOnce(round.random.shuffle(tasks));
    await round.ground.settled();
    for (const { order: placed, payment } of all) {
      const [end] = await round.rows.find<{ orders: string; payment: string; stock: string; kept: string }>(
        `SELECT o.status AS orders, p.status AS payment, r.state AS stock, (SELECT SUM(captured - refunded) FROM payments_sandbox_charge WHERE reference = p.id) AS kept
         FROM orders_order o JOIN payments_payment p ON p.order_id = o.id JOIN inventory_reservation r ON r.order_id = o.id WHERE o.id = ?`,
        [placed.id],
      );
      const outcome = `${end?.orders} ${end?.payment} ${end?.stock} ${Number(end?.kept) > 0 ? 'kept' : 'nothing kept'}`;
      const allowed = captured.has(placed.id)
        ? ['paid captured consumed kept']
        : ['paid captured consumed kept', 'cancelled voided released nothing kept'];
      round.check(allowed.includes(outcome), `${payment.id}: ${outcome}`);
      round.tally.add(end?.orders ?? 'no order');
    }
  },
};
