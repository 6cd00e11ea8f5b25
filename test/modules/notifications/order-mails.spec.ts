import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LatePayments } from '../../../src/modules/orders/late-payments';
import { Dispatcher } from '../../../src/platform/events';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { makeProduct, pay, placeOrder } from '../../support/shopping';

const directory = mkdtempSync(join(tmpdir(), 'portico-order-mails-'));
let shop: ShopInProcess;
let variantId: string;

beforeAll(async () => {
  shop = await shopInProcess({ settings: { MAIL_DIRECTORY: directory } });
  ({ variantId } = await makeProduct(shop.manager, 100));
}, 60_000);
afterEach(() => readdirSync(directory).forEach((name) => rmSync(join(directory, name))));
afterAll(async () => {
  await shop.close();
  rmSync(directory, { recursive: true });
});

/** Lets two minutes pass for all orders, and sends what is to be sent. */
async function twoMinutesLater(): Promise<string[]> {
  await shop.tables.database.execute('UPDATE orders_order SET placed_at = placed_at - INTERVAL 2 MINUTE');
  await shop.app.get(LatePayments, { strict: false }).announce();
  await shop.app.get(Dispatcher, { strict: false }).drain();
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return names.map((name) => (JSON.parse(readFileSync(join(directory, name), 'utf8')) as { subject: string }).subject);
}

it('are one for a purchase that is paid at once', async () => {
  const { owner, checkout } = await placeOrder(shop.guest, variantId);
  await pay(owner, checkout, 'pm_card_visa');
  expect(await twoMinutesLater()).toEqual([`Your order ${checkout.order.number} is paid`]);
  expect(await twoMinutesLater()).toHaveLength(1);
});

it('say nothing of a payment whose order is cancelled by the time they are written', async () => {
  const { owner, checkout } = await placeOrder(shop.guest, variantId);
  await pay(owner, checkout, 'pm_card_visa');
  expect((await owner.post(`/v1/orders/${checkout.order.id}/cancel`)).status).toBe(200);
  const subjects = await twoMinutesLater();
  expect(subjects).not.toContain(`Your order ${checkout.order.number} is paid`);
  expect(subjects).toContain(`Your order ${checkout.order.number} was cancelled`);
});

it('are two when the payment takes its time: what is waited for, and that it has come', async () => {
  const { owner, checkout } = await placeOrder(shop.guest, variantId);
  expect(await twoMinutesLater()).toEqual([`Your order ${checkout.order.number}`]);
  expect(await twoMinutesLater()).toHaveLength(1);
  await pay(owner, checkout, 'pm_card_visa');
  expect((await twoMinutesLater()).sort()).toEqual([`Your order ${checkout.order.number}`, `Your order ${checkout.order.number} is paid`]);
});
