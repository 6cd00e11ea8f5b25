import { Database } from '../../../src/platform/database';
import { Dispatcher } from '../../../src/platform/events';
import type { Client } from '../../support/client';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { fillCart, guestCart, makeProduct } from '../../support/shopping';
import type { CheckoutBody, OpenCart } from '../../support/shopping';

/**
 * A statement that sorts or groups rows with texts in them may be answered by way of a table on the disk of the server, which costs a
 * millisecond where the rest costs a tenth of it, and nothing else shows it. The shop has one connection here, whose counter tells.
 */
let shop: ShopInProcess;
let variants: readonly string[];
let productId: string;
let cart: OpenCart;

beforeAll(async () => {
  shop = await shopInProcess({ settings: { DATABASE_POOL_SIZE: '1', CATALOG_CACHE: 'off' } });
  const made = [await makeProduct(shop.manager, 1_000), await makeProduct(shop.manager, 1_000)];
  variants = made.map(({ variantId }) => variantId);
  productId = made[0]?.productId ?? '';
  await settled();
  cart = await guestCart(shop.guest);
  await fillCart(cart, [{ variantId: variants[0] ?? '', quantity: 2 }]);
}, 60_000);

afterAll(() => shop.close());

const settled = (): Promise<unknown> => shop.app.get(Dispatcher, { strict: false }).drain();

async function tablesOnDisk(work: () => Promise<unknown>): Promise<number> {
  const count = async (): Promise<number> => {
    const database = shop.app.get(Database, { strict: false });
    const [row] = await database.query<{ Value: string }>("SHOW SESSION STATUS LIKE 'Created_tmp_disk_tables'");
    return Number(row?.Value);
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

async function found(client: Client, path: string): Promise<void> {
  expect((await client.get(path)).status).toBe(200);
}

it('would be seen', async () => {
  const sorting =
    'SELECT DISTINCT p.id, t.body FROM catalog_product p JOIN (SELECT REPEAT(id, 9000) AS body FROM catalog_product) t ORDER BY t.body';
  expect(await tablesOnDisk(() => shop.app.get(Database, { strict: false }).query(sorting))).toBeGreaterThan(0);
});

it.each([
  ...['', '?sort=price', '?sort=-title', '?sort=best_selling', '?q=mug', '?q=mug&sort=price', '?include=facets'],
  ...['?priceGte=1&priceLte=900000', '?inStock=true&limit=1'],
])('is not made for a list of products: %s', async (query) => {
  const list = (): Promise<void> => found(shop.guest, `/v1/products${query}`);
  // The first search reads all synonyms.
  await list();
  expect(await tablesOnDisk(list)).toBe(0);
});

it('is not made for a product, a cart, or what can be sent to whom', async () => {
  expect(await tablesOnDisk(() => found(shop.guest, `/v1/products/${productId}`))).toBe(0);
  expect(await tablesOnDisk(() => found(cart.client, `/v1/carts/${cart.id}`))).toBe(0);
  expect(await tablesOnDisk(() => found(cart.client, `/v1/carts/${cart.id}/shipping-methods`))).toBe(0);
});

it('is not made for a purchase, for what is done behind it, or for the order', async () => {
  const post = (client: Client, path: string, body?: object) => client.post<CheckoutBody>(path, { key: true, ...(body && { body }) });
  const mine = `/v1/carts/${cart.id}`;
  expect(await tablesOnDisk(() => post(cart.client, `${mine}/lines`, { variantId: variants[1], quantity: 1 }))).toBe(0);
  let bought: CheckoutBody | undefined;
  expect(await tablesOnDisk(async () => void (bought = (await post(cart.client, `${mine}/checkout`)).body))).toBe(0);
  const owner = shop.guest.with({ 'x-order-token': bought?.order.token ?? '' });
  const pay = () => post(owner, `/v1/payments/${bought?.payment?.id}/confirm`, { paymentMethod: 'pm_card_visa' });
  expect(await tablesOnDisk(pay)).toBe(0);
  expect(await tablesOnDisk(settled)).toBe(0);
  expect(await tablesOnDisk(() => found(owner, `/v1/orders/${bought?.order.id}`))).toBe(0);
  expect((await owner.get<{ status: string }>(`/v1/orders/${bought?.order.id}`)).body.status).toBe('paid');
});
