import { setTimeout as sleep } from 'node:timers/promises';
import type { DurableDatabase } from './durable-database';
import type { Purchase } from './shopper';

/** An event whose delivery was interrupted waits for its lease of a minute. */
const SETTLE_MS = 100_000;
/** What waits to be done by the shop itself, without anybody's help. */
const UNSETTLED = `SELECT 'events' AS what, COUNT(*) AS n FROM platform_outbox WHERE status = 'pending'
  UNION ALL SELECT 'payments', COUNT(*) FROM payments_payment WHERE status IN ('processing', 'unknown')
  UNION ALL SELECT 'refunds', COUNT(*) FROM payments_refund WHERE state IN ('pending', 'unknown')`;

interface Sold {
  readonly id: string;
  readonly cart_id: string;
  readonly status: string;
  readonly captured: string;
  readonly payments: string | null;
}

/** What the database itself says when the dust has settled. */
export class Aftermath {
  constructor(private readonly database: DurableDatabase) {}

  async violations(purchases: readonly Purchase[]): Promise<readonly string[]> {
    const late = await this.settle();
    const abandoned = await this.database.abandonedTransactions();
    const forgotten = abandoned > 0 ? [`${abandoned} transactions were left open at the server`] : [];
    return [...late, ...forgotten, ...(await this.outcomes(purchases))];
  }

  private async settle(): Promise<readonly string[]> {
    const deadline = Date.now() + SETTLE_MS;
    for (;;) {
      const open = (await this.database.find<{ what: string; n: string }>(UNSETTLED)).filter(({ n }) => Number(n) > 0);
      if (open.length === 0) return [];
      if (Date.now() > deadline) return open.map(({ what, n }) => `${n} ${what} were not settled within ${SETTLE_MS / 1_000} s`);
      await sleep(200);
    }
  }

  /** Every acknowledged purchase is exactly one order with exactly one capture. */
  private async outcomes(purchases: readonly Purchase[]): Promise<readonly string[]> {
    if (purchases.length === 0) return [];
    const places = purchases.map(() => '?').join(', ');
    const sold = await this.database.find<Sold>(
      `SELECT o.id, o.cart_id, o.status, (SELECT COUNT(*) FROM payments_payment p WHERE p.order_id = o.id AND p.status = 'captured') AS captured,
         (SELECT GROUP_CONCAT(CONCAT(p.id, ' ', p.status)) FROM payments_payment p WHERE p.order_id = o.id) AS payments
       FROM orders_order o WHERE o.cart_id IN (${places})`,
      purchases.map(({ cartId }) => cartId),
    );
    return purchases.flatMap(({ cartId, orderId }) => {
      const own = sold.filter(({ cart_id }) => cart_id === cartId);
      const [only] = own;
      if (own.length !== 1 || only?.id !== orderId)
        return [`Cart ${cartId} was acknowledged as ${orderId}, but there are ${own.length} orders: ${own.map(({ id }) => id).join()}`];
      return only.status === 'paid' && Number(only.captured) === 1
        ? []
        : [`Order ${orderId} is ${only.status} with ${only.captured} captures (${only.payments})`];
    });
  }
}
