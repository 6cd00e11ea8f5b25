import { CartService } from '../../../src/modules/cart/cart.service';
import type { Client } from '../../support/client';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { ADDRESS, makeProduct } from '../../support/shopping';
import type { CartBody } from '../../support/shopping';

let shop: ShopInProcess;
let variantId: string;
let ada: Client;
let grace: Client;

beforeAll(async () => {
  shop = await shopInProcess({ settings: { CURRENCIES: 'EUR,USD' } });
  ({ variantId } = await makeProduct(shop.manager, 100));
  [ada, grace] = [await shop.customer('ada@example.com'), await shop.customer('grace@example.com')];
}, 60_000);

afterEach(() => jest.restoreAllMocks());
afterAll(() => shop.close());

async function guestCart(): Promise<{ readonly cartId: string; readonly token: string | undefined }> {
  const contact = { email: 'ada@example.com', shippingAddress: ADDRESS };
  const { body } = await shop.guest.post<CartBody>('/v1/carts', { body: { lines: [{ variantId, quantity: 1 }], ...contact } });
  return { cartId: body.id, token: body.token };
}

const merge = (client: Client, body: object) => client.post<CartBody>('/v1/me/cart/merge', { body });

it('leaves nothing of the person in the cart that was merged', async () => {
  const guest = await guestCart();
  expect((await merge(ada, guest)).status).toBe(200);
  const [row] = await shop.tables.database.query('SELECT status, contact_sealed AS contact FROM cart_cart WHERE id = ?', [guest.cartId]);
  expect(row).toEqual({ status: 'merged', contact: null });
});

it('is refused to whoever comes second, also in the middle of it', async () => {
  const guest = await guestCart();
  const carts = shop.app.get(CartService, { strict: false });
  const activeCartIdOf = carts.activeCartIdOf.bind(carts);
  const spy = jest.spyOn(carts, 'activeCartIdOf').mockImplementationOnce(async (...asked) => {
    expect((await merge(grace, guest)).status).toBe(200);
    return activeCartIdOf(...asked);
  });
  expect((await merge(ada, guest)).status).toBe(404);
  expect(spy).toHaveBeenCalledTimes(2);
  const quantities = (await grace.get<CartBody>('/v1/me/cart')).body.lines.map(({ quantity }) => quantity);
  expect(quantities).toEqual([1]);
  expect((await merge(grace, guest)).status).toBe(200);
});

it('does not happen when both together come to more than a cart may', async () => {
  const [mine, theirs] = [await makeProduct(shop.manager, 10, 999_999_999_999), await makeProduct(shop.manager, 10, 999_999_999_999)];
  const customer = await shop.customer('joan@example.com');
  const { body: own } = await customer.get<CartBody>('/v1/me/cart');
  await customer.post(`/v1/carts/${own.id}/lines`, { body: { variantId: mine.variantId, quantity: 1 } });
  const lines = [{ variantId: theirs.variantId, quantity: 1 }];
  const { body: guest } = await shop.guest.post<CartBody>('/v1/carts', { body: { lines } });
  expect(await merge(customer, { cartId: guest.id, token: guest.token })).toMatchObject({
    status: 422,
    body: { code: 'pricing/amount-too-large' },
  });
  expect((await customer.get<CartBody>('/v1/me/cart')).body.lines).toHaveLength(1);
  expect((await shop.guest.with({ 'x-cart-token': guest.token ?? '' }).get(`/v1/carts/${guest.id}`)).status).toBe(200);
});

it('shows no amount of another currency for what is not sold in that of the cart', async () => {
  const customer = await shop.customer('mary@example.com');
  const { body: own } = await customer.get<CartBody>('/v1/me/cart');
  await customer.patch(`/v1/carts/${own.id}`, { body: { currency: 'USD' } });
  expect((await merge(customer, await guestCart())).body).toMatchObject({
    currency: 'USD',
    lines: [{ status: 'unavailable', unitPrice: { amount: 0, currency: 'USD' } }],
  });
});
