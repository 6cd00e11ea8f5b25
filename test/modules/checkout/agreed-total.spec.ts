import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { fillCart, guestCart, makeProduct } from '../../support/shopping';
import type { CartBody, CheckoutBody, ProblemBody } from '../../support/shopping';

let shop: ShopInProcess;

beforeAll(async () => {
  shop = await shopInProcess();
}, 60_000);

afterAll(() => shop.close());

it('is what the order costs, or there is none; the cart stays open, and the new total is told', async () => {
  const { variantId } = await makeProduct(shop.manager, 10, 1_000);
  const cart = await guestCart(shop.guest);
  await fillCart(cart, [{ variantId, quantity: 2 }]);
  const { total: agreed } = (await cart.client.get<CartBody>(`/v1/carts/${cart.id}`)).body;
  const prices = [{ price: { amount: 1_500, currency: 'EUR' } }];
  const priced = await shop.manager.put(`/v1/admin/variants/${variantId}/prices`, { headers: { 'if-match': '*' }, body: { prices } });
  expect(priced.status).toBe(200);
  const order = (total: object) =>
    cart.client.post<CheckoutBody & ProblemBody>(`/v1/carts/${cart.id}/checkout`, { key: true, body: { total } });
  const now = { ...agreed, amount: agreed.amount + 1_000 };
  expect(await order(agreed)).toMatchObject({ status: 409, body: { code: 'checkout/total-changed', total: now } });
  expect((await order({ ...now, currency: 'USD' })).body).toMatchObject({ code: 'checkout/total-changed', total: now });
  expect((await cart.client.get<CartBody>(`/v1/carts/${cart.id}`)).body).toMatchObject({ status: 'active', total: now });
  expect(await order(now)).toMatchObject({ status: 201, body: { order: { total: now } } });
});
