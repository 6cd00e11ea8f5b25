import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../src/app.module';
import { AuthFacade } from '../../../src/modules/auth';
import { signWebhook } from '../../../src/modules/payments/gateways/webhook-signature';
import { PricingSeeder } from '../../../src/modules/pricing';
import { Config } from '../../../src/platform/config';
import { unheardStatements } from '../../../src/platform/database';
import { Dispatcher } from '../../../src/platform/events';
import { createHttpApp } from '../../../src/platform/http';
import { Metrics } from '../../../src/platform/observability';
import { Client } from '../../support/client';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import { ADDRESS, firstShippingMethod, guestCart, makeProduct } from '../../support/shopping';
import type { CartBody, CheckoutBody, OpenCart } from '../../support/shopping';

const MANAGER = { email: 'manager@example.com', password: 'nine lives of a quiet mountain', name: 'M', role: 'manager' } as const;
const SECRET = 'a-webhook-secret-for-tests';
const MOST_LINES = 50;
const AT_ONCE = 8;

let tables: TestDatabase;
let app: NestFastifyApplication;
let guest: Client;
let variants: readonly string[];
const mails = mkdtempSync(join(tmpdir(), 'portico-mails-'));
const table: Record<string, number> = {};

beforeAll(async () => {
  tables = await testDatabase(4);
  Object.assign(process.env, {
    DATABASE_URL: tables.url,
    JOBS: 'off',
    LOG_LEVEL: 'silent',
    MAIL_DIRECTORY: mails,
    SANDBOX_WEBHOOK_SECRET: SECRET,
    RATE_LIMITS: 'off',
  });
  app = await createHttpApp(AppModule, new Config(process.env));
  await app.listen({ host: '127.0.0.1', port: 0 });
  guest = new Client((await app.getUrl()).replace('[::1]', '127.0.0.1'));
  await app.get(AuthFacade, { strict: false }).ensureAccount(MANAGER);
  await app.get(PricingSeeder, { strict: false }).seed();
  const manager = await guest.signedIn(MANAGER.email, MANAGER.password);
  const made: string[] = [];
  while (made.length < MOST_LINES) made.push((await makeProduct(manager, 1_000)).variantId);
  variants = made;
}, 60_000);

afterAll(async () => {
  const rows = Object.entries(table).map(([name, count]) => `${String(count).padStart(4)}  ${name}`);
  process.stdout.write(`Statements per request, BEGIN and COMMIT included:\n${rows.join('\n')}\n`);
  await app.close();
  await tables.close();
  rmSync(mails, { recursive: true });
});

/** What the shop itself has counted for all operations so far. */
async function counted(): Promise<number> {
  const counter = await app.get(Metrics).registry.getSingleMetric('portico_db_statements_total')?.get();
  return counter?.values.reduce((sum, { value }) => sum + value, 0) ?? NaN;
}

/** The statements of one request. They are counted when the answer has left, which the client may see first. */
async function statements<T>(
  name: string,
  request: () => Promise<{ readonly status: number; readonly body: T }>,
): Promise<{ readonly count: number; readonly body: T }> {
  const before = await counted();
  const { status, body } = await request();
  expect([200, 201]).toContain(status);
  let after = await counted();
  for (let waited = 0; after === before && waited < 100; waited += 1) {
    await sleep(5);
    after = await counted();
  }
  table[name] = after - before;
  return { count: after - before, body };
}

const add = ({ id, client }: OpenCart, variantId = variants[0], key?: true) =>
  client.post<CartBody>(`/v1/carts/${id}/lines`, { body: { variantId, quantity: 1 }, ...(key && { key }) });

async function readyCart(lines: number): Promise<OpenCart> {
  const wanted = variants.slice(0, lines).map((variantId) => ({ variantId, quantity: 1 }));
  const contact = { email: 'ada@example.com', shippingAddress: ADDRESS };
  const { body } = await guest.post<CartBody>('/v1/carts', { body: { lines: wanted, ...contact } });
  const cart = { id: body.id, client: guest.with({ 'x-cart-token': body.token ?? '' }) };
  await cart.client.patch(`/v1/carts/${cart.id}`, { body: { shippingMethodId: await firstShippingMethod(cart) } });
  return cart;
}

async function ordered(name: string, lines: number, coupon?: string): Promise<{ readonly count: number; readonly checkout: CheckoutBody }> {
  const { id, client } = await readyCart(lines);
  if (coupon !== undefined) await client.post(`/v1/carts/${id}/coupons`, { body: { code: coupon } });
  const { count, body } = await statements(name, () => client.post<CheckoutBody>(`/v1/carts/${id}/checkout`, { key: true }));
  return { count, checkout: body };
}

const ownerOf = ({ order }: CheckoutBody): Client => guest.with({ 'x-order-token': order.token ?? '' });
const paid = (name: string, checkout: CheckoutBody) =>
  statements(name, () =>
    ownerOf(checkout).post<{ status: string }>(`/v1/payments/${checkout.payment?.id}/confirm`, {
      key: true,
      body: { paymentMethod: 'pm_card_visa' },
    }),
  );

describe('a cart', () => {
  it('is made, filled and changed with few statements, however many lines it has', async () => {
    expect((await statements('POST /v1/carts', () => guest.post('/v1/carts'))).count).toBeLessThanOrEqual(2);
    const cart = await guestCart(guest);
    const { body } = await statements('POST lines, the first', () => add(cart));
    expect(table['POST lines, the first']).toBeLessThanOrEqual(6);
    expect((await statements('POST lines, again', () => add(cart))).count).toBeLessThanOrEqual(6);
    expect((await statements('POST lines, with a key', () => add(cart, variants[1], true))).count).toBeLessThanOrEqual(9);
    const line = `/v1/carts/${cart.id}/lines/${body.lines[0]?.id}`;
    expect((await statements('PATCH line', () => cart.client.patch<CartBody>(line, { body: { quantity: 3 } }))).count).toBeLessThanOrEqual(
      6,
    );
    expect((await statements('GET cart', () => cart.client.get<CartBody>(`/v1/carts/${cart.id}`))).count).toBeLessThanOrEqual(2);
    const full = await readyCart(MOST_LINES);
    expect((await statements(`POST lines, beside ${MOST_LINES} others`, () => add(full))).count).toBeLessThanOrEqual(6);
  });

  it('takes address and shipping method with one write', async () => {
    const cart = await readyCart(2);
    const methods = () => cart.client.get<{ data: { id: string }[] }>(`/v1/carts/${cart.id}/shipping-methods`);
    const { count, body } = await statements('GET shipping methods', methods);
    expect(count).toBeLessThanOrEqual(3);
    const change = { email: 'ada@example.com', shippingAddress: ADDRESS, shippingMethodId: body.data[0]?.id };
    expect(
      (await statements('PATCH cart', () => cart.client.patch<CartBody>(`/v1/carts/${cart.id}`, { body: change }))).count,
    ).toBeLessThanOrEqual(4);
  });
});

describe('checkout', () => {
  it.each([2, 20, MOST_LINES])('of %i lines takes at most 16 statements', async (lines) => {
    expect((await ordered(`POST checkout, ${lines} lines`, lines)).count).toBeLessThanOrEqual(16);
  });

  it('pays a few more for a coupon', async () => {
    expect((await ordered('POST checkout, 2 lines and a coupon', 2, 'WELCOME10')).count).toBeLessThanOrEqual(18);
  });

  it('is paid and cancelled with as many statements for many lines as for few', async () => {
    const few = (await ordered('POST checkout, 2 lines', 2)).checkout;
    const many = (await ordered(`POST checkout, ${MOST_LINES} lines`, MOST_LINES)).checkout;
    const { count } = await paid('POST confirm, 2 lines', few);
    expect(count).toBeLessThanOrEqual(33);
    // Now and then the sandbox asks whether it should go wrong.
    expect(Math.abs((await paid(`POST confirm, ${MOST_LINES} lines`, many)).count - count)).toBeLessThanOrEqual(1);
    const read = () => ownerOf(many).get(`/v1/orders/${many.order.id}`);
    expect((await statements('GET order', read)).count).toBeLessThanOrEqual(3);
    const cancel = (checkout: CheckoutBody) => () =>
      ownerOf(checkout).post(`/v1/orders/${checkout.order.id}/cancel`, { key: true, body: { reason: 'changed my mind' } });
    const cancelled = (await statements('POST cancel, paid, 2 lines', cancel(few))).count;
    expect((await statements(`POST cancel, paid, ${MOST_LINES} lines`, cancel(many))).count).toBe(cancelled);
    const unpaid = (await ordered('POST checkout, 2 lines', 2)).checkout;
    await statements('POST cancel, unpaid', cancel(unpaid));
  });

  it('takes a webhook in with few statements', async () => {
    const body = Buffer.from('{"id":"evt_statements","type":"charge.captured"}');
    const headers = { 'portico-signature': signWebhook(SECRET, body, new Date()), 'content-type': 'application/json' };
    const { count } = await statements('POST webhook', async () => {
      const answer = await fetch(`${guest.url}/v1/webhooks/payments/sandbox`, { method: 'POST', body, headers });
      return { status: answer.status, body: await answer.json() };
    });
    expect(count).toBeLessThanOrEqual(5);
  });

  it('settles a webhook that tells nothing new with as few', async () => {
    await paid('POST confirm, 2 lines', (await ordered('POST checkout, 2 lines', 2)).checkout);
    const [row] = await tables.database.query<{ body: string }>('SELECT body FROM payments_sandbox_callback ORDER BY id DESC LIMIT 1');
    const body = Buffer.from(row?.body ?? '');
    const headers = { 'portico-signature': signWebhook(SECRET, body, new Date()), 'content-type': 'application/json' };
    const { count } = await statements('POST webhook, nothing new', async () => {
      const answer = await fetch(`${guest.url}/v1/webhooks/payments/sandbox`, { method: 'POST', body, headers });
      return { status: answer.status, body: await answer.json() };
    });
    expect(count).toBeLessThanOrEqual(5);
  });
});

describe('the work behind purchases', () => {
  /** Stock on product pages, best sellers and a mail for each: all that follows from the events of checkout and payment. */
  async function behind(purchases: number): Promise<number> {
    for (let made = 0; made < purchases; made += 1)
      await paid('POST confirm, 2 lines', (await ordered('POST checkout, 2 lines', 2)).checkout);
    const before = unheardStatements();
    await app.get(Dispatcher, { strict: false }).drain();
    return unheardStatements() - before;
  }

  it('is done together when several are bought at the same time', async () => {
    // What a process finds when it first looks is delivered with more care.
    await behind(1);
    const alone = await behind(1);
    const together = await behind(AT_ONCE);
    table['behind a purchase, alone'] = alone;
    table[`behind ${AT_ONCE} purchases at once`] = together;
    expect(alone).toBeLessThanOrEqual(24);
    // How much goes together is a matter of what is asked for while a statement is under way: a third of it on a busy machine.
    expect(together).toBeLessThanOrEqual((alone * AT_ONCE) / 2);
  });
});
