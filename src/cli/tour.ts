import { randomUUID } from 'node:crypto';

/** Shops over HTTP as a guest and as a customer, through success and decline, and prints each step. Needs a running shop. */

const base = (process.env['SHOP_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? '3000'}`).replace(/\/+$/, '');
const PASSPHRASE = 'portico demo passphrase';
const ADDRESS = { name: 'Ada Lovelace', line1: 'Invalidenstr. 43', city: 'Berlin', postalCode: '10115', country: 'DE' };

interface Money {
  readonly amount: number;
  readonly currency: string;
}
interface Product {
  readonly id: string;
  readonly title: string;
  readonly variants: readonly { readonly id: string; readonly title: string; readonly available: number; readonly price: Money | null }[];
}
interface Cart {
  readonly id: string;
  readonly token?: string;
  readonly total: Money;
  readonly taxTotal: Money;
  readonly discountTotal: Money;
  readonly lines: readonly { readonly id: string; readonly title: string; readonly quantity: number; readonly total: Money }[];
}
interface Placed {
  readonly order: { readonly id: string; readonly number: string; readonly token?: string; readonly status: string; readonly total: Money };
  readonly payment: { readonly id: string; readonly status: string };
}
interface Payment {
  readonly status: string;
  readonly failure?: { readonly code: string } | null;
}
type Headers = Readonly<Record<string, string>>;

let step = 0;

function say(text: string): void {
  step += 1;
  process.stdout.write(`${String(step).padStart(2)}. ${text}\n`);
}

function money({ amount, currency }: Money): string {
  return `${(amount / 100).toFixed(2)} ${currency}`;
}

async function call<T>(
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly headers?: Headers; readonly expect?: number } = {},
): Promise<T> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: { ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const expected = options.expect === undefined ? response.ok : response.status === options.expect;
  if (!expected) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(`Expected: ${what}`);
}

async function findProducts(): Promise<Product[]> {
  const page = await call<{ data: readonly { id: string }[] }>('GET', '/v1/products?inStock=true&limit=5');
  check(page.data.length > 1, 'products in stock; was the demo shop seeded?');
  return Promise.all(page.data.map(({ id }) => call<Product>('GET', `/v1/products/${id}`)));
}

function buyable(product: Product): string {
  const variant = product.variants.find(({ available, price }) => available > 0 && price !== null);
  if (!variant) throw new Error(`Nothing of ${product.title} is in stock`);
  return variant.id;
}

async function fill(cart: Cart, headers: Headers, products: readonly Product[]): Promise<Cart> {
  for (const product of products) {
    await call('POST', `/v1/carts/${cart.id}/lines`, { headers, body: { variantId: buyable(product), quantity: 1 } });
    say(`put "${product.title}" into the cart`);
  }
  const methods = await call<{ data: readonly { id: string; title: string; price: Money }[] }>(
    'GET',
    `/v1/carts/${cart.id}/shipping-methods`,
    { headers },
  );
  const [method] = methods.data;
  if (!method) throw new Error('No shipping method serves the cart');
  const filled = await call<Cart>('PATCH', `/v1/carts/${cart.id}`, {
    headers,
    body: { email: 'ada@example.com', shippingAddress: ADDRESS, shippingMethodId: method.id },
  });
  say(`chose "${method.title}" (${money(method.price)}); the total is ${money(filled.total)}, of which ${money(filled.taxTotal)} tax`);
  return filled;
}

async function checkOut(cart: Cart, headers: Headers): Promise<Placed> {
  const key = randomUUID();
  const placed = await call<Placed>('POST', `/v1/carts/${cart.id}/checkout`, { headers: { ...headers, 'idempotency-key': key }, body: {} });
  say(`checked out: order ${placed.order.number} is ${placed.order.status}, payment ${placed.payment.status}`);
  const again = await call<Placed>('POST', `/v1/carts/${cart.id}/checkout`, { headers: { ...headers, 'idempotency-key': key }, body: {} });
  check(again.order.id === placed.order.id, 'the same order for the same key');
  say('sent the same request again with the same key: the same order, not a second one');
  return placed;
}

async function pay(placed: Placed, headers: Headers, paymentMethod: string): Promise<Payment> {
  const payment = await call<Payment>('POST', `/v1/payments/${placed.payment.id}/confirm`, {
    headers: { ...headers, 'idempotency-key': randomUUID() },
    body: { paymentMethod },
  });
  say(`paid with ${paymentMethod}: ${payment.status}${payment.failure ? ` (${payment.failure.code})` : ''}`);
  return payment;
}

async function asGuest(products: readonly Product[]): Promise<void> {
  process.stdout.write('\nA guest\n');
  const cart = await call<Cart>('POST', '/v1/carts', { body: {} });
  say(`opened cart ${cart.id}`);
  const headers = { 'x-cart-token': cart.token ?? '' };
  await call('GET', `/v1/carts/${cart.id}`, { expect: 404 });
  say('without its token the cart does not exist (404)');
  await fill(cart, headers, products.slice(0, 2));
  const discounted = await call<Cart>('POST', `/v1/carts/${cart.id}/coupons`, { headers, body: { code: 'WELCOME10' } });
  check(discounted.discountTotal.amount > 0, 'WELCOME10 takes something off');
  say(`redeemed WELCOME10: ${money(discounted.discountTotal)} off`);
  const placed = await checkOut(cart, headers);
  const owner = { 'x-order-token': placed.order.token ?? '' };
  const declined = await pay(placed, owner, 'pm_card_chargeDeclined');
  check(declined.status === 'failed', 'the declined card fails');
  const paid = await pay(placed, owner, 'pm_card_visa');
  check(paid.status === 'captured', 'the second card is captured');
  const order = await call<{ status: string; history: readonly { to: string }[] }>('GET', `/v1/orders/${placed.order.id}`, {
    headers: owner,
  });
  check(order.status === 'paid', 'the order is paid');
  say(`the order is ${order.status}; its history: ${order.history.map(({ to }) => to).join(' -> ')}`);
}

/** What others have bought away since it was put into the cart. */
async function takeOutWhatIsShort({ id, lines }: Cart, headers: Headers): Promise<void> {
  const { missing } = await call<{ missing: readonly { code: string; pointer: string }[] }>('GET', `/v1/carts/${id}/requirements`, {
    headers,
  });
  const short = missing.flatMap(({ code, pointer }) => (code.startsWith('line_') ? [Number(pointer.split('/')[2])] : []));
  for (const line of lines.filter((_, index) => short.includes(index))) {
    await call('DELETE', `/v1/carts/${id}/lines/${line.id}`, { headers });
    say(`took "${line.title}" out again: there are not enough any more`);
  }
}

async function asCustomer(products: readonly Product[]): Promise<void> {
  process.stdout.write('\nA customer\n');
  const session = await call<{ accessToken: string }>('POST', '/v1/auth/login', {
    body: { email: 'shopper@example.com', password: PASSPHRASE },
  });
  say('signed in as shopper@example.com');
  const headers = { authorization: `Bearer ${session.accessToken}` };
  const guest = await call<Cart>('POST', '/v1/carts', { body: {} });
  await call('POST', `/v1/carts/${guest.id}/lines`, {
    headers: { 'x-cart-token': guest.token ?? '' },
    body: { variantId: buyable(products[0] as Product), quantity: 1 },
  });
  const cart = await call<Cart>('POST', '/v1/me/cart/merge', { headers, body: { cartId: guest.id, token: guest.token } });
  say(`brought a guest cart into the customer's cart ${cart.id}: ${cart.lines.length} lines`);
  await takeOutWhatIsShort(cart, headers);
  await fill(cart, headers, products.slice(1, 2));
  const placed = await checkOut(cart, headers);
  const paid = await pay(placed, headers, 'pm_card_visa');
  check(paid.status === 'captured', 'the card is captured');
  const mine = await call<{ data: readonly { id: string; status: string }[] }>('GET', '/v1/me/orders', { headers });
  check(
    mine.data[0]?.id === placed.order.id && mine.data[0].status === 'paid',
    'the newest order of the purchase history is this one, paid',
  );
  say(`the purchase history has ${mine.data.length} orders on its first page; the newest is ${mine.data[0]?.status}`);
}

async function main(): Promise<void> {
  process.stdout.write(`A tour of the shop at ${base}\n\n`);
  const products = await findProducts();
  say(`found ${products.map(({ title }) => `"${title}"`).join(', ')}`);
  await asGuest(products);
  await asCustomer(products);
  process.stdout.write('\nThe tour is complete.\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`\nThe tour stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
