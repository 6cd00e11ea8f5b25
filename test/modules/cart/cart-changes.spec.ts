import type { Caller } from '../../../src/modules/auth';
import { CartStore } from '../../../src/modules/cart/cart.store';
import { newId } from '../../../src/platform/ids';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { ADDRESS, guestCart, makeProduct } from '../../support/shopping';
import type { CartBody, OpenCart, ProblemBody } from '../../support/shopping';

const NOBODY: Caller = { permissions: new Set<never>(), source: '127.0.0.1' };
type Body = CartBody & { email: string | null; shippingAddress: { city: string } | null; shippingMethodId: string | null };

let shop: ShopInProcess;
let mug: { readonly productId: string; readonly variantId: string };

beforeAll(async () => {
  shop = await shopInProcess({ priced: false, settings: { CURRENCIES: 'EUR,USD' } });
  mug = await makeProduct(shop.manager, 10);
}, 60_000);

afterAll(() => shop.close());

const read = async ({ id, client }: OpenCart): Promise<Body> => (await client.get<Body>(`/v1/carts/${id}`)).body;
const patch = ({ id, client }: OpenCart, body: object, headers: Record<string, string> = {}) =>
  client.with(headers).patch<Body & ProblemBody>(`/v1/carts/${id}`, { body });
const add = ({ id, client }: OpenCart, variantId: string, quantity = 1) =>
  client.post<Body & ProblemBody>(`/v1/carts/${id}/lines`, { body: { variantId, quantity } });

describe('telling a cart who buys', () => {
  it('keeps each of many parts that are told at once, and counts every change', async () => {
    const cart = await guestCart(shop.guest);
    const method = newId('ship');
    const told = [{ email: 'ada@example.com' }, { shippingAddress: ADDRESS }, { shippingMethodId: method }];
    const answers = await Promise.all(Array.from({ length: 12 }, (_, turn) => patch(cart, told[turn % told.length] ?? {})));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const after = await read(cart);
    expect(after).toMatchObject({ email: 'ada@example.com', shippingAddress: { city: ADDRESS.city }, shippingMethodId: method });
    expect(after.version).toBe(1 + answers.length);
    expect(new Set(answers.map(({ body }) => body.version)).size).toBe(answers.length);
  });

  it('writes nothing into a cart that is not what was read any more', async () => {
    const { body } = await shop.guest.post<CartBody>('/v1/carts');
    const cart = { id: body.id, client: shop.guest.with({ 'x-cart-token': body.token ?? '' }) };
    const store = shop.app.get(CartStore, { strict: false });
    const owner = { ...NOBODY, cartToken: body.token ?? '' };
    const seen = await store.load(cart.id, owner);
    await patch(cart, { email: 'grace@example.com' });
    expect(await store.setAsRead(seen, owner, { contact: {} })).toBeNull();
    expect(await store.setAsRead({ ...seen, version: 2 }, NOBODY, { contact: {} })).toBeNull();
    expect(await read(cart)).toMatchObject({ email: 'grace@example.com', version: 2 });
  });

  it('answers with the change, as a later read does', async () => {
    const cart = await guestCart(shop.guest);
    await add(cart, mug.variantId, 2);
    const { body } = await patch(cart, { email: 'ada@example.com', shippingAddress: ADDRESS });
    expect(body).toEqual(await read(cart));
    const { body: without } = await patch(cart, { email: null });
    expect(without).toMatchObject({ email: null, shippingAddress: { city: ADDRESS.city }, version: body.version + 1 });
  });

  it('shows the offers of another currency once that is chosen', async () => {
    const cart = await guestCart(shop.guest);
    await add(cart, mug.variantId, 2);
    const { status, body } = await patch(cart, { currency: 'USD', email: 'ada@example.com' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      currency: 'USD',
      email: 'ada@example.com',
      lines: [{ status: 'unavailable', unitPrice: { amount: 0, currency: 'USD' } }],
      total: { amount: 0 },
    });
    expect((await patch(cart, { currency: 'EUR' })).body).toMatchObject({
      currency: 'EUR',
      lines: [{ status: 'ok' }],
      subtotal: { amount: 5_000 },
    });
  });

  it('is refused for an older version, an ordered cart and a stranger’s', async () => {
    const { guest } = shop;
    const cart = await guestCart(shop.guest);
    const email = { email: 'ada@example.com' };
    const before = await cart.client.get(`/v1/carts/${cart.id}`);
    await patch(cart, email);
    expect((await patch(cart, email, { 'if-match': before.headers.get('etag') ?? '' })).status).toBe(412);
    expect((await patch({ id: cart.id, client: guest.with({ 'x-cart-token': 'a'.repeat(43) }) }, email)).status).toBe(404);
    await shop.tables.database.execute("UPDATE cart_cart SET status = 'checked_out' WHERE id = ?", [cart.id]);
    expect((await patch(cart, email)).status).toBe(409);
    expect((await read(cart)).version).toBe(2);
  });
});

describe('a body that is no object', () => {
  it('is refused, and so is a change without one', async () => {
    const cart = await guestCart(shop.guest);
    const path = `/v1/carts/${cart.id}`;
    const answers = [
      await shop.guest.post<ProblemBody>('/v1/carts', { body: null }),
      await cart.client.patch<ProblemBody>(path, { body: null }),
      await cart.client.patch<ProblemBody>(path, {}),
      await shop.manager.patch<ProblemBody>('/v1/me', { body: null }),
      await shop.manager.patch<ProblemBody>('/v1/me', {}),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [400, 'request/invalid']));
    expect((await shop.guest.post('/v1/carts')).status).toBe(201);
    expect((await read(cart)).version).toBe(1);
  });
});

describe('the cart of a customer', () => {
  it('is not opened by a request that is refused, with a key or without', async () => {
    const customer = shop.manager;
    const lines = (variantId: string) => [{ variantId, quantity: 1 }];
    for (const key of [true, undefined] as const) {
      const wrong = await customer.post<ProblemBody>('/v1/carts', {
        body: { currency: 'USD', lines: lines(newId('var')) },
        ...(key && { key }),
      });
      expect(wrong).toMatchObject({ status: 422, body: { code: 'cart/not-sellable' } });
      expect(await shop.tables.database.query('SELECT id FROM cart_cart WHERE customer_id IS NOT NULL')).toEqual([]);
    }
    expect((await customer.post('/v1/carts', { body: { currency: 'EUR', lines: lines(mug.variantId) } })).status).toBe(201);
  });
});

describe('putting something into a cart', () => {
  it('has each line once, whatever is found beside it', async () => {
    const cart = await guestCart(shop.guest);
    const pictured = await makeProduct(shop.manager, 10);
    for (const url of ['https://example.com/1.jpg', 'https://example.com/2.jpg']) {
      await shop.tables.database.execute('INSERT INTO catalog_image (id, product_id, url, position) VALUES (?, ?, ?, 1)', [
        ...[newId('img'), pictured.productId, url],
      ]);
    }
    const { body } = await add(cart, pictured.variantId);
    expect(body.lines).toHaveLength(1);
    expect((await add(cart, mug.variantId)).body.lines.map(({ variantId }) => variantId)).toEqual([pictured.variantId, mug.variantId]);
    expect((await read(cart)).lines).toHaveLength(2);
  });

  it('is decided by the stock of this moment, and changes nothing when refused', async () => {
    const cart = await guestCart(shop.guest);
    const plate = await makeProduct(shop.manager, 3);
    expect((await add(cart, plate.variantId, 2)).status).toBe(201);
    expect(await add(cart, plate.variantId, 2)).toMatchObject({ status: 409, body: { code: 'inventory/out-of-stock' } });
    expect(await read(cart)).toMatchObject({ version: 2, lines: [{ quantity: 2, status: 'ok' }] });
    await shop.tables.database.execute('UPDATE inventory_stock SET on_hand = 1 WHERE variant_id = ?', [plate.variantId]);
    expect(await read(cart)).toMatchObject({ lines: [{ quantity: 2, status: 'short' }] });
    expect((await add(cart, plate.variantId)).body.code).toBe('inventory/out-of-stock');
  });

  it('takes only what is for sale', async () => {
    const cart = await guestCart(shop.guest);
    await add(cart, mug.variantId);
    const hidden = await makeProduct(shop.manager, 3);
    await shop.tables.database.execute("UPDATE catalog_product SET status = 'archived' WHERE id = ?", [hidden.productId]);
    for (const variantId of [newId('var'), hidden.variantId]) {
      expect(await add(cart, variantId)).toMatchObject({ status: 422, body: { code: 'cart/not-sellable' } });
    }
    expect(await read(cart)).toMatchObject({ version: 2, lines: [{ variantId: mug.variantId, quantity: 1 }] });
  });
});

describe('an amount that no answer may hold', () => {
  it('is refused with the change that makes it, and can be taken back', async () => {
    const { variantId } = await makeProduct(shop.manager, 10, 999_999_999_999);
    const cart = await guestCart(shop.guest);
    const [line] = (await add(cart, variantId)).body.lines;
    expect(await add(cart, variantId)).toMatchObject({ status: 422, body: { code: 'pricing/amount-too-large' } });
    const made = await shop.guest.post<ProblemBody>('/v1/carts', { body: { lines: [{ variantId, quantity: 2 }] } });
    expect(made).toMatchObject({ status: 422, body: { code: 'pricing/amount-too-large' } });
    expect((await read(cart)).lines).toMatchObject([{ quantity: 1, total: { amount: 999_999_999_999 } }]);
    expect((await cart.client.delete(`/v1/carts/${cart.id}/lines/${line?.id}`)).status).toBe(200);
  });
});

describe('what checkout would refuse a cart for', () => {
  const missing = async ({ id, client }: OpenCart) =>
    (await client.get<{ ready: boolean; missing: readonly object[] }>(`/v1/carts/${id}/requirements`)).body;

  it('is stock that does not suffice', async () => {
    const cart = await guestCart(shop.guest);
    const plate = await makeProduct(shop.manager, 3);
    await add(cart, mug.variantId);
    await add(cart, plate.variantId, 2);
    await patch(cart, { email: 'ada@example.com' });
    const before = await missing(cart);
    expect(before.missing).not.toContainEqual(expect.objectContaining({ code: 'line_short' }));
    for (const left of [1, 0]) {
      await shop.tables.database.execute('UPDATE inventory_stock SET on_hand = ? WHERE variant_id = ?', [left, plate.variantId]);
      expect(await missing(cart)).toMatchObject({ ready: false });
      expect((await missing(cart)).missing).toContainEqual(
        expect.objectContaining({
          code: 'line_short',
          pointer: '/lines/1',
          detail: expect.stringContaining(`and ${left} in stock`) as string,
        }),
      );
    }
  });

  it('is that it was ordered already, and nothing else then', async () => {
    const cart = await guestCart(shop.guest);
    await shop.tables.database.execute("UPDATE cart_cart SET status = 'checked_out' WHERE id = ?", [cart.id]);
    expect(await missing(cart)).toMatchObject({ ready: false, missing: [{ code: 'cart_closed', pointer: '/status' }] });
  });
});
