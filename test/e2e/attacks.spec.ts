import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { Client } from '../support/client';
import { brokenInvariants } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { fillCart, guestCart, makeProduct } from '../support/shopping';
import type { CartBody, CheckoutBody, ProblemBody } from '../support/shopping';

/** The first file of a run builds the shop, which takes its time on a busy machine. */
const MINUTES = 180_000;
const LARGEST_PRICE = 999_999_999_999;

let shop: Shop;
let visitor: Client;
let shopper: Client;
let manager: Client;

beforeAll(async () => {
  shop = await startShop({ name: 'attacks' });
  visitor = new Client(shop.urls[0] ?? '');
  [shopper, manager] = [await visitor.signedIn('shopper@example.com'), await visitor.signedIn('manager@example.com')];
}, 3 * MINUTES);

afterAll(async () => {
  expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  await shop.stop();
}, MINUTES);

/** Holds a cart's row, so that what is sent meanwhile queues up behind it in the order in which it came. */
async function inOrderBehind<T>(cartId: string, sends: readonly (() => Promise<T>)[]): Promise<T[]> {
  const holder = await createConnection(shop.databaseUrl);
  await holder.beginTransaction();
  await holder.query('SELECT id FROM cart_cart WHERE id = ? FOR UPDATE', [cartId]);
  const answers: Promise<T>[] = [];
  for (const send of sends) {
    answers.push(send());
    await sleep(400);
  }
  await holder.rollback();
  await holder.end();
  return Promise.all(answers);
}

describe('a cart that is checked out while a guest cart is merged into it', () => {
  it('stays as it was ordered, and the guest’s lines are in the next cart', async () => {
    const [ordered, brought] = [await makeProduct(manager, 5), await makeProduct(manager, 5)];
    const { body: mine } = await shopper.get<CartBody>('/v1/me/cart');
    await fillCart({ id: mine.id, client: shopper }, [{ variantId: ordered.variantId, quantity: 1 }]);
    const { body: guest } = await visitor.post<CartBody>('/v1/carts');
    const guestClient = visitor.with({ 'x-cart-token': guest.token ?? '' });
    await guestClient.post(`/v1/carts/${guest.id}/lines`, { body: { variantId: brought.variantId, quantity: 2 } });

    const [checkout, merge] = await inOrderBehind<{ status: number; body: unknown }>(mine.id, [
      () => shopper.post<CheckoutBody>(`/v1/carts/${mine.id}/checkout`, { key: true }),
      () => shopper.post<CartBody>('/v1/me/cart/merge', { body: { cartId: guest.id, token: guest.token } }),
    ]);
    expect([checkout?.status, merge?.status]).toEqual([201, 200]);
    const { body: next } = await shopper.get<CartBody>('/v1/me/cart');
    expect(next.lines.map(({ variantId, quantity }) => ({ variantId, quantity }))).toEqual([{ variantId: brought.variantId, quantity: 2 }]);
    const { body: closed } = await shopper.get<CartBody>(`/v1/carts/${mine.id}`);
    expect(closed.lines.map(({ variantId }) => variantId)).toEqual([ordered.variantId]);
  });
});

it('opens the next cart for lines that come while the active one is ordered', async () => {
  const [ordered, wanted] = [await makeProduct(manager, 5), await makeProduct(manager, 5)];
  const { body: mine } = await shopper.get<CartBody>('/v1/me/cart');
  await fillCart({ id: mine.id, client: shopper }, [{ variantId: ordered.variantId, quantity: 1 }]);
  const [checkout, created] = await inOrderBehind<{ status: number; body: unknown }>(mine.id, [
    () => shopper.post<CheckoutBody>(`/v1/carts/${mine.id}/checkout`, { key: true }),
    () => shopper.post<CartBody>('/v1/carts', { body: { lines: [{ variantId: wanted.variantId, quantity: 2 }] } }),
  ]);
  expect([checkout?.status, created?.status]).toEqual([201, 201]);
  const next = created?.body as CartBody;
  expect(next.id).not.toBe(mine.id);
  expect(next.lines.map(({ variantId }) => variantId)).toContain(wanted.variantId);
});

it('finds nothing by words that cannot be there, and says so', async () => {
  const admin = await visitor.signedIn('admin@example.com');
  const found = await Promise.all([
    visitor.get<{ data: unknown[] }>('/v1/products?attr.%C3%A9=x&include=facets'),
    visitor.get<{ data: unknown[] }>('/v1/products?attr.%C3%A9Gte=1'),
    admin.get<{ data: unknown[] }>('/v1/admin/ledger?account=%C3%A9'),
    admin.get<{ data: unknown[] }>('/v1/admin/orders?number=%C3%A9&include=total'),
  ]);
  expect(found.map(({ status, body }) => [status, body.data])).toEqual(Array(4).fill([200, []]));
  const method = { title: 'Post', minDays: 1, maxDays: 2, taxCategory: 'é', prices: [{ price: { amount: 0, currency: 'EUR' } }] };
  const refused = await admin.post<ProblemBody>('/v1/admin/shipping-methods', { body: method });
  expect([refused.status, refused.body.code]).toEqual([422, 'pricing/invalid-shipping-method']);
});

it('keeps no quantity that the cart cannot be priced with', async () => {
  const { variantId } = await makeProduct(manager, 99_999, LARGEST_PRICE);
  const cart = await guestCart(visitor);
  const { body } = await cart.client.post<CartBody>(`/v1/carts/${cart.id}/lines`, { body: { variantId, quantity: 1 } });
  const line = `/v1/carts/${cart.id}/lines/${body.lines[0]?.id ?? ''}`;
  expect((await cart.client.patch<ProblemBody>(line, { body: { quantity: 9_999 } })).body).toMatchObject({
    status: 422,
    code: 'pricing/amount-too-large',
  });
  const { status, body: kept } = await cart.client.get<CartBody>(`/v1/carts/${cart.id}`);
  expect({ status, quantity: kept.lines[0]?.quantity }).toEqual({ status: 200, quantity: 1 });
});

it('shows customers what carts and orders hold about them', async () => {
  const { body: mine } = await shopper.get<CartBody>('/v1/me/cart');
  const { body } = await shopper.get<{ sections: { orders: { id: string; email: string }[]; carts: { id: string }[] } }>('/v1/me/export');
  expect(body.sections.carts.map(({ id }) => id)).toContain(mine.id);
  expect(new Set(body.sections.orders.map(({ email }) => email)).size).toBeGreaterThan(0);
});

it('takes no word from the client about what an order is', async () => {
  const { variantId } = await makeProduct(manager, 5);
  const cart = await guestCart(visitor);
  await fillCart(cart, [{ variantId, quantity: 1 }]);
  const path = `/v1/carts/${cart.id}/checkout`;
  for (const body of [{ total: 1 }, { status: 'paid' }, []])
    expect((await cart.client.post<ProblemBody>(path, { key: true, body })).status).toBe(400);
  expect((await cart.client.post(path, { key: true })).status).toBe(201);
});

describe('the stream of an order', () => {
  it('is refused with 404 to strangers, and to staff where there is no such order, however slowly the database answers', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const guest = await guestCart(visitor);
    await fillCart(guest, [{ variantId, quantity: 1 }]);
    const { body: placed } = await guest.client.post<CheckoutBody>(`/v1/carts/${guest.id}/checkout`, { key: true });
    const holder = await createConnection(shop.databaseUrl);
    await holder.query('LOCK TABLES orders_order WRITE');
    const path = `/v1/orders/${placed.order.id}/events`;
    const answers = [
      shopper.get(path),
      visitor.get(path),
      visitor.with({ 'x-order-token': '0'.repeat(43) }).get(path),
      manager.get(`/v1/orders/${placed.order.id.slice(0, -3)}AAA/events`),
    ];
    await sleep(500);
    await holder.end();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    const own = await visitor.with({ 'x-order-token': placed.order.token ?? '' }).beginning(path);
    expect(own.status).toBe(200);
    expect(own.text).toContain('"to":"pending_payment"');
  });
});
