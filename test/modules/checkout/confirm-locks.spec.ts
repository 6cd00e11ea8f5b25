import type { Caller } from '../../../src/modules/auth';
import { OrdersFacade } from '../../../src/modules/orders';
import { PaymentsFacade } from '../../../src/modules/payments';
import { Database } from '../../../src/platform/database';
import { newId } from '../../../src/platform/ids';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { fillCart, guestCart, makeProduct } from '../../support/shopping';
import type { CheckoutBody } from '../../support/shopping';

const OWNER = { permissions: new Set<never>(), source: '127.0.0.1' } satisfies Caller;

let shop: ShopInProcess;
let variantId: string;

beforeAll(async () => {
  shop = await shopInProcess();
  ({ variantId } = await makeProduct(shop.manager, 100));
}, 60_000);

afterAll(() => shop.close());

async function order(): Promise<{ readonly id: string; readonly paymentId: string; readonly caller: Caller }> {
  const cart = await guestCart(shop.guest);
  await fillCart(cart, [{ variantId, quantity: 1 }]);
  const { body } = await cart.client.post<CheckoutBody>(`/v1/carts/${cart.id}/checkout`, { key: true });
  return { id: body.order.id, paymentId: body.payment?.id ?? '', caller: { ...OWNER, orderToken: body.order.token ?? '' } };
}

const database = () => shop.app.get(Database, { strict: false });
const lockOf = (paymentId: string, caller: Caller) =>
  database().transaction(() =>
    shop.app.get(OrdersFacade, { strict: false }).lockOwned(shop.app.get(PaymentsFacade, { strict: false }).orderIdOf(paymentId), caller),
  );

/** Somebody else's transaction, which has these rows until the work is done. */
const whileLocked = (locks: readonly (readonly [table: string, id: string])[], work: () => Promise<void>) =>
  shop.tables.database.transaction(async () => {
    for (const [table, id] of locks) await shop.tables.database.query(`SELECT id FROM ${table} WHERE id = ? FOR UPDATE`, [id]);
    await work();
  });

it('is found by its payment, for whoever owns it', async () => {
  const { id, paymentId, caller } = await order();
  expect(await lockOf(paymentId, caller)).toMatchObject({ id, status: 'pending_payment' });
  expect(await lockOf(paymentId, { ...OWNER, orderToken: 'a'.repeat(43) })).toBeNull();
  expect(await lockOf(newId('pay'), caller)).toBeNull();
});

it('is locked alone: neither its payment nor another order is waited for', async () => {
  const [own, other] = [await order(), await order()];
  await whileLocked(
    [
      ['orders_order', other.id],
      ['payments_payment', own.paymentId],
      ['payments_payment', other.paymentId],
    ],
    async () => expect(await lockOf(own.paymentId, own.caller)).toMatchObject({ id: own.id }),
  );
});

it('leaves its payment to others while it is locked, and keeps itself', async () => {
  const { id, paymentId, caller } = await order();
  await database().transaction(async () => {
    await shop.app
      .get(OrdersFacade, { strict: false })
      .lockOwned(shop.app.get(PaymentsFacade, { strict: false }).orderIdOf(paymentId), caller);
    const now = (table: string, key: string) => shop.tables.database.query(`SELECT id FROM ${table} WHERE id = ? FOR UPDATE NOWAIT`, [key]);
    expect(await now('payments_payment', paymentId)).toHaveLength(1);
    await expect(now('orders_order', id)).rejects.toThrow();
  });
});
