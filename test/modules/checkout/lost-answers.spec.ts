import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../src/app.module';
import { AuthFacade } from '../../../src/modules/auth';
import { PricingSeeder } from '../../../src/modules/pricing';
import { Config } from '../../../src/platform/config';
import { createHttpApp } from '../../../src/platform/http';
import { Client } from '../../support/client';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import { brokenInvariants } from '../../support/invariants';
import { ADDRESS, firstShippingMethod, makeProduct } from '../../support/shopping';
import type { CartBody, CheckoutBody, PaymentBody } from '../../support/shopping';
import { DatabaseProxy } from '../../torture/database-faults/proxy';

const MANAGER = { email: 'manager@example.com', password: 'nine lives of a quiet mountain', name: 'M', role: 'manager' } as const;
/** More than a confirmation has; those beyond its end strike nothing. */
const STATEMENTS = 44;
/** Much less than the poller's patience with a payment that nobody works on. */
const SOON_MS = 5_000;
const COME_BACK_MS = 100;

let tables: TestDatabase;
let proxy: DatabaseProxy;
let app: NestFastifyApplication;
let guest: Client;
let variantId: string;
let shippingMethodId: string | undefined;

beforeAll(async () => {
  tables = await testDatabase(4);
  proxy = await DatabaseProxy.before(tables.url);
  Object.assign(process.env, { DATABASE_URL: proxy.urlFor(tables.url), JOBS: 'off', LOG_LEVEL: 'silent', RATE_LIMITS: 'off' });
  app = await createHttpApp(AppModule, new Config(process.env));
  await app.listen({ host: '127.0.0.1', port: 0 });
  guest = new Client((await app.getUrl()).replace('[::1]', '127.0.0.1'));
  await app.get(AuthFacade, { strict: false }).ensureAccount(MANAGER);
  await app.get(PricingSeeder, { strict: false }).seed();
  ({ variantId } = await makeProduct(await guest.signedIn(MANAGER.email, MANAGER.password), 1_000));
}, 60_000);

afterAll(async () => {
  await app.close();
  await proxy.stop();
  await tables.close();
});

async function ordered(): Promise<CheckoutBody> {
  const contact = { email: 'ada@example.com', shippingAddress: ADDRESS };
  const { body } = await guest.post<CartBody>('/v1/carts', { body: { lines: [{ variantId, quantity: 1 }], ...contact } });
  const client = guest.with({ 'x-cart-token': body.token ?? '' });
  shippingMethodId ??= await firstShippingMethod({ id: body.id, client });
  await client.patch(`/v1/carts/${body.id}`, { body: { shippingMethodId } });
  return (await client.post<CheckoutBody>(`/v1/carts/${body.id}/checkout`, { key: true })).body;
}

/** Of what is said from now on, statement `number` breaks its connection: before it reaches the database, or when its answer comes back. */
function strike(number: number, moment: 'before' | 'after'): { struck: string | undefined } {
  const outcome: { struck: string | undefined } = { struck: undefined };
  let seen = 0;
  proxy.begin({
    pass: ({ bytes, direction, statements }, link) => {
      if (direction === 'down') {
        if (!link.marks.delete('struck')) return bytes;
        link.cut();
        return bytes.subarray(0, 0);
      }
      const index = number - 1 - seen;
      seen += statements.length;
      const statement = index < 0 ? undefined : statements[index];
      if (statement === undefined) return bytes;
      outcome.struck = statement.slice(0, 60);
      if (moment === 'after') link.marks.add('struck');
      else link.cut();
      return moment === 'after' ? bytes : bytes.subarray(0, 0);
    },
  });
  return outcome;
}

/** As a client does it: the same key again while the shop says that it may be tried again. */
async function paid({ order, payment }: CheckoutBody): Promise<string> {
  const owner = guest.with({ 'x-order-token': order.token ?? '' });
  const options = { key: `pay-${order.id}`, body: { paymentMethod: 'pm_card_visa' } };
  const end = Date.now() + SOON_MS;
  for (;;) {
    const { status, headers, body } = await owner.post<PaymentBody>(`/v1/payments/${payment?.id}/confirm`, options);
    if (status === 200) return body.status;
    if (!headers.has('retry-after') || Date.now() > end) return `${status} ${JSON.stringify(body)}`;
    await sleep(COME_BACK_MS);
  }
}

it.each(['before', 'after'] as const)(
  'takes the money soon and once, although the connection breaks %s any statement of the confirmation',
  async (moment) => {
    const outcomes: string[] = [];
    for (let number = 1; number <= STATEMENTS; number += 1) {
      const checkout = await ordered();
      const outcome = strike(number, moment);
      const status = await paid(checkout);
      proxy.end();
      outcomes.push(`${status}: ${number} ${outcome.struck ?? 'nothing'}`);
    }
    // Only what the bank itself loses leaves its answer unknown.
    const open = outcomes.filter((outcome) => !outcome.startsWith('captured') && !outcome.startsWith('unknown'));
    expect(open).toEqual([]);
    expect(outcomes.filter((outcome) => outcome.startsWith('captured')).length).toBeGreaterThan(STATEMENTS / 2);
    const [doubled] = await tables.database.query<{ n: string }>(
      'SELECT COUNT(*) AS n FROM (SELECT reference FROM payments_sandbox_charge WHERE captured > 0 GROUP BY reference HAVING COUNT(*) > 1) twice',
    );
    expect(Number(doubled?.n)).toBe(0);
    expect(await brokenInvariants(tables.url)).toEqual([]);
  },
  120_000,
);
