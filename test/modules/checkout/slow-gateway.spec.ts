import { PaymentsFacade } from '../../../src/modules/payments';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { fillCart, guestCart, makeProduct } from '../../support/shopping';
import type { CheckoutBody, PaymentBody } from '../../support/shopping';

let shop: ShopInProcess;
let variantId: string;

beforeAll(async () => {
  shop = await shopInProcess();
  ({ variantId } = await makeProduct(shop.manager, 100));
}, 60_000);

afterAll(() => shop.close());

afterEach(() => jest.restoreAllMocks());

/** The gateway charges, and takes longer for its answer than the key is kept for one worker: another one has it by then. */
function gatewayOutrunsTheKey(): void {
  const payments = shop.app.get(PaymentsFacade, { strict: false });
  const callGateway = payments.callGateway.bind(payments);
  jest.spyOn(payments, 'callGateway').mockImplementation(async (attempt) => {
    const fact = await callGateway(attempt);
    await shop.tables.database.execute("UPDATE platform_idempotency SET fence = fence + 1 WHERE status = 'in_progress'");
    return fact;
  });
}

it('has taken the money, whoever holds the key when it says so: payment and order know at once', async () => {
  const cart = await guestCart(shop.guest);
  await fillCart(cart, [{ variantId, quantity: 1 }]);
  const { order, payment } = (await cart.client.post<CheckoutBody>(`/v1/carts/${cart.id}/checkout`, { key: true })).body;
  const owner = shop.guest.with({ 'x-order-token': order.token ?? '' });
  gatewayOutrunsTheKey();
  const answer = await owner.post(`/v1/payments/${payment?.id}/confirm`, { key: true, body: { paymentMethod: 'pm_card_visa' } });
  // The answer belongs to whoever took the key over.
  expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency/in-progress' } });
  expect((await owner.get<PaymentBody>(`/v1/payments/${payment?.id}`)).body.status).toBe('captured');
  expect((await owner.get<CheckoutBody['order']>(`/v1/orders/${order.id}`)).body.status).toBe('paid');
});
