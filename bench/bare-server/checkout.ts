import { randomInt } from 'node:crypto';
import type { Pool } from 'mysql2/promise';
import { load, touch } from './cart';
import type { PricedCart } from './cart';
import { Refusal, hashOf, inTransaction, money, newId, newToken, parsed, rows, write } from './support';
import type { Asked, Value } from './support';

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** One transaction: the cart is closed, the order written, the stock taken under a guard, the payment opened. */
export async function checkout(pool: Pool, asked: Asked): Promise<object> {
  const [id, paymentId, token] = [newId('ord'), newId('pay'), newToken()];
  const number = `P-${Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
  return inTransaction(pool, async (connection) => {
    await touch(connection, asked, "status = 'checked_out', version = version + 1", []);
    const priced = await load(connection, asked);
    const { cart, lines, total } = priced;
    if (lines.length === 0 || !cart.email || cart.method_amount === null) throw new Refusal(422, 'The cart is not ready.');
    await write(connection, INSERT_ORDER, orderValues(id, number, token, priced));
    const rowsOf = lines.map(() => '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ');
    await write(connection, `INSERT INTO bare_order_line VALUES ${rowsOf}`, lineValues(id, priced));
    for (const line of [...lines].sort((one, other) => (one.variant_id < other.variant_id ? -1 : 1))) {
      const taken = await write(
        connection,
        'UPDATE inventory_stock SET on_hand = on_hand - ? WHERE variant_id = ? AND on_hand - reserved >= ?',
        [line.quantity, line.variant_id, line.quantity],
      );
      if (taken !== 1) throw new Refusal(409, 'Not enough stock.');
    }
    await write(
      connection,
      "INSERT INTO bare_payment (id, order_id, status, amount, currency, created_at, updated_at) VALUES (?, ?, 'created', ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))",
      [paymentId, id, total, cart.currency],
    );
    const amount = money(total, cart.currency);
    return {
      order: { id, number, token, status: 'pending_payment', total: amount },
      payment: { id: paymentId, status: 'created', amount },
    };
  });
}

const INSERT_ORDER = `INSERT INTO bare_order (id, number, status, currency, cart_id, token_hash, email, shipping_address, shipping_method, subtotal,
   shipping_total, tax_total, grand_total, tax_breakdown, placed_at) VALUES (?, ?, 'pending_payment', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))`;

function orderValues(id: string, number: string, token: string, { cart, shipping, subtotal, tax, total, taxRows }: PricedCart): Value[] {
  const method = { id: cart.shipping_method_id, title: cart.method_title, amount: money(shipping, cart.currency) };
  return [
    ...[
      id,
      number,
      cart.currency,
      cart.id,
      hashOf(token),
      cart.email,
      JSON.stringify(parsed(cart.shipping_address)),
      JSON.stringify(method),
    ],
    ...[subtotal, shipping, tax, total, JSON.stringify(taxRows)],
  ];
}

function lineValues(orderId: string, { lines }: PricedCart): Value[] {
  return lines.flatMap((line) => [
    ...[newId('line'), orderId, line.variant_id, line.product_id, line.sku, line.title, line.variant_title, line.image_url],
    ...[line.quantity, Number(line.amount), line.subtotal, line.tax, line.subtotal],
  ]);
}

interface PaymentRow {
  readonly id: string;
  readonly order_id: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly version: number;
  readonly created_at: Date;
}

/** What a gateway does in a process of its own: here a card that always works. */
async function charge(): Promise<string> {
  return newId('chrg');
}

export async function confirm(pool: Pool, { id, headers }: Asked): Promise<object> {
  const [payment] = await rows<PaymentRow>(
    pool,
    `SELECT p.id, p.order_id, p.status, p.amount, p.currency, p.version, p.created_at FROM bare_payment p JOIN bare_order o ON o.id = p.order_id
      WHERE p.id = ? AND o.token_hash = ?`,
    [id, hashOf(headers['x-order-token'])],
  );
  if (!payment) throw new Refusal(404, 'There is no such payment.');
  const chargeId = await charge();
  const now = new Date();
  await inTransaction(pool, async (connection) => {
    const captured = await write(
      connection,
      "UPDATE bare_payment SET status = 'captured', captured = amount, charge_id = ?, version = version + 1, updated_at = ? WHERE id = ? AND status = 'created'",
      [chargeId, now, id],
    );
    if (captured !== 1) throw new Refusal(409, 'The payment is not open.');
    await write(
      connection,
      "UPDATE bare_order SET status = 'paid', version = version + 1, paid_at = ? WHERE id = ? AND status = 'pending_payment'",
      [now, payment.order_id],
    );
  });
  const amount = money(Number(payment.amount), payment.currency);
  return {
    ...{ id, orderId: payment.order_id, status: 'captured', failure: null, nextAction: null, version: payment.version + 1 },
    ...{ amount, captured: amount, refunded: money(0, payment.currency) },
    ...{ createdAt: payment.created_at.toISOString(), updatedAt: now.toISOString() },
  };
}
