import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningDatabase } from '../../deploy/local/database.mjs';
import { Client } from '../support/client';
import { brokenInvariants, rows } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { fillCart, firstShippingMethod, guestCart, makeProduct } from '../support/shopping';
import type { CartBody, CheckoutBody, PaymentBody } from '../support/shopping';

/** The first file of a run builds the shop, which takes its time on a busy machine. */
const MINUTES = 180_000;
const CARTS = 100;
const ROOT = join(__dirname, '..', '..');

let folder: string;
let database: RunningDatabase;
let shop: Shop;
let client: Client;

/** A server that keeps what it has acknowledged, unlike the fast one of the other tests. */
async function startDatabase(): Promise<RunningDatabase> {
  const local = await import('../../deploy/local/database.mjs');
  return local.startDatabase({ root: ROOT, dataDir: join(folder, 'data'), log: () => undefined });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portico-crash-'));
  database = await startDatabase();
  shop = await startShop({ name: 'crash', databaseUrl: database.url });
  client = new Client(shop.urls[0] ?? '');
}, 2 * MINUTES);

afterAll(async () => {
  await shop.stop();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
}, MINUTES);

interface Buyer {
  readonly cartId: string;
  readonly client: Client;
  readonly key: string;
  /** What the shop has told the buyer. */
  order?: CheckoutBody['order'];
  payment?: string;
  paid?: boolean;
}

async function buyers(variantId: string): Promise<Buyer[]> {
  const probe = await guestCart(client);
  await probe.client.post(`/v1/carts/${probe.id}/lines`, { body: { variantId, quantity: 1 } });
  const methodId = await firstShippingMethod(probe);
  const made: Buyer[] = [];
  for (let start = 0; start < CARTS; start += 10) {
    const some = Array.from({ length: 10 }, async () => {
      const { body } = await client.post<CartBody>('/v1/carts');
      const owner = client.with({ 'x-cart-token': body.token ?? '' });
      await fillCart({ id: body.id, client: owner }, [{ variantId, quantity: 1 }], methodId);
      return { cartId: body.id, client: owner, key: randomUUID() };
    });
    made.push(...(await Promise.all(some)));
  }
  return made;
}

/** One try of what is still to do; a broken connection or a 5xx leaves it open. The keys stay the same, as a client's would. */
async function advance(buyer: Buyer): Promise<void> {
  if (!buyer.order) {
    const { status, body } = await buyer.client.post<CheckoutBody>(`/v1/carts/${buyer.cartId}/checkout`, { key: buyer.key });
    if (status !== 201) return;
    buyer.order = body.order;
    buyer.payment = body.payment?.id ?? '';
  }
  const owner = client.with({ 'x-order-token': buyer.order.token ?? '' });
  const { status, body } = await owner.post<PaymentBody>(`/v1/payments/${buyer.payment ?? ''}/confirm`, {
    key: `pay-${buyer.key}`,
    body: { paymentMethod: 'pm_card_visa' },
  });
  if (status === 200 && body.status === 'captured') buyer.paid = true;
}

/** What happens to a client whose server dies is a broken connection, which is no failure of the test. */
async function attempt(buyer: Buyer): Promise<void> {
  try {
    await advance(buyer);
  } catch (error) {
    if (!String(error).includes('fetch failed')) throw error;
  }
}

async function settled(): Promise<readonly string[]> {
  const deadline = Date.now() + MINUTES;
  for (;;) {
    const broken = await brokenInvariants(database.url);
    const open = await rows<{ status: string }>(
      database.url,
      "SELECT status FROM payments_payment WHERE status IN ('processing', 'unknown')",
    );
    if ((broken.length === 0 && open.length === 0) || Date.now() > deadline)
      return [...broken, ...open.map(({ status }) => `a payment is ${status}`)];
    await sleep(500);
  }
}

it.each(['the application', 'the database'])(
  'loses and doubles nothing when %s is killed in the middle of 100 checkouts',
  async (victim) => {
    const manager = await client.signedIn('manager@example.com');
    const { variantId } = await makeProduct(manager, CARTS);
    const all = await buyers(variantId);
    const rush = Promise.all(all.map(attempt));
    while (all.filter(({ order }) => order).length < 10) await sleep(5);
    if (victim === 'the application') {
      await shop.kill(0);
      await rush;
      await shop.revive(0);
    } else {
      process.kill(database.pid ?? 0, 'SIGKILL');
      await rush;
      database = await startDatabase();
    }
    const acknowledged = all.filter(({ order }) => order).length;
    expect(acknowledged).toBeGreaterThan(0);
    for (let round = 0; round < 60 && all.some(({ paid }) => !paid); round += 1) {
      await Promise.all(all.filter(({ paid }) => !paid).map(attempt));
      await sleep(1_000);
    }
    expect(await settled()).toEqual([]);
    expect(all.filter(({ paid }) => !paid)).toEqual([]);
    const orders = await rows<{ n: string; paid: string }>(
      database.url,
      "SELECT COUNT(*) AS n, SUM(o.status = 'paid') AS paid FROM orders_order o JOIN orders_line l ON l.order_id = o.id WHERE l.variant_id = ?",
      [variantId],
    );
    expect(orders.map(({ n, paid }) => [Number(n), Number(paid)])).toEqual([[CARTS, CARTS]]);
    const stock = await rows<{ on_hand: number; reserved: number }>(
      database.url,
      'SELECT on_hand, reserved FROM inventory_stock WHERE variant_id = ?',
      [variantId],
    );
    expect(stock).toEqual([{ on_hand: 0, reserved: 0 }]);
  },
  4 * MINUTES,
);
