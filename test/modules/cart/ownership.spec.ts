import type { Client } from '../../support/client';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { fillCart, guestCart, makeProduct } from '../../support/shopping';
import type { CartBody, OpenCart } from '../../support/shopping';

let shop: ShopInProcess;
let variantId: string;
let customer: Client;
let strangers: readonly (readonly [who: string, client: Client])[];

beforeAll(async () => {
  shop = await shopInProcess();
  ({ variantId } = await makeProduct(shop.manager, 100));
  customer = await shop.customer('ada@example.com');
  strangers = [
    ['nobody', shop.guest],
    ['a wrong token', shop.guest.with({ 'x-cart-token': 'A'.repeat(43) })],
    ['the token of another cart', (await guestCart(shop.guest)).client],
    ['another customer', await shop.customer('grace@example.com')],
    ['staff', shop.manager],
  ];
}, 60_000);

afterAll(() => shop.close());

/** Everything that can be asked of a cart, and what it answered. */
async function attempts(client: Client, id: string, lineId: string): Promise<readonly number[]> {
  const path = `/v1/carts/${id}`;
  const answers = [
    await client.get(path),
    await client.patch(path, { body: { email: 'eve@example.com' } }),
    await client.post(`${path}/lines`, { body: { variantId, quantity: 1 } }),
    await client.patch(`${path}/lines/${lineId}`, { body: { quantity: 9 } }),
    await client.delete(`${path}/lines/${lineId}`),
    await client.get(`${path}/shipping-methods`),
    await client.post(`${path}/checkout`, { key: true }),
  ];
  return answers.map(({ status }) => status);
}

async function ofCustomer(): Promise<OpenCart> {
  const { body } = await customer.post<CartBody>('/v1/carts');
  return { id: body.id, client: customer };
}

describe.each([
  ['of a guest', () => guestCart(shop.guest)],
  ['of a customer', ofCustomer],
])('a cart %s', (_, open) => {
  it('does not exist for anybody else, whatever they ask of it', async () => {
    const cart = await open();
    const before = await fillCart(cart, [{ variantId, quantity: 1 }]);
    const lineId = before.lines[0]?.id ?? '';
    for (const [who, client] of strangers)
      expect([who, ...(await attempts(client, cart.id, lineId))]).toEqual([who, ...Array(7).fill(404)]);
    expect((await cart.client.get<CartBody>(`/v1/carts/${cart.id}`)).body).toEqual(before);
  });
});
