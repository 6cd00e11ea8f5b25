import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client';
import { brokenInvariants, rows } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { makeProduct, pay, placeOrder } from '../support/shopping';
import type { CheckoutBody, Money, PaymentBody } from '../support/shopping';
import { STAND_IN_KEY, stripeSignature, StripeStandIn } from '../support/stripe-stand-in';

const MINUTES = 300_000;
const SECRET = 'whsec_e2e_secret_of_the_stand_in';
const PRICE = 2_500;

let standIn: StripeStandIn;
let shop: Shop;
let guest: Client;
let manager: Client;
let variantId: string;

beforeAll(async () => {
  standIn = await StripeStandIn.start();
  const env = { STRIPE_SECRET_KEY: STAND_IN_KEY, STRIPE_WEBHOOK_SECRET: SECRET, STRIPE_API_BASE: standIn.url, STRIPE_TIMEOUT_MS: '10000' };
  shop = await startShop({ name: 'stripe', env });
  const url = shop.urls[0] ?? '';
  standIn.callbacks.sendTo(`${url}/v1/webhooks/payments/stripe`, SECRET);
  guest = new Client(url);
  manager = await guest.signedIn('manager@example.com');
  ({ variantId } = await makeProduct(manager, 100, PRICE));
}, MINUTES);

afterEach(() => {
  standIn.faults.clear();
  standIn.callbacks.automatic = true;
});

afterAll(async () => {
  const broken = await brokenInvariants(shop.databaseUrl);
  await shop.stop();
  await standIn.stop();
  expect(broken).toEqual([]);
  expect(/pm_card_|sk_test_|whsec_/.exec(shop.log())).toBeNull();
}, MINUTES);

async function eventually<T>(read: () => Promise<T>, done: (value: T) => boolean, seconds = 25): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const value = await read();
    if (done(value) || Date.now() > deadline) return value;
    await sleep(100);
  }
}

const statusOf = async (owner: Client, { order }: CheckoutBody): Promise<string> =>
  (await owner.get<{ status: string }>(`/v1/orders/${order.id}`)).body.status;
const paymentOf = async (owner: Client, { payment }: CheckoutBody): Promise<PaymentBody> =>
  (await owner.get<PaymentBody>(`/v1/payments/${payment?.id ?? ''}`)).body;
const paid = (owner: Client, checkout: CheckoutBody): Promise<string> =>
  eventually(
    () => statusOf(owner, checkout),
    (status) => status === 'paid',
  );
const last = () => standIn.book.intents.at(-1);

it('offers cards through Stripe first', async () => {
  const { body } = await guest.get<{ data: { code: string; gateway: string; kind: string }[] }>('/v1/payment-methods');
  expect(body.data.map(({ code, gateway, kind }) => `${gateway} ${code} ${kind}`)).toEqual([
    ...['stripe card token', 'sandbox card token', 'manual bank_transfer direct', 'manual cash_on_delivery direct'],
  ]);
});

it('sells: checkout, confirmation, captured at Stripe, paid', async () => {
  const { checkout, owner } = await placeOrder(guest, variantId);
  expect(await pay(owner, checkout, 'pm_card_visa')).toMatchObject({ status: 'captured', failure: null });
  expect(await statusOf(owner, checkout)).toBe('paid');
  expect(last()).toMatchObject({ amount: checkout.order.total.amount, currency: 'eur', received: checkout.order.total.amount });
  const messages = await eventually(
    () =>
      rows<{ type: string; state: string }>(
        shop.databaseUrl,
        `SELECT type, state FROM payments_inbox WHERE type = 'payment_intent.succeeded'`,
      ),
    (found) => found.some(({ state }) => state === 'processed'),
  );
  expect(messages).toContainEqual({ type: 'payment_intent.succeeded', state: 'processed' });
});

it('lets a declined shopper pay with another card', async () => {
  const { checkout, owner } = await placeOrder(guest, variantId);
  expect(await pay(owner, checkout, 'pm_card_chargeDeclinedInsufficientFunds')).toMatchObject({
    status: 'failed',
    failure: { code: 'insufficient_funds' },
  });
  expect((await pay(owner, checkout, 'pm_card_visa')).status).toBe('captured');
  expect(await statusOf(owner, checkout)).toBe('paid');
});

it('sends the shopper to the bank and hears of the outcome by webhook', async () => {
  const { checkout, owner } = await placeOrder(guest, variantId);
  const payment = await pay(owner, checkout, 'pm_card_threeDSecure2Required');
  expect(payment).toMatchObject({ status: 'requires_action', nextAction: { url: `${standIn.url}/3ds/${last()?.id}` } });
  standIn.book.answerChallenge(last()?.id ?? '', 'complete');
  expect(await paid(owner, checkout)).toBe('paid');
});

it('charges once when the webhook overtakes the answer', async () => {
  const { checkout, owner } = await placeOrder(guest, variantId);
  const before = standIn.book.intents.length;
  standIn.faults.add({ operation: 'create', kind: 'slow_answer', delayMs: 800, times: 1 });
  expect((await pay(owner, checkout, 'pm_card_visa')).status).toBe('captured');
  expect(await statusOf(owner, checkout)).toBe('paid');
  expect(standIn.book.intents.length).toBe(before + 1);
});

it(
  'settles an answer that was lost, with the webhooks and without',
  async () => {
    for (const automatic of [true, false]) {
      standIn.callbacks.automatic = automatic;
      const { checkout, owner } = await placeOrder(guest, variantId);
      const before = standIn.book.intents.length;
      standIn.faults.add({ operation: 'create', kind: 'drop_after', times: 2 });
      expect((await pay(owner, checkout, 'pm_card_visa')).status).toBe('unknown');
      expect(await paid(owner, checkout)).toBe('paid');
      expect(standIn.book.intents.length).toBe(before + 1);
    }
  },
  MINUTES,
);

it('gives the money back when the paid order is cancelled', async () => {
  const { checkout, owner } = await placeOrder(guest, variantId);
  await pay(owner, checkout, 'pm_card_visa');
  const intent = last()?.id;
  expect((await owner.post(`/v1/orders/${checkout.order.id}/cancel`, { key: true })).status).toBe(200);
  const { status } = await eventually(
    () => paymentOf(owner, checkout),
    (payment) => payment.status === 'refunded',
  );
  expect(status).toBe('refunded');
  expect(standIn.book.refunds.filter((refund) => refund.intent === intent)).toEqual([
    expect.objectContaining({ amount: checkout.order.total.amount }),
  ]);
});

it('takes a dispute in', async () => {
  const { checkout, owner } = await placeOrder(guest, variantId);
  await pay(owner, checkout, 'pm_card_createDispute');
  const { status } = await eventually(
    () => paymentOf(owner, checkout),
    (payment) => payment.status === 'disputed',
  );
  expect(status).toBe('disputed');
});

it('refuses forged, stale and foreign messages, and takes a repeated one once', async () => {
  const event = standIn.callbacks.of('payment_intent.succeeded').at(-1);
  const raw = event?.raw ?? Buffer.alloc(0);
  const old = new Date(Date.now() - 301_000);
  expect(await standIn.callbacks.send(raw, stripeSignature('whsec_forged', raw))).toBe(400);
  expect(await standIn.callbacks.send(raw, stripeSignature(SECRET, raw, old))).toBe(400);
  expect(await standIn.callbacks.send(raw, 'v0=1')).toBe(400);
  expect([await standIn.callbacks.send(raw), await standIn.callbacks.send(raw)]).toEqual([200, 200]);
  expect(await rows(shop.databaseUrl, 'SELECT id FROM payments_inbox WHERE event_id = ?', [event?.id ?? ''])).toHaveLength(1);
});

it('stores no card and no secret', async () => {
  const found = await rows(
    shop.databaseUrl,
    `SELECT id FROM payments_fact WHERE decline_code LIKE '%4242%' UNION SELECT id FROM payments_attempt WHERE payment_method LIKE '%4242%'`,
  );
  expect(found).toEqual([]);
});

describe('payments by hand', () => {
  const confirmed = async (method: string): Promise<{ readonly checkout: CheckoutBody; readonly owner: Client }> => {
    const placed = await placeOrder(guest, variantId);
    expect(await pay(placed.owner, placed.checkout, method)).toMatchObject({ status: 'authorised', failure: null });
    return placed;
  };
  const record = (checkout: CheckoutBody, amount?: number) =>
    manager.post<{ status: string; captured: Money }>(`/v1/admin/payments/${checkout.payment?.id ?? ''}/capture`, {
      key: true,
      body: amount === undefined ? {} : { amount: { amount, currency: 'EUR' } },
    });

  it('are paid when staff have recorded the last part of a transfer', async () => {
    const { checkout, owner } = await confirmed('bank_transfer');
    const { body } = await record(checkout, 1_000);
    expect(body).toMatchObject({ status: 'authorised', captured: { amount: 1_000 } });
    expect(await statusOf(owner, checkout)).toBe('pending_payment');
    expect((await record(checkout)).body).toMatchObject({ status: 'captured', captured: checkout.order.total });
    expect(await statusOf(owner, checkout)).toBe('paid');
  });

  it('are given up by staff, and the order ends', async () => {
    const { checkout, owner } = await confirmed('cash_on_delivery');
    expect((await manager.post(`/v1/admin/payments/${checkout.payment?.id ?? ''}/cancel`, { key: true })).status).toBe(200);
    expect(await statusOf(owner, checkout)).toBe('cancelled');
  });

  it('are given back by staff', async () => {
    const { checkout } = await confirmed('bank_transfer');
    await record(checkout);
    const { status, body } = await manager.post<{ status: string }>(`/v1/admin/payments/${checkout.payment?.id ?? ''}/refunds`, {
      key: true,
      body: { amount: { amount: 500, currency: 'EUR' } },
    });
    expect([status, body.status]).toEqual([201, 'succeeded']);
  });
});
