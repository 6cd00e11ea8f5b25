import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client';
import { brokenInvariants } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { fillCart, guestCart, makeProduct, pay, placeOrder } from '../support/shopping';
import type { CartBody, CheckoutBody, Money, PaymentBody, ProblemBody } from '../support/shopping';

/** The first file of a run builds the shop, which takes its time on a busy machine. */
const MINUTES = 180_000;

interface OrderBody {
  readonly id: string;
  readonly status: string;
  readonly total: Money;
  readonly payments: readonly { readonly status: string }[];
  readonly history: readonly { readonly to: string; readonly reason: string | null }[];
}
interface StockBody {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

const mailbox = mkdtempSync(join(tmpdir(), 'portico-mail-'));
let shop: Shop;
let guest: Client;
let manager: Client;

beforeAll(async () => {
  shop = await startShop({ name: 'journeys', env: { SANDBOX_TIMEOUT_MS: '1500', MAIL_DIRECTORY: mailbox } });
  guest = new Client(shop.urls[0] ?? '');
  manager = await guest.signedIn('manager@example.com');
}, MINUTES);

afterAll(async () => {
  expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  await shop.stop();
  rmSync(mailbox, { recursive: true });
}, MINUTES);

/** The mails that hold the text, as the shop has sent them. */
function mailsWith(text: string): readonly string[] {
  const files = readdirSync(mailbox).filter((name) => name.endsWith('.json'));
  return files.map((name) => readFileSync(join(mailbox, name), 'utf8')).filter((mail) => mail.includes(text));
}

async function stockOf(variantId: string): Promise<StockBody> {
  return (await manager.get<StockBody>(`/v1/admin/stock/${variantId}`)).body;
}

async function eventually<T>(read: () => Promise<T>, done: (value: T) => boolean, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (done(value) || Date.now() > deadline) return value;
    await sleep(100);
  }
}

const statusOf =
  (owner: Client, { payment }: CheckoutBody) =>
  async (): Promise<string> =>
    (await owner.get<PaymentBody>(`/v1/payments/${payment?.id ?? ''}`)).body.status;

describe('a guest', () => {
  it('browses, fills a cart, pays and owns the order', async () => {
    const list = await guest.get<{ data: { slug: string }[] }>('/v1/products?limit=5&inStock=true');
    expect(list.status).toBe(200);
    const product = await guest.get<{ variants: { id: string; available: number }[] }>(`/v1/products/${list.body.data[0]?.slug ?? ''}`);
    const variantId = product.body.variants.find(({ available }) => available > 0)?.id ?? '';
    const { checkout, owner } = await placeOrder(guest, variantId);
    expect(checkout.order.status).toBe('pending_payment');
    expect(checkout.payment?.amount).toEqual(checkout.order.total);
    const payment = await pay(owner, checkout, 'pm_card_visa');
    expect(payment.status).toBe('captured');
    const order = await owner.get<OrderBody>(`/v1/orders/${checkout.order.id}`);
    expect(order.body).toMatchObject({ status: 'paid', total: checkout.order.total, payments: [{ status: 'captured' }] });
    expect(order.body.history.map(({ to }) => to)).toEqual(['pending_payment', 'paid']);
    const mails = await eventually(
      async () => mailsWith(checkout.order.number),
      (found) => found.length >= 1,
    );
    expect(mails).toEqual([expect.stringContaining(`Your order ${checkout.order.number} is paid`)]);
  });

  it('sells what it reserved: stock falls when the money is there', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const { checkout, owner } = await placeOrder(guest, variantId, 2);
    expect(await stockOf(variantId)).toMatchObject({ onHand: 5, reserved: 2, available: 3 });
    await pay(owner, checkout, 'pm_card_visa');
    expect(await stockOf(variantId)).toMatchObject({ onHand: 3, reserved: 0, available: 3 });
  });

  it('may try another card after a declined one', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const { checkout, owner } = await placeOrder(guest, variantId);
    const declined = await pay(owner, checkout, 'pm_card_chargeDeclinedInsufficientFunds');
    expect(declined).toMatchObject({ status: 'failed', failure: { code: 'insufficient_funds' } });
    expect((await pay(owner, checkout, 'pm_card_visa')).status).toBe('captured');
  });

  it('completes a card check on the hosted page', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const { checkout, owner } = await placeOrder(guest, variantId);
    const payment = await pay(owner, checkout, 'pm_card_threeDSecure2Required');
    expect(payment.status).toBe('requires_action');
    const page = new URL(payment.nextAction?.url ?? '');
    const html = await (await fetch(page)).text();
    expect(html).toContain('Complete');
    await fetch(page, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'outcome=complete',
      redirect: 'manual',
    });
    expect(await eventually(statusOf(owner, checkout), (status) => status === 'captured')).toBe('captured');
  });

  it('is not charged twice when the answer of the gateway gets lost', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const { checkout, owner } = await placeOrder(guest, variantId);
    expect((await pay(owner, checkout, 'pm_card_timeout')).status).toBe('unknown');
    const again = await owner.post<ProblemBody>(`/v1/payments/${checkout.payment?.id ?? ''}/confirm`, {
      key: true,
      body: { paymentMethod: 'pm_card_visa' },
    });
    expect(again.status === 409 ? again.body.code : 'captured').toMatch(/payments\/in-progress|captured/);
    expect(await eventually(statusOf(owner, checkout), (status) => status === 'captured')).toBe('captured');
    expect((await owner.get<OrderBody>(`/v1/orders/${checkout.order.id}`)).body.status).toBe('paid');
  });

  it(
    'gets a payment that the gateway never booked back as failed, to try again',
    async () => {
      const { variantId } = await makeProduct(manager, 5);
      const { checkout, owner } = await placeOrder(guest, variantId);
      expect((await pay(owner, checkout, 'pm_card_serverError')).status).toBe('unknown');
      expect(await eventually(statusOf(owner, checkout), (status) => status === 'failed', 30)).toBe('failed');
      expect((await pay(owner, checkout, 'pm_card_visa')).status).toBe('captured');
    },
    MINUTES,
  );

  it('pays nothing when the total is 0, and no gateway is asked', async () => {
    const { variantId } = await makeProduct(manager, 5, 0);
    const cart = await guestCart(guest);
    const methods = await manager.get<{ data: { id: string; title: string }[] }>('/v1/admin/shipping-methods');
    const coupon = `FREE${Math.random().toString(36).slice(2, 8).toUpperCase()}`;
    const made = await manager.post('/v1/admin/promotions', { body: { code: coupon, title: 'Free shipping', kind: 'free_shipping' } });
    expect(made.status).toBe(201);
    await fillCart(cart, [{ variantId, quantity: 1 }], methods.body.data[0]?.id);
    expect((await cart.client.post(`/v1/carts/${cart.id}/coupons`, { body: { code: coupon } })).status).toBe(201);
    const { body } = await cart.client.post<CheckoutBody>(`/v1/carts/${cart.id}/checkout`, { key: true });
    expect(body).toMatchObject({ order: { status: 'paid', total: { amount: 0 } }, payment: null });
    expect(await stockOf(variantId)).toMatchObject({ onHand: 4, reserved: 0 });
  });

  it('gets the goods of a cancelled order released, and the money of a paid one back', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const unpaid = await placeOrder(guest, variantId);
    expect((await unpaid.owner.post<OrderBody>(`/v1/orders/${unpaid.checkout.order.id}/cancel`, { key: true })).body.status).toBe(
      'cancelled',
    );
    expect(await stockOf(variantId)).toMatchObject({ onHand: 5, reserved: 0 });
    const paid = await placeOrder(guest, variantId);
    await pay(paid.owner, paid.checkout, 'pm_card_visa');
    expect((await paid.owner.post<OrderBody>(`/v1/orders/${paid.checkout.order.id}/cancel`, { key: true })).body.status).toBe('cancelled');
    expect(await stockOf(variantId)).toMatchObject({ onHand: 5, reserved: 0 });
    expect(await eventually(statusOf(paid.owner, paid.checkout), (status) => status === 'refunded')).toBe('refunded');
  });

  it('cannot see what belongs to somebody else', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const { checkout } = await placeOrder(guest, variantId);
    const other = await placeOrder(guest, variantId);
    for (const client of [guest, other.owner, await guest.signedIn('shopper@example.com')]) {
      expect((await client.get(`/v1/orders/${checkout.order.id}`)).status).toBe(404);
      expect((await client.get(`/v1/payments/${checkout.payment?.id ?? ''}`)).status).toBe(404);
      expect(
        (await client.post(`/v1/payments/${checkout.payment?.id ?? ''}/confirm`, { key: true, body: { paymentMethod: 'pm_card_visa' } }))
          .status,
      ).toBe(404);
      expect((await client.post(`/v1/orders/${checkout.order.id}/cancel`, { key: true })).status).toBe(404);
    }
  });
});

describe('a customer', () => {
  it('registers, proves the address with the mail, and is signed in', async () => {
    const email = `ada.${Date.now()}@example.com`;
    expect((await guest.post('/v1/auth/register', { body: { email, password: 'correct horse battery staple' } })).status).toBe(202);
    const [mail = ''] = await eventually(
      async () => mailsWith(email),
      (found) => found.length > 0,
    );
    const token = /#token=([A-Za-z0-9_-]+)/.exec(mail)?.[1];
    const session = await guest.post<{ accessToken: string }>('/v1/auth/verify-email', { body: { token } });
    expect(session.status).toBe(200);
    const me = await guest.with({ authorization: `Bearer ${session.body.accessToken}` }).get<{ email: string }>('/v1/me');
    expect(me.body.email).toBe(email);
  });

  it('has the same cart on every device, and the order in the purchase history', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const [phone, laptop] = [await guest.signedIn('shopper@example.com'), await guest.signedIn('shopper@example.com')];
    const { body } = await phone.get<CartBody>('/v1/me/cart');
    await fillCart({ id: body.id, client: phone }, [{ variantId, quantity: 1 }]);
    const [seen, kept] = [await laptop.get<CartBody>('/v1/me/cart'), await phone.get<CartBody>('/v1/me/cart')];
    expect(seen.body).toEqual(kept.body);
    expect(seen.body.lines.map((line) => line.variantId)).toContain(variantId);
    const placed = await laptop.post<CheckoutBody>(`/v1/carts/${body.id}/checkout`, { key: true });
    expect(placed.body.order.token).toBeUndefined();
    expect((await pay(phone, placed.body, 'pm_card_visa')).status).toBe('captured');
    const history = await laptop.get<{ data: OrderBody[] }>('/v1/me/orders?limit=1');
    expect(history.body.data[0]).toMatchObject({ id: placed.body.order.id, status: 'paid' });
    expect((await phone.get<CartBody>('/v1/me/cart')).body.id).not.toBe(body.id);
  });
});

describe('a cart', () => {
  it('says what is missing, and checkout refuses it for just that', async () => {
    const { variantId } = await makeProduct(manager, 5);
    const cart = await guestCart(guest);
    await cart.client.post(`/v1/carts/${cart.id}/lines`, { body: { variantId, quantity: 1 } });
    const { body } = await cart.client.get<{ ready: boolean; missing: { code: string }[] }>(`/v1/carts/${cart.id}/requirements`);
    expect(body.missing.map(({ code }) => code)).toEqual(['email_required', 'shipping_address_required', 'shipping_method_required']);
    const refused = await cart.client.post<ProblemBody & { missing: unknown }>(`/v1/carts/${cart.id}/checkout`, { key: true });
    expect(refused).toMatchObject({ status: 422, body: { code: 'cart/not-ready', missing: body.missing } });
  });

  it('adds up, with WELCOME10 and an explanation', async () => {
    const { variantId } = await makeProduct(manager, 5, 1_999);
    const cart = await guestCart(guest);
    const filled = await fillCart(cart, [{ variantId, quantity: 2 }]);
    const { body } = await cart.client.post<CartBody>(`/v1/carts/${cart.id}/coupons`, { body: { code: 'welcome10' } });
    expect(body.discountTotal.amount).toBe(400);
    expect(body.total.amount).toBe(3_998 - 400 + filled.shippingTotal.amount);
    const explained = await cart.client.get<{ steps: unknown[] }>(`/v1/carts/${cart.id}/explanation`);
    expect(explained.body.steps.length).toBeGreaterThan(0);
    const unknown = await cart.client.post<ProblemBody>(`/v1/carts/${cart.id}/coupons`, { body: { code: 'NOSUCHCODE' } });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'cart/coupon-ineligible' } });
  });

  it('refuses a change against an old version and answers 304 to the current one', async () => {
    const cart = await guestCart(guest);
    const first = await cart.client.get<CartBody>(`/v1/carts/${cart.id}`);
    const etag = first.headers.get('etag') ?? '';
    expect((await cart.client.get(`/v1/carts/${cart.id}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect(
      (await cart.client.patch(`/v1/carts/${cart.id}`, { headers: { 'if-match': etag }, body: { email: 'a@example.com' } })).status,
    ).toBe(200);
    const stale = await cart.client.patch<ProblemBody>(`/v1/carts/${cart.id}`, {
      headers: { 'if-match': etag },
      body: { email: 'b@example.com' },
    });
    expect(stale).toMatchObject({ status: 412, body: { code: 'request/stale' } });
  });
});

describe('the catalogue', () => {
  it('takes an option twice as either value, and any other parameter only once', async () => {
    const titles = async (query: string): Promise<readonly string[]> =>
      (await guest.get<{ data: { title: string }[] }>(`/v1/products?limit=100&${query}`)).body.data.map(({ title }) => title);
    const [small, large] = [await titles('option.Size=S'), await titles('option.Size=L')];
    expect(small.length).toBeGreaterThan(0);
    expect(new Set(await titles('option.Size=S&option.Size=L'))).toEqual(new Set([...small, ...large]));
    expect((await guest.get('/v1/products?q=mug&q=cup')).status).toBe(400);
  });
});
