import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../support/client';
import { brokenInvariants, rows } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { makeProduct, pay, placeOrder } from '../support/shopping';
import type { CheckoutBody, Money, PaymentBody, ProblemBody } from '../support/shopping';

/** The first file of a run builds the shop, which takes its time on a busy machine. */
const MINUTES = 180_000;

interface OrderBody {
  readonly id: string;
  readonly status: string;
  readonly total: Money;
  readonly lines: readonly {
    readonly id: string;
    readonly quantity: number;
    readonly refundedQuantity: number;
    readonly openQuantity: number;
    readonly total: Money;
  }[];
  readonly refunds: readonly { readonly status: string; readonly amount: Money; readonly lines: readonly { readonly amount: Money }[] }[];
}
interface Taken extends PaymentBody {
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
}
interface RefundBody {
  readonly id: string;
  readonly status: string;
  readonly amount: Money;
  readonly failure: { readonly code: string } | null;
}

let shop: Shop;
let guest: Client;
let manager: Client;

beforeAll(async () => {
  shop = await startShop({ name: 'money' });
  guest = new Client(shop.urls[0] ?? '');
  manager = await guest.signedIn('manager@example.com');
}, MINUTES);

afterAll(async () => {
  expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  await shop.stop();
}, MINUTES);

async function ordered(method: string, quantity = 1, amount = 2_500) {
  const { variantId } = await makeProduct(manager, 50, amount);
  const { checkout, owner } = await placeOrder(guest, variantId, quantity);
  const payment = await pay(owner, checkout, method);
  return { variantId, checkout, owner, payment, orderId: checkout.order.id, paymentId: payment.id, total: checkout.order.total.amount };
}

const orderOf = async (id: string) => (await manager.get<OrderBody>(`/v1/admin/orders/${id}`)).body;
const capture = (id: string, amount?: number) =>
  manager.post<Taken & ProblemBody>(`/v1/admin/payments/${id}/capture`, {
    key: true,
    body: amount === undefined ? {} : { amount: eur(amount) },
  });
const refund = (id: string, amount?: number) =>
  manager.post<RefundBody & ProblemBody>(`/v1/admin/payments/${id}/refunds`, {
    key: true,
    body: amount === undefined ? {} : { amount: eur(amount) },
  });
const refundGoods = (id: string, body: object) =>
  manager.post<RefundBody & ProblemBody>(`/v1/admin/orders/${id}/refunds`, { key: true, body });
const release = (id: string) => manager.post<Taken & ProblemBody>(`/v1/admin/payments/${id}/cancel`, { key: true });
const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const codes = (answers: readonly { status: number; body: { code?: string } }[]) =>
  answers.map(({ status, body }) => `${status} ${body.code ?? ''}`.trim());

async function eventually<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 15_000; ; await sleep(100)) {
    const value = await read();
    if (done(value) || Date.now() > deadline) return value;
  }
}

async function receivable(orderId: string): Promise<number> {
  const [row] = await rows<{ open: string }>(
    shop.databaseUrl,
    `SELECT COALESCE(SUM(e.debit) - SUM(e.credit), 0) AS open FROM payments_posting p JOIN payments_ledger_entry e ON e.posting_id = p.id
     WHERE p.order_id = ? AND e.account = 'receivable'`,
    [orderId],
  );
  return Number(row?.open);
}

describe('capturing by hand', () => {
  it('pays the order when the last of several parts is taken', async () => {
    const { orderId, paymentId, total } = await ordered('pm_card_authorise_only');
    expect((await capture(paymentId, 1_000)).body).toMatchObject({ status: 'authorised', captured: eur(1_000) });
    expect((await orderOf(orderId)).status).toBe('pending_payment');
    expect(codes([await capture(paymentId, total)])).toEqual(['422 payments/capture-too-large']);
    expect((await capture(paymentId)).body).toMatchObject({ status: 'captured', captured: eur(total) });
    expect((await orderOf(orderId)).status).toBe('paid');
    expect(await receivable(orderId)).toBe(0);
  });

  it('ends the order and gives the part back when the rest is released', async () => {
    const { orderId, paymentId, variantId } = await ordered('pm_card_authorise_only');
    await capture(paymentId, 1_000);
    expect((await release(paymentId)).body).toMatchObject({ status: 'captured', captured: eur(1_000) });
    expect((await orderOf(orderId)).status).toBe('cancelled');
    const read = async () => (await manager.get<Taken>(`/v1/admin/payments/${paymentId}`)).body.status;
    expect(await eventually(read, (status) => status === 'refunded')).toBe('refunded');
    expect((await manager.get(`/v1/admin/stock/${variantId}`)).body).toMatchObject({ onHand: 50, reserved: 0 });
    expect(await receivable(orderId)).toBe(0);
  });

  it(
    'has one outcome when captures and releases race, and money and order agree',
    async () => {
      for (let round = 0; round < 5; round += 1) {
        const { orderId, paymentId, total } = await ordered('pm_card_authorise_only');
        const answers = await Promise.all([capture(paymentId), release(paymentId), capture(paymentId), release(paymentId)]);
        expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
        const read = async () => (await orderOf(orderId)).status;
        const status = await eventually(read, (now) => now === 'paid' || now === 'cancelled');
        const { captured } = (await manager.get<Taken>(`/v1/admin/payments/${paymentId}`)).body;
        expect([`paid ${total}`, 'cancelled 0']).toContain(`${status} ${captured.amount}`);
      }
    },
    MINUTES,
  );
});

describe('refunding', () => {
  it('gives back 60 of 100 to one of twenty who ask at once', async () => {
    const { paymentId, total } = await ordered('pm_card_visa');
    const part = Math.floor(total * 0.6);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund(paymentId, part)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(codes(answers))).toEqual(new Set(['201', '422 payments/refund-too-large']));
  });

  it('is one refund under one key', async () => {
    const { paymentId, orderId } = await ordered('pm_card_visa');
    const ask = () =>
      manager.post<RefundBody>(`/v1/admin/payments/${paymentId}/refunds`, { key: `once-${paymentId}`, body: { amount: eur(100) } });
    const first = await ask();
    expect((await ask()).body.id).toBe(first.body.id);
    expect((await orderOf(orderId)).refunds).toHaveLength(1);
  });

  it('refunds by line until exactly everything is back, and restocks what it is told to', async () => {
    const { orderId, variantId, total } = await ordered('pm_card_visa', 3, 1_111);
    const [line] = (await orderOf(orderId)).lines;
    const lineId = line?.id ?? '';
    expect((await refundGoods(orderId, { lines: [{ lineId, quantity: 1 }], restock: true })).body).toMatchObject({
      status: 'succeeded',
      amount: eur(1_111),
    });
    expect((await orderOf(orderId)).status).toBe('part_refunded');
    expect(codes([await refundGoods(orderId, { lines: [{ lineId, quantity: 3 }] })])).toEqual(['409 orders/refund-exceeds-order']);
    const race = await Promise.all([1, 2, 3].map(() => refundGoods(orderId, { lines: [{ lineId, quantity: 2 }] })));
    expect(race.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await refundGoods(orderId, {})).status).toBe(201);
    const order = await orderOf(orderId);
    expect(order).toMatchObject({ status: 'refunded', lines: [{ refundedQuantity: 3 }] });
    expect(order.refunds.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(total);
    expect((await manager.get(`/v1/admin/stock/${variantId}`)).body).toMatchObject({ onHand: 48 });
    expect(await receivable(orderId)).toBe(0);
  });

  it('sends nothing whose money went back, and all else: units that were not sent go back first, unless others were returned', async () => {
    const lineOf = async (id: string) => (await orderOf(id)).lines[0];
    const send = (id: string, lines?: object[]) =>
      manager.post<ProblemBody>(`/v1/admin/orders/${id}/fulfilments`, { key: true, body: lines ? { lines } : {} });
    for (const [returned, open] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const { orderId, variantId } = await ordered('pm_card_visa', 3);
      const lineId = (await lineOf(orderId))?.id ?? '';
      expect((await send(orderId, [{ lineId, quantity: 2 }])).status).toBe(201);
      const allReturned = await refundGoods(orderId, { lines: [{ lineId, quantity: 3, returned: true }] });
      expect(codes([allReturned])).toEqual(['409 orders/refund-exceeds-order']);
      expect((await refundGoods(orderId, { lines: [{ lineId, quantity: 1, returned }], restock: true })).status).toBe(201);
      expect(await lineOf(orderId)).toMatchObject({ fulfilledQuantity: 2, refundedQuantity: 1, openQuantity: open });
      const rest = await send(orderId);
      expect(open > 0 ? rest.status : codes([rest])[0]).toBe(open > 0 ? 201 : '409 orders/nothing-to-fulfil');
      expect((await manager.get(`/v1/admin/stock/${variantId}`)).body).toMatchObject({ onHand: 48 });
    }
  });

  it('takes units and money back when the gateway refuses, and shows staff that somebody must look', async () => {
    const { orderId, paymentId } = await ordered('pm_card_refundFails', 2);
    const [line] = (await orderOf(orderId)).lines;
    const answer = await refundGoods(orderId, { lines: [{ lineId: line?.id, quantity: 1 }], shipping: true });
    expect(answer.body).toMatchObject({ status: 'failed', failure: { code: 'refund_failed' } });
    expect(await orderOf(orderId)).toMatchObject({
      status: 'paid',
      lines: [{ refundedQuantity: 0, openQuantity: 2 }],
      refunds: [{ status: 'failed' }],
    });
    const { body } = await manager.get<{ data: { id: string }[] }>('/v1/admin/payments?attention=refund_failed');
    expect(body.data.map(({ id }) => id)).toContain(paymentId);
  });

  it('keeps the money of a cancelled order in sight when the gateway does not give it back', async () => {
    const { orderId, paymentId } = await ordered('pm_card_refundFails');
    expect((await manager.post(`/v1/admin/orders/${orderId}/cancel`, { body: {} })).status).toBe(200);
    const read = async () => (await manager.get<{ attention: string | null }>(`/v1/admin/payments/${paymentId}`)).body.attention;
    expect(await eventually(read, (attention) => attention !== null)).toBe('refund_failed');
  });
});

describe('disputes', () => {
  it('hold the money: no refund while one is open', async () => {
    const { paymentId } = await ordered('pm_card_createDispute');
    const read = async () => (await manager.get<Taken>(`/v1/admin/payments/${paymentId}`)).body;
    expect(await eventually(read, ({ status }) => status === 'disputed')).toMatchObject({
      status: 'disputed',
      disputes: [{ state: 'open' }],
    });
    expect(codes([await refund(paymentId, 100)])).toEqual(['409 payments/state-conflict']);
  });

  it.each([
    ['pm_card_createDisputeWon', 'captured', 'paid'],
    ['pm_card_createDisputeLost', 'refunded', 'refunded'],
  ])('%s ends %s, and its order %s', async (method, status, orderStatus) => {
    const { orderId, paymentId } = await ordered(method);
    const read = async () => (await manager.get<{ status: string; disputes: { state: string }[] }>(`/v1/admin/payments/${paymentId}`)).body;
    // The payment is read before its disputes, so one that was opened in between stands beside a payment that does not know it yet.
    const over = ({ status: now, disputes }: { status: string; disputes: { state: string }[] }) =>
      now !== 'disputed' && disputes.length > 0 && disputes.every(({ state }) => state !== 'open');
    const payment = await eventually(read, over);
    expect(payment).toMatchObject({ status });
    expect((await orderOf(orderId)).status).toBe(orderStatus);
  });
});

it('asks for an Idempotency-Key wherever money moves', async () => {
  const { paymentId, orderId } = await ordered('pm_card_visa');
  const paths = ['capture', 'cancel', 'refunds'].map((action) => `/v1/admin/payments/${paymentId}/${action}`);
  const answers = await Promise.all([...paths, `/v1/admin/orders/${orderId}/refunds`].map((path) => manager.post<ProblemBody>(path)));
  expect(new Set(codes(answers))).toEqual(new Set(['400 idempotency/key-required']));
});

it(
  'revives an expired order only if its coupon is still to be had',
  async () => {
    const code = `ONCE${Date.now()}`;
    const made = await manager.post('/v1/admin/promotions', {
      body: { code, title: 'Once', kind: 'percent', percent: '10', usageLimit: 1 },
    });
    expect(made.status).toBe(201);
    const { variantId } = await makeProduct(manager, 50);
    const place = async (): Promise<{ checkout: CheckoutBody; owner: Client }> => {
      const { body: cart } = await guest.post<{ id: string; token: string }>('/v1/carts');
      const shopper = guest.with({ 'x-cart-token': cart.token });
      await shopper.post(`/v1/carts/${cart.id}/lines`, { body: { variantId, quantity: 1 } });
      await shopper.post(`/v1/carts/${cart.id}/coupons`, { body: { code } });
      const methods = await shopper.get<{ data: { id: string }[] }>(`/v1/carts/${cart.id}/shipping-methods`);
      const shippingAddress = { name: 'Ada', line1: 'A 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
      await shopper.patch(`/v1/carts/${cart.id}`, {
        body: { email: `${code}@example.com`, shippingAddress, shippingMethodId: methods.body.data[0]?.id },
      });
      const { body: checkout } = await shopper.post<CheckoutBody>(`/v1/carts/${cart.id}/checkout`, { key: true });
      return { checkout, owner: guest.with({ 'x-order-token': checkout.order.token ?? '' }) };
    };
    const late = await place();
    const { nextAction } = await pay(late.owner, late.checkout, 'pm_card_threeDSecure2Required');
    await rows(shop.databaseUrl, `UPDATE inventory_reservation SET expires_at = '2020-01-01' WHERE order_id = ?`, [late.checkout.order.id]);
    const lateStatus = async () => (await orderOf(late.checkout.order.id)).status;
    // The page is answered in the moment in which the order expires: the bank is told to let go only after the money was taken.
    await rows(shop.databaseUrl, `UPDATE payments_sandbox_charge SET status = 'voided' WHERE id = ?`, [
      nextAction?.url.split('/').at(-1) ?? '',
    ]);
    expect(await eventually(lateStatus, (status) => status === 'cancelled')).toBe('cancelled');
    const second = await place();
    expect((await pay(second.owner, second.checkout, 'pm_card_visa')).status).toBe('captured');
    await rows(shop.databaseUrl, `UPDATE payments_sandbox_charge SET status = 'requires_action' WHERE id = ?`, [
      nextAction?.url.split('/').at(-1) ?? '',
    ]);
    await fetch(nextAction?.url ?? '', { method: 'POST', body: 'outcome=complete', redirect: 'manual' });
    const read = async () => (await manager.get<Taken>(`/v1/admin/payments/${late.checkout.payment?.id ?? ''}`)).body.status;
    expect(await eventually(read, (status) => status === 'refunded')).toBe('refunded');
    expect(await lateStatus()).toBe('cancelled');
  },
  MINUTES,
);
