import { Database } from '../../../src/platform/database';
import { Dispatcher } from '../../../src/platform/events';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { fillCart, guestCart, makeProduct, pay, placeOrder } from '../../support/shopping';
import type { CartBody, CheckoutBody, Money, ProblemBody } from '../../support/shopping';
import type { Client } from '../../support/client';

interface OrderBody {
  readonly status: string;
  readonly taxTotal: Money;
  readonly taxBreakdown: readonly { readonly name: string | null; readonly rate: string; readonly tax: Money }[];
  readonly refunds: readonly { readonly amount: Money; readonly tax: Money }[];
  readonly lines: readonly { readonly tax: Money; readonly taxComponents: readonly { readonly name: string; readonly tax: Money }[] }[];
}

let shop: ShopInProcess;

beforeAll(async () => {
  shop = await shopInProcess();
}, 60_000);

afterAll(() => shop.close());

const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const orderOf = async (owner: Client, { order }: CheckoutBody) => (await owner.get<OrderBody>(`/v1/orders/${order.id}`)).body;

const settled = (): Promise<unknown> => shop.app.get(Dispatcher, { strict: false }).drain();

async function ordered(paymentMethod: string, amount = 2_500) {
  const { variantId } = await makeProduct(shop.manager, 10, amount);
  const placed = await placeOrder(shop.guest, variantId);
  const payment = await pay(placed.owner, placed.checkout, paymentMethod);
  return { ...placed, orderId: placed.checkout.order.id, paymentId: payment.id };
}

it('tells each tax of a line, and what it makes', async () => {
  const { productId, variantId } = await makeProduct(shop.manager, 10, 1_001);
  const rates = ['0.04', '0.045', '0.00375'].map((rate, index) => ({ country: 'DE', name: `part ${index}`, rate }));
  await shop.manager.post('/v1/admin/tax-categories', { body: { code: 'three-parts', title: 'Three parts', rates } });
  const taxed = await shop.manager.patch(`/v1/admin/products/${productId}`, {
    headers: { 'if-match': '*' },
    body: { taxCategory: 'three-parts' },
  });
  expect(taxed.status).toBe(200);
  const { checkout, owner } = await placeOrder(shop.guest, variantId);
  const [line] = (await orderOf(owner, checkout)).lines;
  expect(line).toMatchObject({
    tax: eur(82),
    taxComponents: [
      { name: 'part 0', rate: '0.04', tax: eur(37) },
      { name: 'part 1', rate: '0.045', tax: eur(42) },
      { name: 'part 2', rate: '0.00375', tax: eur(3) },
    ],
  });
});

it('calls a tax by its name in the cart as in the order', async () => {
  const { variantId } = await makeProduct(shop.manager, 10);
  const { taxBreakdown } = (await fillCart(await guestCart(shop.guest), [{ variantId, quantity: 1 }])) as CartBody &
    Pick<OrderBody, 'taxBreakdown'>;
  const { checkout, owner } = await placeOrder(shop.guest, variantId);
  expect(taxBreakdown.map(({ name }) => name)).toEqual(['VAT']);
  expect((await orderOf(owner, checkout)).taxBreakdown).toEqual(taxBreakdown);
});

describe('the tax in what goes back of a cancelled order', () => {
  it('is that of the order when it had been sold, whatever the parts', async () => {
    const { owner, checkout, orderId, paymentId } = await ordered('pm_card_visa');
    expect((await owner.post(`/v1/orders/${orderId}/cancel`)).status).toBe(200);
    const part = await shop.manager.post(`/v1/admin/payments/${paymentId}/refunds`, { key: true, body: { amount: eur(1_000) } });
    expect(part.status).toBe(201);
    await settled();
    const { status, taxTotal, refunds } = await orderOf(owner, checkout);
    expect([status, taxTotal.amount]).toEqual(['cancelled', 477]);
    expect(refunds.map(({ amount, tax }) => [amount.amount, tax.amount])).toEqual([
      [1_000, 159],
      [1_990, 318],
    ]);
  });

  it('is none when it never was a sale', async () => {
    const { owner, checkout, paymentId } = await ordered('pm_card_authorise_only');
    await shop.manager.post(`/v1/admin/payments/${paymentId}/capture`, { key: true, body: { amount: eur(1_000) } });
    await shop.manager.post(`/v1/admin/payments/${paymentId}/cancel`, { key: true });
    await settled();
    expect(await orderOf(owner, checkout)).toMatchObject({ status: 'cancelled', refunds: [{ amount: eur(1_000), tax: eur(0) }] });
  });
});

it('refuses an amount in another currency than was paid, and says so', async () => {
  const { orderId, paymentId } = await ordered('pm_card_visa');
  for (const place of [`orders/${orderId}`, `payments/${paymentId}`]) {
    const body = { amount: { amount: 100, currency: 'USD' } };
    expect(await shop.manager.post(`/v1/admin/${place}/refunds`, { key: true, body })).toMatchObject({
      status: 422,
      body: { code: 'payments/wrong-currency', currency: 'EUR' },
    });
  }
});

it('refuses to take an amount in another currency than was authorised, and says so', async () => {
  const { paymentId } = await ordered('pm_card_authorise_only');
  const capture = (currency: string) =>
    shop.manager.post(`/v1/admin/payments/${paymentId}/capture`, { key: true, body: { amount: { amount: 100, currency } } });
  expect(await capture('USD')).toMatchObject({ status: 422, body: { code: 'payments/wrong-currency', currency: 'EUR' } });
  expect(await capture('EUR')).toMatchObject({ status: 200, body: { status: 'authorised', captured: eur(100) } });
});

it("tells of a payment what the payer's bank took back", async () => {
  const { owner, paymentId } = await ordered('pm_card_visa');
  const told = async () => (await owner.get(`/v1/payments/${paymentId}`)).body;
  expect(await told()).toMatchObject({ status: 'captured', disputed: eur(0) });
  await shop.app.get(Database).execute(`UPDATE payments_payment SET status = 'refunded', disputed = captured WHERE id = ?`, [paymentId]);
  expect(await told()).toMatchObject({ status: 'refunded', captured: eur(2_990), refunded: eur(0), disputed: eur(2_990) });
});

it('tells of stock that fell short as a shortage, though the advice has named it before', async () => {
  const { variantId } = await makeProduct(shop.manager, 3);
  const cart = await guestCart(shop.guest);
  await fillCart(cart, [{ variantId, quantity: 2 }]);
  const advice = async () => (await cart.client.get<{ ready: boolean }>(`/v1/carts/${cart.id}/requirements`)).body;
  expect(await advice()).toEqual({ ready: true, missing: [] });
  await shop.tables.database.execute('UPDATE inventory_stock SET on_hand = 1 WHERE variant_id = ?', [variantId]);
  expect(await advice()).toMatchObject({ ready: false, missing: [{ code: 'line_short' }] });
  const refused = await cart.client.post<ProblemBody>(`/v1/carts/${cart.id}/checkout`, { key: true });
  expect(refused).toMatchObject({ status: 409, body: { code: 'inventory/out-of-stock' } });
});
