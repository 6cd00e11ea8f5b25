import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../src/app.module';
import { AuthFacade } from '../../../src/modules/auth';
import { SalesBook } from '../../../src/modules/catalog/sales/sales-book';
import { SalesListener } from '../../../src/modules/checkout/sales.listener';
import { PricingSeeder } from '../../../src/modules/pricing';
import { Config } from '../../../src/platform/config';
import { Database } from '../../../src/platform/database';
import { createHttpApp } from '../../../src/platform/http';
import { Client } from '../../support/client';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import { makeProduct, pay, placeOrder } from '../../support/shopping';

const MANAGER = { email: 'manager@example.com', password: 'nine lives of a quiet mountain', name: 'M', role: 'manager' } as const;

let tables: TestDatabase;
let app: NestFastifyApplication;
let guest: Client;
let manager: Client;

beforeAll(async () => {
  tables = await testDatabase(4);
  Object.assign(process.env, { DATABASE_URL: tables.url, JOBS: 'off', LOG_LEVEL: 'silent', RATE_LIMITS: 'off' });
  app = await createHttpApp(AppModule, new Config(process.env));
  await app.listen({ host: '127.0.0.1', port: 0 });
  guest = new Client((await app.getUrl()).replace('[::1]', '127.0.0.1'));
  await app.get(AuthFacade, { strict: false }).ensureAccount(MANAGER);
  await app.get(PricingSeeder, { strict: false }).seed();
  manager = await guest.signedIn(MANAGER.email, MANAGER.password);
}, 60_000);

afterAll(async () => {
  await app.close();
  await tables.close();
});

const inOneTransaction = (work: () => Promise<void>): Promise<void> => app.get(Database).transaction(work);
const meta = { eventId: 'evt_test', occurredAt: new Date(), attempt: 1 };
const listener = (): SalesListener => app.get(SalesListener, { strict: false });

async function best(): Promise<readonly string[]> {
  await app.get(SalesBook, { strict: false }).count();
  const { body } = await guest.get<{ data: { id: string }[] }>('/v1/products?sort=best_selling');
  return body.data.map(({ id }) => id);
}

it('lists what was paid for first, until the order is cancelled; an order that was never paid counts for nothing', async () => {
  const wanted = await makeProduct(manager, 10);
  const other = await makeProduct(manager, 10);
  const { checkout, owner } = await placeOrder(guest, wanted.variantId, 2);
  const { id: orderId, number } = checkout.order;
  await inOneTransaction(() => listener().onPaid([{ payload: { orderId, number }, meta }]));
  expect(await best()).toEqual([other.productId, wanted.productId]);
  expect((await pay(owner, checkout, 'pm_card_visa')).status).toBe('captured');
  await inOneTransaction(() => listener().onPaid([{ payload: { orderId, number }, meta }]));
  expect(await best()).toEqual([wanted.productId, other.productId]);
  await inOneTransaction(() => listener().onCancelled([{ payload: { orderId, number, reason: 'expired' }, meta }]));
  expect(await best()).toEqual([wanted.productId, other.productId]);
  await inOneTransaction(() => listener().onCancelled([{ payload: { orderId, number, reason: 'customer request' }, meta }]));
  expect(await best()).toEqual([other.productId, wanted.productId]);
});
