import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../src/app.module';
import { AuthFacade } from '../../../src/modules/auth';
import type { Caller } from '../../../src/modules/auth';
import { OrdersFacade } from '../../../src/modules/orders';
import { PaymentsFacade } from '../../../src/modules/payments';
import { PricingSeeder } from '../../../src/modules/pricing';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { createHttpApp } from '../../../src/platform/http';
import { newId } from '../../../src/platform/ids';
import { Client } from '../../support/client';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import { fillCart, guestCart, makeProduct } from '../../support/shopping';
import type { CheckoutBody } from '../../support/shopping';

const MANAGER = { email: 'manager@example.com', password: 'nine lives of a quiet mountain', name: 'M', role: 'manager' } as const;
const OWNER = { permissions: new Set<never>(), source: '127.0.0.1' } satisfies Caller;

let tables: TestDatabase;
let app: NestFastifyApplication;
let guest: Client;
let variantId: string;

beforeAll(async () => {
  tables = await testDatabase(4);
  Object.assign(process.env, { DATABASE_URL: tables.url, JOBS: 'off', LOG_LEVEL: 'silent', RATE_LIMITS: 'off' });
  app = await createHttpApp(AppModule, new Config(process.env));
  await app.listen({ host: '127.0.0.1', port: 0 });
  guest = new Client((await app.getUrl()).replace('[::1]', '127.0.0.1'));
  await app.get(AuthFacade, { strict: false }).ensureAccount(MANAGER);
  await app.get(PricingSeeder, { strict: false }).seed();
  ({ variantId } = await makeProduct(await guest.signedIn(MANAGER.email, MANAGER.password), 100));
}, 60_000);

afterAll(async () => {
  await app.close();
  await tables.close();
});

async function order(): Promise<{ readonly id: string; readonly paymentId: string; readonly caller: Caller }> {
  const cart = await guestCart(guest);
  await fillCart(cart, [{ variantId, quantity: 1 }]);
  const { body } = await cart.client.post<CheckoutBody>(`/v1/carts/${cart.id}/checkout`, { key: true });
  return { id: body.order.id, paymentId: body.payment?.id ?? '', caller: { ...OWNER, orderToken: body.order.token ?? '' } };
}

const database = () => app.get(Database, { strict: false });
const lockOf = (paymentId: string, caller: Caller) =>
  database().transaction(() =>
    app.get(OrdersFacade, { strict: false }).lockOwned(app.get(PaymentsFacade, { strict: false }).orderIdOf(paymentId), caller),
  );

/** Somebody else's transaction, which has these rows until the work is done. */
const whileLocked = (locks: readonly (readonly [table: string, id: string])[], work: () => Promise<void>) =>
  tables.database.transaction(async () => {
    for (const [table, id] of locks) await tables.database.query(`SELECT id FROM ${table} WHERE id = ? FOR UPDATE`, [id]);
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
    await app.get(OrdersFacade, { strict: false }).lockOwned(app.get(PaymentsFacade, { strict: false }).orderIdOf(paymentId), caller);
    const now = (table: string, key: string) => tables.database.query(`SELECT id FROM ${table} WHERE id = ? FOR UPDATE NOWAIT`, [key]);
    expect(await now('payments_payment', paymentId)).toHaveLength(1);
    await expect(now('orders_order', id)).rejects.toThrow();
  });
});
