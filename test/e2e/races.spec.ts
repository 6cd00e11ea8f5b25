import { randomUUID } from 'node:crypto';
import { Client } from '../support/client';
import { brokenInvariants, rows } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { fillCart, firstShippingMethod, guestCart, makeProduct } from '../support/shopping';
import type { CartBody, CheckoutBody, OpenCart, ProblemBody } from '../support/shopping';

/** The first file of a run builds the shop, which takes its time on a busy machine. */
const MINUTES = 180_000;

let shop: Shop;
let clients: readonly Client[];
let manager: Client;

beforeAll(async () => {
  shop = await startShop({ name: 'races', processes: 2 });
  clients = shop.urls.map((url) => new Client(url));
  manager = await clientOf(0).signedIn('manager@example.com');
}, MINUTES);

afterAll(async () => {
  expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  await shop.stop();
}, MINUTES);

/** The processes in turn. */
function clientOf(index: number): Client {
  const client = clients[index % clients.length];
  if (!client) throw new Error('There is no process');
  return client;
}

function through(cart: OpenCart, index: number): Client {
  return new Client(shop.urls[index % shop.urls.length] ?? '', { 'x-cart-token': tokens.get(cart.id) ?? '' });
}

const tokens = new Map<string, string>();

async function readyCart(variantId: string, index: number, methodId?: string): Promise<OpenCart> {
  const { body } = await clientOf(index).post<CartBody>('/v1/carts');
  tokens.set(body.id, body.token ?? '');
  const cart = { id: body.id, client: clientOf(index).with({ 'x-cart-token': body.token ?? '' }) };
  await fillCart(cart, [{ variantId, quantity: 1 }], methodId);
  return cart;
}

function countBy(values: readonly (string | number)[]): Record<string, number> {
  return values.reduce<Record<string, number>>((counts, value) => ({ ...counts, [value]: (counts[value] ?? 0) + 1 }), {});
}

async function inBatches<T>(count: number, size: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let start = 0; start < count; start += size) {
    made.push(...(await Promise.all(Array.from({ length: Math.min(size, count - start) }, (_, i) => make(start + i)))));
  }
  return made;
}

it(
  'sells 50 units to 50 of 500 buyers who check out at once in two processes',
  async () => {
    const { variantId } = await makeProduct(manager, 50);
    const probe = await guestCart(clientOf(0));
    await probe.client.post(`/v1/carts/${probe.id}/lines`, { body: { variantId, quantity: 1 } });
    const methodId = await firstShippingMethod(probe);
    const carts = await inBatches(500, 20, (index) => readyCart(variantId, index, methodId));
    const answers = await Promise.all(
      carts.map(({ id, client }) => client.post<CheckoutBody & ProblemBody>(`/v1/carts/${id}/checkout`, { key: true })),
    );
    expect(countBy(answers.map(({ status, body }) => `${status} ${body.code ?? 'ordered'}`))).toEqual({
      '201 ordered': 50,
      '409 inventory/out-of-stock': 450,
    });
    const stock = await manager.get<{ onHand: number; reserved: number; available: number }>(`/v1/admin/stock/${variantId}`);
    expect(stock.body).toMatchObject({ onHand: 50, reserved: 50, available: 0 });
    const [count] = await rows<{ n: string }>(shop.databaseUrl, 'SELECT COUNT(*) AS n FROM orders_line WHERE variant_id = ?', [variantId]);
    expect(Number(count?.n)).toBe(50);
  },
  3 * MINUTES,
);

it('makes one order of one cart that is checked out 50 times at once with one key', async () => {
  const { variantId } = await makeProduct(manager, 100);
  const cart = await readyCart(variantId, 0);
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      through(cart, index).post<CheckoutBody & ProblemBody>(`/v1/carts/${cart.id}/checkout`, { key }),
    ),
  );
  const ordered = answers.filter(({ status }) => status === 201);
  expect(ordered.length).toBeGreaterThan(0);
  expect(new Set(ordered.map(({ body }) => body.order.id)).size).toBe(1);
  expect(ordered.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
  expect(answers.filter(({ status, body }) => status !== 201 && body.code !== 'idempotency/in-progress')).toEqual([]);
  expect(await ordersOf(cart)).toBe(1);
});

it('makes one order of one cart that is checked out 50 times at once with 50 keys', async () => {
  const { variantId } = await makeProduct(manager, 100);
  const cart = await readyCart(variantId, 0);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      through(cart, index).post<CheckoutBody & ProblemBody>(`/v1/carts/${cart.id}/checkout`, { key: true }),
    ),
  );
  expect(countBy(answers.map(({ status, body }) => `${status} ${body.code ?? 'ordered'}`))).toEqual({
    '201 ordered': 1,
    '409 cart/closed': 49,
  });
  expect(await ordersOf(cart)).toBe(1);
});

it('keeps 20 lines of 20 variants that are added at once', async () => {
  const variants = await inBatches(20, 5, async () => (await makeProduct(manager, 10)).variantId);
  const cart = await readyCart(variants[0] ?? '', 0);
  const answers = await Promise.all(
    variants.map((variantId, index) =>
      through(cart, index).post<CartBody>(`/v1/carts/${cart.id}/lines`, { body: { variantId, quantity: 1 } }),
    ),
  );
  expect(countBy(answers.map(({ status }) => status))).toEqual({ 201: 20 });
  const { body } = await cart.client.get<CartBody>(`/v1/carts/${cart.id}`);
  expect(body.lines).toHaveLength(20);
  expect(body.lines.find((line) => line.variantId === variants[0])?.quantity).toBe(2);
});

it('counts 20 when one unit of one variant is added 20 times at once', async () => {
  const { variantId } = await makeProduct(manager, 100);
  const cart = await guestCart(clientOf(0));
  await Promise.all(Array.from({ length: 20 }, () => cart.client.post(`/v1/carts/${cart.id}/lines`, { body: { variantId, quantity: 1 } })));
  const { body } = await cart.client.get<CartBody>(`/v1/carts/${cart.id}`);
  expect(body.lines.map(({ quantity }) => quantity)).toEqual([20]);
});

it('opens one cart for a customer whose devices all ask for it at once', async () => {
  const shopper = await clientOf(0).signedIn('shopper@example.com');
  const answers = await Promise.all(Array.from({ length: 20 }, () => shopper.get<CartBody>('/v1/me/cart')));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
});

it('merges a guest cart once, however often it is asked to', async () => {
  const { variantId } = await makeProduct(manager, 100);
  const shopper = await clientOf(0).signedIn('shopper@example.com');
  const guest = await readyCart(variantId, 1);
  const body = { cartId: guest.id, token: tokens.get(guest.id) };
  const answers = await Promise.all(Array.from({ length: 10 }, () => shopper.post<CartBody>('/v1/me/cart/merge', { body })));
  expect(countBy(answers.map(({ status }) => status))).toEqual({ 200: 10 });
  const cart = await shopper.get<CartBody>('/v1/me/cart');
  expect(cart.body.lines.find((line) => line.variantId === variantId)?.quantity).toBe(1);
  expect((await guest.client.get(`/v1/carts/${guest.id}`)).status).toBe(404);
});

async function ordersOf(cart: OpenCart): Promise<number> {
  const [count] = await rows<{ n: string }>(shop.databaseUrl, 'SELECT COUNT(*) AS n FROM orders_order WHERE cart_id = ?', [cart.id]);
  return Number(count?.n);
}
