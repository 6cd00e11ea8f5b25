import { exampleId } from '../../platform/http';
import type { ChosenIds } from '../../platform/ids';
import type { ShopApi } from './shop-api';

type Nth = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

const HOME = { name: 'Sam Shopper', line1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' };
const CONTACT = { email: 'shopper@example.com', shippingAddress: HOME, shippingMethodId: exampleId('ship') };
const ATTENDED = 'pm_card_threeDSecure2Required';

/** Payment methods of the shopper's orders; without one the order waits for its payment. The operations that cancel and pay use the spares. */
const ORDERS: readonly { readonly nth: Nth; readonly method?: string }[] = [
  { nth: 1, method: 'pm_card_visa' },
  { nth: 2, method: 'pm_card_visa' },
  { nth: 3, method: 'pm_card_visa' },
  { nth: 4 },
  { nth: 5 },
  { nth: 6, method: ATTENDED },
  { nth: 7, method: 'pm_card_authorise_only' },
  { nth: 8, method: 'pm_card_authorise_only' },
  { nth: 9, method: 'pm_card_visa' },
];

export const WAITING_ORDERS = [exampleId('ord', 4), exampleId('ord', 5), exampleId('ord', 6), exampleId('ord', 7), exampleId('ord', 8)];
export const GUEST_CARTS = [exampleId('cart', 2), exampleId('cart', 3)];

export async function makeShopperExamples(shopper: ShopApi): Promise<void> {
  for (const [nth, line1] of [[1, 'Torstraße 1'] as const, [2, 'Invalidenstraße 43'] as const]) {
    await shopper.send('POST', '/v1/me/addresses', { payload: { ...HOME, line1 }, ids: { addr: [exampleId('addr', nth)] } });
  }
  for (const { nth, method } of ORDERS) await makeOrder(shopper, nth, method);
  const cart = await shopper.send<{ id: string }>('GET', '/v1/me/cart', { ids: { cart: [exampleId('cart')] } });
  await fill(shopper, cart.id, exampleId('var'), { line: [exampleId('line')] });
  await fill(shopper, cart.id, exampleId('var', 3), { line: [exampleId('line', 2)] });
  await shopper.send('POST', `/v1/carts/${cart.id}/coupons`, { payload: { code: 'WELCOME10' } });
}

/** One cart to bring into an account, one to check out. */
export async function makeGuestCarts(guest: ShopApi): Promise<void> {
  for (const id of GUEST_CARTS) {
    const { token } = await guest.send<{ token: string }>('POST', '/v1/carts', { payload: {}, ids: { cart: [id] } });
    await fill(guest.with({ 'x-cart-token': token }), id, exampleId('var'));
  }
}

async function makeOrder(shopper: ShopApi, nth: Nth, method: string | undefined): Promise<void> {
  const cart = await shopper.send<{ id: string }>('GET', '/v1/me/cart');
  await fill(shopper, cart.id, exampleId('var'));
  const ids = { ord: [exampleId('ord', nth)], pay: [exampleId('pay', nth)], line: [exampleId('line', nth)] };
  await shopper.send('POST', `/v1/carts/${cart.id}/checkout`, { payload: {}, headers: { 'idempotency-key': `demo-order-${nth}` }, ids });
  if (method === undefined) return;
  await shopper.send('POST', `/v1/payments/${exampleId('pay', nth)}/confirm`, {
    payload: { paymentMethod: method },
    headers: { 'idempotency-key': `demo-payment-${nth}` },
    ids: method === ATTENDED ? { chrg: [exampleId('chrg')] } : {},
  });
}

async function fill(owner: ShopApi, cartId: string, variantId: string, ids: ChosenIds = {}): Promise<void> {
  await owner.send('POST', `/v1/carts/${cartId}/lines`, { payload: { variantId, quantity: 2 }, ids });
  await owner.send('PATCH', `/v1/carts/${cartId}`, { payload: CONTACT });
}
