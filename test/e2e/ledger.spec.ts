import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { Client } from '../support/client';
import { brokenInvariants, rows } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { makeProduct, pay, placeOrder } from '../support/shopping';

/** The first file of a run builds the shop, which takes its time on a busy machine. */
const MINUTES = 180_000;
const ROOT = join(__dirname, '..', '..');
const ACCOUNT = `shop_${process.pid}`;

interface Amount {
  readonly amount: number;
  readonly currency: string;
}
interface Posting {
  readonly key: string;
  readonly lines: readonly { readonly account: string; readonly debit: Amount; readonly credit: Amount }[];
}
interface List<T> {
  readonly data: readonly T[];
  readonly page: { readonly nextCursor: string | null };
  readonly total?: number;
}

let shop: Shop;
let restricted: string;
let guest: Client;
let admin: Client;
let variantId: string;

function grant(databaseUrl: string): string {
  const env = { ...process.env, DATABASE_URL: databaseUrl, APPLICATION_PASSWORD: 'a password of its own' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/src/cli/grants.js', ACCOUNT], { cwd: ROOT, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout + stderr);
  return stdout;
}

beforeAll(async () => {
  const accountOf = (url: string): string => {
    grant(url);
    const own = new URL(url);
    [own.username, own.password] = [ACCOUNT, 'a password of its own'];
    return (restricted = own.href);
  };
  shop = await startShop({ name: 'ledger', accountOf });
  guest = new Client(shop.urls[0] ?? '');
  admin = await guest.signedIn('admin@example.com');
  variantId = (await makeProduct(admin, 1_000)).variantId;
}, 2 * MINUTES);

afterAll(async () => {
  expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  await shop.stop();
  await rows(shop.databaseUrl, `DROP USER IF EXISTS '${ACCOUNT}'@'%'`);
}, MINUTES);

const book = async (orderId: string): Promise<Record<string, Record<string, number>>> => {
  const { body } = await admin.get<List<Posting>>(`/v1/admin/ledger?orderId=${orderId}`);
  const sides = ({ lines }: Posting) =>
    Object.fromEntries(lines.map(({ account, debit, credit }) => [account, debit.amount - credit.amount]));
  return Object.fromEntries(body.data.map((posting) => [posting.key.replace(/(_\w+|:\d+)+$/, ''), sides(posting)]));
};

it(
  'books the sale with its tax, and the capture, under the restricted account',
  async () => {
    const { checkout, owner } = await placeOrder(guest, variantId, 2);
    expect((await pay(owner, checkout, 'pm_card_visa')).status).toBe('captured');
    const { total, taxTotal } = (await owner.get<{ total: Amount; taxTotal: Amount }>(`/v1/orders/${checkout.order.id}`)).body;
    expect(taxTotal.amount).toBeGreaterThan(0);
    expect(await book(checkout.order.id)).toEqual({
      'sale:ord': { receivable: total.amount, revenue: taxTotal.amount - total.amount, tax_payable: -taxTotal.amount },
      'capture:pay': { 'cash_at_gateway:sandbox': total.amount, receivable: -total.amount },
    });
  },
  MINUTES,
);

it(
  'takes a sale back with its tax when a paid order is cancelled',
  async () => {
    const { checkout, owner } = await placeOrder(guest, variantId);
    await pay(owner, checkout, 'pm_card_visa');
    expect((await owner.post(`/v1/orders/${checkout.order.id}/cancel`, { key: true })).status).toBe(200);
    let booked: Record<string, Record<string, number>> = {};
    for (let i = 0; i < 300 && !booked['refund:ref']; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      booked = await book(checkout.order.id);
    }
    expect(Object.keys(booked).sort()).toEqual(['capture:pay', 'refund:ref', 'reversal:sale:ord', 'sale:ord']);
    const totals = new Map<string, number>();
    for (const lines of Object.values(booked))
      for (const [account, amount] of Object.entries(lines)) totals.set(account, (totals.get(account) ?? 0) + amount);
    expect([...totals.values()]).toEqual([...totals.values()].map(() => 0));
  },
  MINUTES,
);

it(
  'lists, filters, pages, counts and exports',
  async () => {
    const all = await admin.get<List<Posting>>('/v1/admin/ledger?limit=100&include=total');
    expect(all.body.total).toBe(all.body.data.length);
    const first = await admin.get<List<Posting>>('/v1/admin/ledger?limit=3&account=receivable&currency=EUR');
    const second = await admin.get<List<Posting>>(
      `/v1/admin/ledger?limit=3&account=receivable&currency=EUR&cursor=${first.body.page.nextCursor ?? ''}`,
    );
    expect([...first.body.data, ...second.body.data].map(({ key }) => key)).toEqual(all.body.data.slice(0, 6).map(({ key }) => key));
    for (const nothing of [
      'account=nothing',
      'currency=USD',
      'bookedGte=2090-01-01T00:00:00Z',
      'bookedLte=2000-01-01T00:00:00Z',
      `paymentId=pay_${'0'.repeat(22)}`,
    ]) {
      expect((await admin.get<List<Posting>>(`/v1/admin/ledger?${nothing}&include=total`)).body).toMatchObject({ data: [], total: 0 });
    }
    const [counted] = await rows<{ n: number }>(shop.databaseUrl, 'SELECT COUNT(*) AS n FROM payments_ledger_entry');
    const file = await admin.get<string>('/v1/admin/ledger/export');
    expect(file.body.trim().split('\n')).toHaveLength(Number(counted?.n) + 1);
    expect((await admin.get<string>('/v1/admin/ledger/export?bookedLte=2000-01-01T00:00:00Z')).body.trim().split('\n')).toHaveLength(1);
  },
  MINUTES,
);

it(
  'balances every currency, and agrees with the book of the gateway',
  async () => {
    const { body } = await admin.get<{ data: { account: string; balance: Amount }[] }>('/v1/admin/ledger/balances');
    expect(body.data.reduce((sum, { balance }) => sum + balance.amount, 0)).toBe(0);
    const [bank] = await rows<{ held: string }>(
      shop.databaseUrl,
      `SELECT SUM(CAST(credit AS SIGNED) - debit) AS held FROM payments_sandbox_entry WHERE account = 'merchant' AND currency = 'EUR'`,
    );
    expect(body.data.find(({ account }) => account === 'cash_at_gateway:sandbox')?.balance.amount).toBe(Number(bank?.held));
    const shopper = await guest.signedIn('shopper@example.com');
    expect((await shopper.get('/v1/admin/ledger/balances')).status).toBe(403);
  },
  MINUTES,
);

describe('the restricted account', () => {
  const APPEND_ONLY = ['payments_posting', 'payments_ledger_entry', 'payments_fact', 'payments_sandbox_entry', 'orders_history'];

  async function errorOf(statement: string): Promise<number | undefined> {
    const connection = await createConnection(restricted);
    try {
      await connection.query(statement);
      return undefined;
    } catch (error) {
      return (error as { errno?: number }).errno;
    } finally {
      await connection.end();
    }
  }

  it.each(APPEND_ONLY)('cannot change or delete in %s', async (table) => {
    const column = table === 'orders_history' ? 'actor' : 'id';
    expect(await errorOf(`UPDATE ${table} SET ${column} = ${column}`)).toBe(1142);
    expect(await errorOf(`DELETE FROM ${table}`)).toBe(1142);
    expect(await errorOf(`SELECT 1 FROM ${table} LIMIT 1`)).toBeUndefined();
  });

  it.each([
    'CREATE TABLE payments_other (id INT)',
    'DROP TABLE payments_fact',
    'ALTER TABLE payments_fact ADD x INT',
    'TRUNCATE payments_posting',
    'DELETE FROM platform_migration',
  ])('may not: %s', async (statement) => {
    expect(await errorOf(statement)).toBe(1142);
  });

  it('is given new tables, and loses what was granted beside, when the command runs again', async () => {
    expect(grant(shop.databaseUrl)).not.toMatch(/^[+-] /m);
    await rows(shop.databaseUrl, 'CREATE TABLE payments_new (id INT)');
    await rows(shop.databaseUrl, `GRANT UPDATE ON payments_fact TO '${ACCOUNT}'@'%'`);
    expect(grant(shop.databaseUrl)).toMatch(/\+ SELECT, INSERT, UPDATE, DELETE on payments_new\n- UPDATE on payments_fact/);
    expect(await errorOf('INSERT INTO payments_new VALUES (1)')).toBeUndefined();
    await rows(shop.databaseUrl, 'DROP TABLE payments_new');
  });

  it('must not hold rights on the whole database', async () => {
    const [{ name } = { name: '' }] = await rows<{ name: string }>(shop.databaseUrl, 'SELECT DATABASE() AS name');
    await rows(shop.databaseUrl, `GRANT UPDATE ON \`${name}\`.* TO '${ACCOUNT}'@'%'`);
    expect(() => grant(shop.databaseUrl)).toThrow(/more than single tables/);
    await rows(shop.databaseUrl, `REVOKE UPDATE ON \`${name}\`.* FROM '${ACCOUNT}'@'%'`);
  });
});
