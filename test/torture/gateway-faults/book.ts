import { rows } from '../../support/invariants';
import type { Errand } from './scripts';

export { brokenInvariants } from '../../support/invariants';

/** What waits still: open payments and refunds, webhooks on their way, events. */
export async function unsettled(databaseUrl: string): Promise<readonly string[]> {
  const left = await rows<{ what: string; state: string; n: string }>(
    databaseUrl,
    `SELECT 'payments' AS what, status AS state, COUNT(*) AS n FROM payments_payment WHERE status IN ('processing', 'unknown') GROUP BY status
     UNION ALL SELECT 'refunds', state, COUNT(*) FROM payments_refund WHERE state IN ('pending', 'unknown') GROUP BY state
     UNION ALL SELECT 'webhooks', state, COUNT(*) FROM payments_sandbox_callback WHERE state = 'pending' GROUP BY state
     UNION ALL SELECT 'messages', state, COUNT(*) FROM payments_inbox WHERE state = 'received' GROUP BY state
     UNION ALL SELECT 'events', listener, COUNT(*) FROM platform_outbox WHERE status = 'pending' GROUP BY listener`,
  );
  return left.map(({ what, state, n }) => `${n} ${what} ${state}`);
}

interface Charged {
  readonly orderId: string;
  readonly status: string;
  readonly total: string;
  readonly charges: string;
  readonly taken: string;
  readonly returned: string;
}

/** Against the bank's own book, order by order: charged once, for the total, and given back when it had to be. */
export async function bookMistakes(databaseUrl: string, variantId: string, errand: Errand, checkouts: number): Promise<readonly string[]> {
  const orders = await rows<Charged>(
    databaseUrl,
    `SELECT o.id AS orderId, o.status, o.grand_total AS total, COUNT(DISTINCT IF(e.account = 'merchant' AND e.credit > 0, e.charge_id, NULL)) AS charges,
       COALESCE(SUM(IF(e.account = 'merchant', e.credit, 0)), 0) AS taken, COALESCE(SUM(IF(e.account = 'merchant', e.debit, 0)), 0) AS returned
     FROM orders_order o JOIN orders_line l ON l.order_id = o.id AND l.variant_id = ?
     LEFT JOIN payments_payment p ON p.order_id = o.id
     LEFT JOIN payments_sandbox_charge c ON c.reference = p.id
     LEFT JOIN payments_sandbox_entry e ON e.charge_id = c.id
     GROUP BY o.id, o.status, o.grand_total`,
    [variantId],
  );
  const homeless = await rows<{ id: string }>(
    databaseUrl,
    `SELECT c.id FROM payments_sandbox_charge c LEFT JOIN payments_payment p ON p.id = c.reference LEFT JOIN orders_order o ON o.id = p.order_id
     WHERE c.captured > c.refunded AND o.id IS NULL`,
  );
  const status = errand === 'refund' ? 'cancelled' : 'paid';
  const wrong = orders.filter((order) => {
    const total = Number(order.total);
    const given = errand === 'refund' ? total : 0;
    return order.status !== status || Number(order.charges) !== 1 || Number(order.taken) !== total || Number(order.returned) !== given;
  });
  return [
    ...(orders.length === checkouts ? [] : [`there are ${orders.length} orders of ${checkouts} checkouts`]),
    ...wrong.map((order) => `in the bank's book this is wrong: ${JSON.stringify(order)}`),
    ...homeless.map(({ id }) => `the bank took money for ${id}, which is no order's`),
  ];
}
