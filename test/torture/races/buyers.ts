import { createHash, randomBytes } from 'node:crypto';
import { newId } from '../../../src/platform/ids';
import type { Answer } from '../../support/client';
import { fillCart, guestCart } from '../../support/shopping';
import type { CheckoutBody, PaymentBody, ProblemBody } from '../../support/shopping';
import type { Round } from './round';
import type { CountedClient } from './tally';

export interface BasketLine {
  readonly variantId: string;
  readonly quantity: number;
}
export interface Buyer {
  readonly cartId: string;
  readonly cartToken: string;
  readonly basket: readonly BasketLine[];
  /** The same cart through a process of choice. */
  via(index: number): CountedClient;
}
export interface Ordered {
  readonly order: CheckoutBody['order'];
  readonly payment: NonNullable<CheckoutBody['payment']>;
  via(index: number): CountedClient;
}
export type CheckoutAnswer = Answer<CheckoutBody & ProblemBody>;
export type PaymentAnswer = Answer<PaymentBody & ProblemBody>;

/**
 * Guests whose carts are ready to be checked out. The shop itself makes the first one; the others are copies of its rows with other
 * baskets, because 200 carts take seconds to fill by hand.
 */
export async function buyers(
  round: Round,
  count: number,
  basketOf: (index: number) => readonly BasketLine[],
  couponCodes: readonly string[] = [],
): Promise<Buyer[]> {
  const baskets = Array.from({ length: count }, (_, index) => basketOf(index));
  const variants = [...new Set(baskets.flat().map(({ variantId }) => variantId))];
  const { id } = await fillCart(
    await guestCart(round.client(0)),
    variants.map((variantId) => ({ variantId, quantity: 1 })),
  );
  const [cart = {}] = await round.rows.find<Record<string, unknown>>('SELECT * FROM cart_cart WHERE id = ?', [id]);
  const lines = await round.rows.find<Record<string, unknown>>('SELECT * FROM cart_line WHERE cart_id = ?', [id]);
  const made = baskets.map((basket) => ({ basket, cartId: newId('cart'), cartToken: randomBytes(32).toString('base64url') }));
  await round.rows.copy(
    'cart_cart',
    cart,
    made.map(({ cartId, cartToken }) => ({ id: cartId, token_hash: sha256(cartToken), coupon_codes: JSON.stringify(couponCodes) })),
  );
  for (const line of lines) await round.rows.copy('cart_line', line, copiesOf(line, made));
  return made.map((buyer) => ({ ...buyer, via: (index) => round.client(index).with({ 'x-cart-token': buyer.cartToken }) }));
}

function copiesOf(
  line: Record<string, unknown>,
  made: readonly { readonly cartId: string; readonly basket: readonly BasketLine[] }[],
): Record<string, unknown>[] {
  return made.flatMap(({ cartId, basket }) => {
    const wanted = basket.find(({ variantId }) => variantId === line['variant_id']);
    return wanted ? [{ id: newId('line'), cart_id: cartId, quantity: wanted.quantity }] : [];
  });
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function checkout({ cartId, via }: Buyer, index: number, key: string | true = true): Promise<CheckoutAnswer> {
  return via(index).post(`/v1/carts/${cartId}/checkout`, { key });
}

export function orderedOf(round: Round, { status, body }: CheckoutAnswer): Ordered {
  if (status !== 201 || !body.payment) throw new Error(`Not ordered: ${status} ${JSON.stringify(body)}`);
  const { order, payment } = body;
  return { order, payment, via: (index) => round.client(index).with({ 'x-order-token': order.token ?? '' }) };
}

/** Orders of one unit each, unpaid. */
export async function orders(round: Round, count: number, variantId: string, quantity = 1): Promise<Ordered[]> {
  const all = await buyers(round, count, () => [{ variantId, quantity }]);
  return round.inTurn(count, async (index) => {
    const buyer = all[index];
    if (!buyer) throw new Error('There is no such buyer');
    return orderedOf(round, await checkout(buyer, index));
  });
}

export async function order(round: Round, variantId: string, quantity = 1): Promise<Ordered> {
  const [only] = await orders(round, 1, variantId, quantity);
  if (!only) throw new Error('There is no order');
  return only;
}

export function confirm(
  { payment, via }: Ordered,
  index: number,
  paymentMethod: string,
  key: string | true = true,
): Promise<PaymentAnswer> {
  return via(index).post(`/v1/payments/${payment.id}/confirm`, { key, body: { paymentMethod } });
}

export function giveUp({ payment, via }: Ordered, index: number): Promise<PaymentAnswer> {
  return via(index).post(`/v1/payments/${payment.id}/cancel`, { key: true });
}
