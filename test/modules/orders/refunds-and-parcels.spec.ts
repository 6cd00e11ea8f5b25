import { WithdrawnUnits1700000035000 } from '../../../src/migrations/1700000035000-withdrawn-units';
import { NothingToFulfil } from '../../../src/modules/orders/orders.errors';
import { newId } from '../../../src/platform/ids';
import { orderRoom } from './order-room';
import type { OrderRoom } from './order-room';

let room: OrderRoom;

beforeAll(async () => {
  room = await orderRoom();
});
beforeEach(() => room.empty());
afterAll(() => room.close());

/** A paid order of two mugs and a plate. */
async function paidOrder(): Promise<{ readonly id: string; readonly mugs: string }> {
  const { id } = await room.paid();
  return { id, mugs: (await room.orders.get(id))?.lines[0]?.id ?? '' };
}

async function begin(
  orderId: string,
  line: { readonly lineId: string; readonly quantity: number; readonly returned?: boolean },
): Promise<string> {
  const refund = { refundId: newId('ref'), paymentId: newId('pay'), orderId, restock: false, reason: null, actor: 'cus_1' };
  await room.database.transaction(async () => {
    await room.orders.lock(orderId);
    await room.refunds.record(refund, await room.refunds.plan(orderId, { lines: [line] }, 100_000));
  });
  return refund.refundId;
}

const fail = (refundId: string) => room.database.transaction(() => room.refunds.fail(refundId));
const send = (id: string, lineId?: string) =>
  room.fulfilments.create(id, lineId === undefined ? {} : { lines: [{ lineId, quantity: 1 }] }, 'cus_1');
const open = async (id: string) => (await room.orders.get(id))?.lines.map(({ openQuantity }) => openQuantity);
const write = (lineId: string, columns: string) => room.database.execute(`UPDATE orders_line SET ${columns} WHERE id = ?`, [lineId]);

it('sends a unit after all whose refund failed when the rest had been sent', async () => {
  const { id, mugs } = await paidOrder();
  const refundId = await begin(id, { lineId: mugs, quantity: 1 });
  await send(id);
  expect(await room.orders.get(id)).toMatchObject({ status: 'fulfilled' });
  await expect(send(id)).rejects.toBeInstanceOf(NothingToFulfil);
  await fail(refundId);
  expect(await open(id)).toEqual([1, 0]);
  await send(id);
  expect(await room.orders.get(id)).toMatchObject({ status: 'fulfilled', fulfilments: { length: 2 } });
  await expect(send(id)).rejects.toBeInstanceOf(NothingToFulfil);
  expect(await room.violations()).toEqual([]);
});

it('has nothing to send of an order that is over', async () => {
  const [refunded, cancelled] = [await paidOrder(), await paidOrder()];
  await room.database.transaction(() => room.orders.markRefunded(refunded.id, true, 'all back'));
  await room.database.transaction(() => room.orders.cancel(cancelled.id, 'changed my mind', 'guest'));
  expect([await open(refunded.id), await open(cancelled.id)]).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

describe('beside a process of the release before, which knows nothing of units that are withdrawn', () => {
  it('sends nothing that it refunded, and all whose refund it took back', async () => {
    const { id, mugs } = await paidOrder();
    await write(mugs, 'refunded = 2');
    await expect(send(id, mugs)).rejects.toMatchObject({ extensions: { lines: [{ lineId: mugs, requested: 1, open: 0 }] } });
    expect(await open(id)).toEqual([0, 1]);
    await write(mugs, 'refunded = 0, withdrawn = 2');
    expect(await open(id)).toEqual([2, 1]);
    await send(id, mugs);
    expect(await open(id)).toEqual([1, 1]);
  });

  it('never has less than nothing to send', async () => {
    const { id, mugs } = await paidOrder();
    await write(mugs, 'refunded = 1, withdrawn = 1, fulfilled = 2');
    expect(await open(id)).toEqual([0, 1]);
  });
});

it('takes refunds from before for refunds of what was sent, as far as that goes', async () => {
  const { id, mugs } = await paidOrder();
  await send(id, mugs);
  const [first, second] = [await begin(id, { lineId: mugs, quantity: 1, returned: true }), await begin(id, { lineId: mugs, quantity: 1 })];
  await write(mugs, 'withdrawn = 0');
  await room.database.execute('UPDATE orders_refund_line SET withdrawn = 0');
  await migrated();
  expect(await room.database.query('SELECT withdrawn FROM orders_refund_line ORDER BY refund_id')).toEqual([
    { withdrawn: 0 },
    { withdrawn: 1 },
  ]);
  await migrated();
  expect(await open(id)).toEqual([0, 1]);
  await fail(second);
  await fail(first);
  expect(await open(id)).toEqual([1, 1]);
  expect(await room.violations()).toEqual([]);
});

/** The columns are there already, so this is what the migration makes of the rows. */
async function migrated(): Promise<void> {
  const runner = room.dataSource.createQueryRunner();
  await new WithdrawnUnits1700000035000().up(runner);
  await runner.release();
}
