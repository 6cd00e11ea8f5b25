import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module';
import { Reconcile } from '../../src/modules/checkout';
import { CancelOrder } from '../../src/modules/checkout/cancel-order';
import { Client } from '../support/client';
import { brokenInvariants, rows } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { makeProduct, pay, placeOrder } from '../support/shopping';
import type { CheckoutBody, PaymentBody } from '../support/shopping';

/** The first file of a run builds the shop, which takes its time on a busy machine. */
const MINUTES = 180_000;
const ROOT = join(__dirname, '..', '..');

let shop: Shop;
let books: INestApplicationContext;
let guest: Client;
let admin: Client;
let variantId: string;

/** Nothing works in the background, so whatever comes right has been put right by the reconciler. */
const QUIET = { JOBS: 'off', SANDBOX_TIMEOUT_MS: '1500', RECONCILE_MINUTES: '0' };

beforeAll(async () => {
  shop = await startShop({ name: 'reconcile', env: QUIET });
  guest = new Client(shop.urls[0] ?? '');
  admin = await guest.signedIn('admin@example.com');
  variantId = (await makeProduct(admin, 1_000)).variantId;
  const outside = process.env;
  process.env = ownEnvironment();
  books = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  process.env = outside;
}, 2 * MINUTES);

afterAll(async () => {
  await books.close();
  await shop.stop();
}, MINUTES);

interface Run {
  readonly id: string;
  /** Nothing is left to put right. */
  readonly isRight: boolean;
  readonly kinds: readonly string[];
}
interface Difference {
  readonly kind: string;
  readonly state: string;
  readonly paymentId: string | null;
  readonly healAttempts: number;
}

const ownEnvironment = () => ({ ...process.env, NODE_ENV: 'test' as const, ...QUIET, DATABASE_URL: shop.databaseUrl });

/** What the command does, without its start of several seconds. */
async function reconcile(quietSeconds = 0): Promise<Run> {
  const outcome = await books.get(Reconcile).now(quietSeconds * 1_000);
  if (!outcome) throw new Error('Another reconciliation is running');
  const { runId, healed, remaining } = outcome;
  return { id: runId, isRight: remaining.length === 0, kinds: [...healed, ...remaining].map(({ kind }) => kind) };
}

function command(): { readonly code: number | null; readonly text: string; readonly id: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/src/cli/reconcile.js', '--quiet-seconds', '0'], {
    ...{ cwd: ROOT, env: ownEnvironment(), encoding: 'utf8' },
  });
  const text = stdout + stderr;
  return { code: status, text, id: /rec_\w{22}/.exec(text)?.[0] ?? text };
}

async function differences({ id }: { readonly id: string }): Promise<readonly Difference[]> {
  return (await admin.get<{ differences: Difference[] }>(`/v1/admin/reconciliations/${id}`)).body.differences;
}

interface Bought {
  readonly checkout: CheckoutBody;
  readonly owner: Client;
  readonly payment: PaymentBody;
}

async function buy(paymentMethod: string): Promise<Bought> {
  const { checkout, owner } = await placeOrder(guest, variantId);
  return { checkout, owner, payment: await pay(owner, checkout, paymentMethod) };
}

async function stateOf({ checkout, owner, payment }: Bought): Promise<string> {
  const order = await owner.get<{ status: string }>(`/v1/orders/${checkout.order.id}`);
  const paid = await owner.get<{ status: string }>(`/v1/payments/${payment.id}`);
  return `${order.body.status}, ${paid.body.status}`;
}

const sql = (statement: string, ...params: string[]) => rows(shop.databaseUrl, statement, params);
const cancel = ({ checkout, owner }: Bought) => owner.post(`/v1/orders/${checkout.order.id}/cancel`, { key: true });
const loseTheRefund = ({ payment }: Bought) =>
  sql(`DELETE FROM platform_outbox WHERE JSON_UNQUOTE(JSON_EXTRACT(payload, '$.paymentId')) = ?`, payment.id);

it(
  'finds nothing to say about a shop in order, and leaves what is on its way alone',
  async () => {
    await buy('pm_card_visa');
    const onItsWay = await buy('pm_card_visa');
    await cancel(onItsWay);
    expect(command()).toMatchObject({ code: 0, text: expect.stringContaining('0 differences healed, 0 remain') });
    expect(await stateOf(onItsWay)).toBe('cancelled, captured');
    expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  },
  MINUTES,
);

it(
  'gives an answer that never came two minutes, then asks',
  async () => {
    const bought = await buy('pm_card_timeout');
    expect(await stateOf(bought)).toBe('pending_payment, unknown');
    expect((await reconcile(120)).isRight).toBe(true);
    expect(await stateOf(bought)).toBe('pending_payment, unknown');
    const run = await reconcile();
    expect(run.isRight).toBe(true);
    expect(await stateOf(bought)).toBe('paid, captured');
    expect(await differences(run)).toContainEqual(
      expect.objectContaining({ kind: 'stuck_payment', state: 'healed', paymentId: bought.payment.id }),
    );
  },
  MINUTES,
);

it(
  'takes up a capture that we had given up for failed',
  async () => {
    const bought = await buy('pm_card_timeout');
    await sql(`UPDATE payments_payment SET status = 'failed', failure_code = 'not_processed' WHERE id = ?`, bought.payment.id);
    await sql(`UPDATE payments_attempt SET state = 'failed' WHERE payment_id = ?`, bought.payment.id);
    const run = await reconcile();
    expect(run.kinds).toContain('unknown_to_us');
    expect(run.isRight).toBe(true);
    expect(await stateOf(bought)).toBe('paid, captured');
  },
  MINUTES,
);

it(
  'learns from the book what a lost webhook would have told',
  async () => {
    const bought = await buy('pm_card_threeDSecure2Required');
    const page = bought.payment.nextAction?.url ?? '';
    await fetch(page, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }), redirect: 'manual' });
    expect(await stateOf(bought)).toBe('pending_payment, requires_action');
    expect(await reconcile()).toMatchObject({ isRight: true, kinds: expect.arrayContaining(['captured_differs']) });
    expect(await stateOf(bought)).toBe('paid, captured');
  },
  MINUTES,
);

it(
  'gives back money that no order can use',
  async () => {
    const bought = await buy('pm_card_visa');
    await cancel(bought);
    await loseTheRefund(bought);
    expect(await reconcile()).toMatchObject({ isRight: true, kinds: expect.arrayContaining(['captured_without_order']) });
    expect(await stateOf(bought)).toBe('cancelled, refunded');
    expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  },
  MINUTES,
);

it(
  'tries a refund that its gateway refuses five times, and lists it until somebody has helped',
  async () => {
    const bought = await buy('pm_card_refundFails');
    await cancel(bought);
    await loseTheRefund(bought);
    for (let i = 0; i < 7; i += 1) expect((await reconcile()).isRight).toBe(false);
    expect(await rows(shop.databaseUrl, 'SELECT state FROM payments_refund WHERE payment_id = ?', [bought.payment.id])).toEqual(
      Array.from({ length: 5 }, () => ({ state: 'failed' })),
    );
    const last = await reconcile();
    const [open] = (await differences(last)).filter(({ state }) => state === 'open');
    expect(open).toMatchObject({ kind: 'refund_failed', paymentId: bought.payment.id, healAttempts: 8 });
    const metrics = await (await fetch(`${guest.url}/metrics`)).text();
    expect(metrics).toContain('portico_payments_differences{kind="refund_failed"} 1');
    await sql(`UPDATE payments_sandbox_charge SET payment_method = 'pm_card_visa' WHERE reference = ?`, bought.payment.id);
    await admin.post(`/v1/admin/payments/${bought.payment.id}/refunds`, { key: true, body: { reason: 'by hand' } });
    expect((await reconcile()).isRight).toBe(true);
    expect(await stateOf(bought)).toBe('cancelled, refunded');
  },
  2 * MINUTES,
);

it(
  'leaves money where it is when staff who may not return it cancel its order',
  async () => {
    const bought = await buy('pm_card_visa');
    const { id } = bought.checkout.order;
    const cancelling = books.get(CancelOrder, { strict: false });
    await expect(cancelling.cancel(id, 'no right', 'staff', { mayReturnMoney: false })).rejects.toThrow('orders:refund');
    expect(await stateOf(bought)).toBe('paid, captured');
    const { checkout } = await placeOrder(guest, variantId);
    await cancelling.cancel(checkout.order.id, 'nothing taken', 'staff', { mayReturnMoney: false });
    const { body } = await admin.get<{ status: string }>(`/v1/admin/orders/${checkout.order.id}`);
    expect(body.status).toBe('cancelled');
  },
  MINUTES,
);

it(
  'lists amounts that differ, changes nothing, and forgets them when they agree again',
  async () => {
    const bought = await buy('pm_card_visa');
    await sql('UPDATE payments_sandbox_charge SET captured = captured - 1 WHERE reference = ?', bought.payment.id);
    const run = command();
    expect(run).toMatchObject({ code: 1, text: expect.stringContaining('captured_differs') });
    expect(await stateOf(bought)).toBe('paid, captured');
    await sql('UPDATE payments_sandbox_charge SET captured = amount WHERE reference = ?', bought.payment.id);
    expect((await reconcile()).isRight).toBe(true);
    expect(await differences(run)).toMatchObject([{ kind: 'captured_differs', state: 'resolved' }]);
  },
  MINUTES,
);

it.each([
  [
    'sold_without_capture',
    'UPDATE payments_payment SET captured = 0 WHERE id = ?',
    'UPDATE payments_payment SET captured = amount WHERE id = ?',
  ],
  [
    'ledger_differs',
    `UPDATE payments_payment SET captured = captured - 1, status = 'captured' WHERE id = ?`,
    'UPDATE payments_payment SET captured = amount WHERE id = ?',
  ],
  [
    'wrong_amount',
    `UPDATE orders_order SET grand_total = grand_total + 1 WHERE id = (SELECT order_id FROM payments_payment WHERE id = ?)`,
    'UPDATE orders_order SET grand_total = grand_total - 1 WHERE id = (SELECT order_id FROM payments_payment WHERE id = ?)',
  ],
  ['dead_letter', DEAD_LETTER(), `DELETE FROM payments_inbox WHERE headers = JSON_OBJECT('about', ?)`],
])(
  'lists %s',
  async (kind, damage, repair) => {
    const { payment } = await buy('pm_card_visa');
    await sql(damage, payment.id);
    expect(await reconcile()).toMatchObject({ isRight: false, kinds: expect.arrayContaining([kind]) });
    await sql(repair, payment.id);
    expect((await reconcile()).isRight).toBe(true);
  },
  MINUTES,
);

function DEAD_LETTER(): string {
  return `INSERT INTO payments_inbox (id, gateway, event_id, type, raw_body, headers, signature, state, attempts, received_at)
    SELECT 'hook_000000000000000000dead', 'sandbox', event_id, type, body, JSON_OBJECT('about', reference), 'valid', 'dead', 10, UTC_TIMESTAMP(3)
    FROM payments_sandbox_callback b JOIN payments_sandbox_charge c ON c.id = b.charge_id WHERE c.reference = ? LIMIT 1`;
}

it(
  'runs when staff ask for it, once, in a process that works in the background',
  async () => {
    const worker = await startShop({ name: 'reconcile_worker', env: { RECONCILE_MINUTES: '10' } });
    try {
      const staff = await new Client(worker.urls[0] ?? '').signedIn('admin@example.com');
      const { status, body, headers } = await staff.post<{ id: string }>('/v1/admin/reconciliations');
      expect([status, headers.get('location')]).toEqual([202, `/v1/admin/reconciliations/${body.id}`]);
      const states = await until(async () => {
        const list = await staff.get<{ data: { state: string; remaining: number }[] }>('/v1/admin/reconciliations');
        return list.body.data.every(({ state }) => state === 'completed') ? list.body.data : undefined;
      });
      expect(states.map(({ remaining }) => remaining)).toEqual(states.map(() => 0));
    } finally {
      await worker.stop();
    }
  },
  2 * MINUTES,
);

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 100; i += 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('It did not happen within 20 s');
}
