import { SalesBook } from '../../../src/modules/catalog/sales/sales-book';
import { SalesListener } from '../../../src/modules/checkout/sales.listener';
import { Database } from '../../../src/platform/database';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { makeProduct, pay, placeOrder } from '../../support/shopping';

let shop: ShopInProcess;

beforeAll(async () => {
  shop = await shopInProcess();
}, 60_000);

afterAll(() => shop.close());

const inOneTransaction = (work: () => Promise<void>): Promise<void> => shop.app.get(Database).transaction(work);
const meta = { eventId: 'evt_test', occurredAt: new Date(), attempt: 1 };
const listener = (): SalesListener => shop.app.get(SalesListener, { strict: false });

async function best(): Promise<readonly string[]> {
  await shop.app.get(SalesBook, { strict: false }).count();
  const { body } = await shop.guest.get<{ data: { id: string }[] }>('/v1/products?sort=best_selling');
  return body.data.map(({ id }) => id);
}

it('lists what was paid for first, until the order is cancelled; an order that was never paid counts for nothing', async () => {
  const wanted = await makeProduct(shop.manager, 10);
  const other = await makeProduct(shop.manager, 10);
  const { checkout, owner } = await placeOrder(shop.guest, wanted.variantId, 2);
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
