import { newId } from '../../../src/platform/ids';
import { buyers, checkout, orderedOf, sha256 } from './buyers';
import type { Race } from './race';
import type { Round } from './round';

const ROWS = 10_000;
const ORDERS = 200;
const PATIENCE_MS = 45_000;

type Row = Record<string, unknown>;

/** Unpaid orders whose time is over: copies of one that the shop has made, with its cart, goods and payment. */
async function expiredOrders(round: Round, variantId: string): Promise<readonly string[]> {
  const [buyer] = await buyers(round, 1, () => [{ variantId, quantity: 1 }]);
  if (!buyer) throw new Error('There is no buyer');
  const { order, payment } = orderedOf(round, await checkout(buyer, 0));
  const made = Array.from({ length: ORDERS - 1 }, () => ({ id: newId('ord'), cart_id: newId('cart'), payment: newId('pay') }));
  const token = (): string => sha256(round.random.token());
  await copy(
    round,
    'cart_cart',
    'id',
    buyer.cartId,
    made.map(({ cart_id: id }) => ({ id, token_hash: token() })),
  );
  await copy(
    round,
    'orders_order',
    'id',
    order.id,
    made.map(({ id, cart_id }) => ({ id, cart_id, number: round.random.token().slice(0, 12), token_hash: token() })),
  );
  await copy(
    round,
    'orders_line',
    'order_id',
    order.id,
    made.map(({ id }) => ({ id: newId('line'), order_id: id })),
  );
  await copy(
    round,
    'orders_history',
    'order_id',
    order.id,
    made.map(({ id }) => ({ order_id: id })),
  );
  await copy(
    round,
    'payments_payment',
    'id',
    payment.id,
    made.map(({ id, payment: own }) => ({ id: own, order_id: id, open_order_id: id })),
  );
  const past = new Date(Date.now() - 5_000);
  await round.rows.write('UPDATE inventory_stock SET reserved = reserved + ? WHERE variant_id = ?', [made.length, variantId]);
  await copy(
    round,
    'inventory_reservation',
    'order_id',
    order.id,
    made.map(({ id }) => ({ id: newId('res'), order_id: id, expires_at: past })),
  );
  await round.rows.write('UPDATE inventory_reservation SET expires_at = ? WHERE order_id = ?', [past, order.id]);
  return [order.id, ...made.map(({ id }) => id)];
}

async function copy(round: Round, table: string, column: string, id: string, copies: readonly Row[]): Promise<void> {
  const [original] = await round.rows.find<Row>(`SELECT * FROM ${table} WHERE ${column} = ?`, [id]);
  if (original) await round.rows.copy(table, original, copies);
}

/** Events about the stock of a variant, as many as make ten thousand rows together with the reservations. */
async function events(round: Round, variantId: string): Promise<void> {
  const now = new Date();
  const row = {
    event_id: '',
    type: 'inventory.stock_changed',
    listener: 'cart.availability',
    payload: JSON.stringify({ variantId, available: 1 }),
    available_at: now,
    occurred_at: now,
  };
  await round.rows.copy(
    'platform_outbox',
    row,
    Array.from({ length: ROWS - ORDERS }, () => ({ event_id: newId('evt') })),
  );
}

/** Four processes sweep and dispatch the same ten thousand rows: each is worked on once, and none is left. */
export const sweepersDispatchers: Race = {
  name: 'sweepers-dispatchers-10000-rows',
  async run(round) {
    const variantId = await round.product(ORDERS + 10);
    const expired = await expiredOrders(round, variantId);
    await events(round, variantId);
    const started = Date.now();
    for (const late of await round.ground.settled(PATIENCE_MS)) round.check(false, late);
    round.tally.add('seconds', (Date.now() - started) / 1_000);
    const [ends] = await round.rows.find<{ cancelled: string; histories: string; released: string; voided: string }>(
      `SELECT SUM(o.status = 'cancelled') AS cancelled, SUM(r.state = 'released') AS released, SUM(p.status = 'voided') AS voided,
         SUM((SELECT COUNT(*) FROM orders_history h WHERE h.order_id = o.id AND h.to_status = 'cancelled')) AS histories
       FROM orders_order o JOIN inventory_reservation r ON r.order_id = o.id JOIN payments_payment p ON p.order_id = o.id WHERE o.id IN (?)`,
      [expired],
    );
    const counts = [ends?.cancelled, ends?.histories, ends?.released, ends?.voided].map(Number);
    round.check(
      counts.every((count) => count === ORDERS),
      `of ${ORDERS} orders ${counts.join(', ')} were cancelled, noted, released and voided`,
    );
    const mails = await round.rows.number("SELECT COUNT(*) FROM notifications_mail WHERE kind = 'order_cancelled' AND created_at > ?", [
      new Date(started - 1_000),
    ]);
    round.check(mails === ORDERS, `${mails} mails were written about ${ORDERS} cancelled orders`);
    round.tally.add('rows', ROWS);
  },
};
