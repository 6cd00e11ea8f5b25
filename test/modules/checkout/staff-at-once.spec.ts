import { setTimeout as sleep } from 'node:timers/promises';
import { Admission } from '../../../src/platform/http/admission';
import type { Answer } from '../../support/client';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { fillCart, guestCart, makeProduct, pay } from '../../support/shopping';
import type { CheckoutBody, ProblemBody } from '../../support/shopping';

const MANY = 8;
/** More than there are places for those who pay, so that some of them wait in line. */
const CROWD = 12;

let shop: ShopInProcess;
let variantIds: string[];

beforeAll(async () => {
  shop = await shopInProcess({ settings: { PAYMENT_CAPTURE: 'manual' } });
  variantIds = [];
  for (let made = 0; made < MANY; made += 1) variantIds.push((await makeProduct(shop.manager, 1_000)).variantId);
  const { pulse } = shop.app.get(Admission, { strict: false }) as unknown as { pulse: object };
  // As on a busy machine: whoever is let in takes the processor from somebody.
  Object.defineProperty(pulse, 'exhausted', { get: () => true, set: () => undefined });
}, 60_000);

afterAll(() => shop.close());

interface Order {
  readonly id: string;
  readonly paymentId: string;
  readonly lineIds: readonly string[];
}

/** One line per product, `quantity` of each; authorised. */
async function order(quantity: number): Promise<Order> {
  const cart = await guestCart(shop.guest);
  await fillCart(
    cart,
    variantIds.map((variantId) => ({ variantId, quantity })),
  );
  const { body } = await cart.client.post<CheckoutBody>(`/v1/carts/${cart.id}/checkout`, { key: true });
  await pay(shop.guest.with({ 'x-order-token': body.order.token ?? '' }), body, 'pm_card_visa');
  const placed = await shop.manager.get<{ lines: { id: string }[] }>(`/v1/admin/orders/${body.order.id}`);
  return { id: body.order.id, paymentId: body.payment?.id ?? '', lineIds: placed.body.lines.map(({ id }) => id) };
}

type Asked = Promise<Answer<ProblemBody>>;
const times = (count: number, ask: (index: number) => Asked): Asked[] => Array.from({ length: count }, (_, index) => ask(index));
const money = (amount?: number) => (amount === undefined ? {} : { amount: { amount, currency: 'EUR' } });
const capture = ({ paymentId }: Order, amount?: number): Asked =>
  shop.manager.post(`/v1/admin/payments/${paymentId}/capture`, { key: true, body: money(amount) });
const refund = ({ paymentId }: Order, amount: number): Asked =>
  shop.manager.post(`/v1/admin/payments/${paymentId}/refunds`, { key: true, body: money(amount) });
const refundLine = ({ id }: Order, lineId = ''): Asked =>
  shop.manager.post(`/v1/admin/orders/${id}/refunds`, { key: true, body: { lines: [{ lineId, quantity: 1 }] } });
const send = ({ id }: Order, lineId = ''): Asked =>
  shop.manager.post(`/v1/admin/orders/${id}/fulfilments`, { key: true, body: { lines: [{ lineId, quantity: 1 }] } });

async function paidOrder(quantity: number): Promise<Order> {
  const placed = await order(quantity);
  expect((await capture(placed)).status).toBe(200);
  return placed;
}

/** All of them meet at the order, which somebody else holds until they are there; the crowd stands before them. */
async function atOnce({ id }: Order, crowd: () => Asked[], hands: () => Asked[]): Promise<string[]> {
  const asked: Asked[] = [];
  await shop.tables.database.transaction(async () => {
    await shop.tables.database.query('SELECT id FROM orders_order WHERE id = ? FOR UPDATE', [id]);
    asked.push(...crowd());
    await sleep(150);
    asked.push(...hands());
    await sleep(150);
  });
  return (await Promise.all(asked)).map(({ status, body }) => `${status} ${body.code ?? ''}`.trim());
}

const sorted = (answers: readonly string[]): string[] => [...answers].sort();
const same = (count: number, answer: string): string[] => Array.from({ length: count }, () => answer);

it('sends eight parcels of one order at once, beside many who pay', async () => {
  const paid = await paidOrder(1);
  const crowd = () => times(CROWD, () => refund(paid, 1));
  const answers = await atOnce(paid, crowd, () => times(MANY, (index) => send(paid, paid.lineIds[index])));
  expect(answers).toEqual(same(CROWD + MANY, '201'));
  const { body } = await shop.manager.get<{ fulfilments: unknown[] }>(`/v1/admin/orders/${paid.id}`);
  expect(body.fulfilments).toHaveLength(MANY);
});

it('sends what is open, and tells the others that it is too much', async () => {
  const paid = await paidOrder(3);
  const crowd = () => times(CROWD, () => refund(paid, 1));
  const answers = await atOnce(paid, crowd, () => times(MANY, () => send(paid, paid.lineIds[0])));
  expect(sorted(answers.slice(CROWD))).toEqual([...same(3, '201'), ...same(MANY - 3, '409 orders/fulfilment-exceeds-order')]);
});

it('takes money for one of many at once, and tells the others', async () => {
  const placed = await order(1);
  const answers = await atOnce(
    placed,
    () => [],
    () => times(CROWD + MANY, () => capture(placed, 100)),
  );
  expect(answers.filter((answer) => !['200', '409 payments/capture-in-progress'].includes(answer))).toEqual([]);
  const { body } = await shop.manager.get<{ captured: { amount: number } }>(`/v1/admin/payments/${placed.paymentId}`);
  expect(body.captured.amount).toBe(100 * answers.filter((answer) => answer === '200').length);
});

it('gives back what is there, by money and by line', async () => {
  const paid = await paidOrder(3);
  const { total } = (await shop.manager.get<{ total: { amount: number } }>(`/v1/admin/orders/${paid.id}`)).body;
  const byLine = () => times(MANY, (index) => refundLine(paid, paid.lineIds[index]));
  expect(await atOnce(paid, byLine, () => times(MANY, (index) => refundLine(paid, paid.lineIds[index])))).toEqual(same(2 * MANY, '201'));
  const tooMuch = await atOnce(
    paid,
    () => [],
    () => times(MANY, () => refund(paid, total.amount)),
  );
  expect(tooMuch).toEqual(same(MANY, '422 payments/refund-too-large'));
});
