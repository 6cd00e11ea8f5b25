import { randomUUID } from 'node:crypto';
import { newId } from '../../../src/platform/ids';
import { buyers, checkout, orderedOf, sha256 } from './buyers';
import type { Race } from './race';
import type { Round } from './round';

const ROWS = 10_000;
const ORDERS = 200;
const PATIENCE_MS = 100_000;

type Row = Record<string, unknown>;

/** Unpaid orders whose time is over: copies of one that the shop has made, with its cart, goods and payment. */
async function expiredOrders(round: Round, variantId: string): Promise<readonly string[]> {
  const [buyer] = await buyers(round, 1, () => [{ variantId, quantity: 1 }]);
  if (!buyer) throw new Error('There is no buyer');
  const { order, payment } = orderedOf(round, await checkout(buyer, 0));
  const made = Array.from({ length: ORDERS - 1 }, () => ({ id: newId('ord'), cart_id: newId('cart'), payment: newId('pay') }));
  const token = (): string => sha256(randomUUID());
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
    made.map(({ id, cart_id }) => ({ id, cart_id, number: randomUUID().slice(-12), token_hash: token() })),
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

/** As many events as make ten thousand rows together with the reservations; every tenth tells of a level, so that handlers meet as well. */
async function events(round: Round): Promise<void> {
  const stock = await round.rows.find<{ variant_id: string; available: number }>(
    'SELECT variant_id, on_hand - reserved AS available FROM inventory_stock LIMIT 100',
  );
  const now = new Date();
  const row = {
    event_id: '',
    type: 'inventory.stock_changed',
    listener: 'cart.availability',
    payload: '',
    available_at: now,
    occurred_at: now,
  };
  const payload = (index: number): string => {
    const { variant_id: variantId, available } = stock[index % stock.length] ?? { variant_id: '', available: 0 };
    return JSON.stringify({ levels: index % 10 === 0 ? [{ variantId, available, version: 1 }] : [] });
  };
  const copies = Array.from({ length: ROWS - ORDERS }, (_, index) => ({ event_id: newId('evt'), payload: payload(index) }));
  await round.rows.copy('platform_outbox', row, copies);
}

/** All that were ever written: the sweepers are at work from the first expired row on, so a moment in time would not tell them apart. */
const cancellationMails = (round: Round): Promise<number> =>
  round.rows.number("SELECT COUNT(*) FROM notifications_mail WHERE kind = 'order_cancelled'", []);

/** Four processes sweep and dispatch the same ten thousand rows: each is worked on once, and none is left. */
export const sweepersDispatchers: Race = {
  name: 'sweepers-dispatchers-10000-rows',
  async run(round) {
    const variantId = await round.product(ORDERS + 10);
    const mailsBefore = await cancellationMails(round);
    const expired = await expiredOrders(round, variantId);
    await events(round);
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
    const mails = (await cancellationMails(round)) - mailsBefore;
    round.check(mails === ORDERS, `${mails} mails were written about ${ORDERS} cancelled orders`);
    round.tally.add('rows', ROWS);
  },
};
