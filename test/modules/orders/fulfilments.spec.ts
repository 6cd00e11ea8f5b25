import { newId } from '../../../src/platform/ids';
import { IllegalOrderTransition } from '../../../src/modules/orders';
import { FulfilmentExceedsOrder, NothingToFulfil } from '../../../src/modules/orders/orders.errors';
import { orderRoom } from './order-room';
import type { OrderRoom } from './order-room';

let room: OrderRoom;

beforeAll(async () => {
  room = await orderRoom();
});
beforeEach(() => room.empty());
afterEach(async () => {
  expect(await room.violations()).toEqual([]);
});
afterAll(() => room.close());

/** A paid order of two mugs and a plate. */
async function paidOrder(): Promise<{ id: string; mugs: string; plate: string }> {
  const { id } = await room.paid();
  const [mugs, plate] = (await room.orders.get(id))?.lines ?? [];
  return { id, mugs: mugs?.id ?? '', plate: plate?.id ?? '' };
}

describe('sending goods', () => {
  it('sends everything that is open when nothing is named', async () => {
    const { id } = await paidOrder();
    const fulfilmentId = await room.fulfilments.create(id, { carrier: 'DHL', trackingNumber: '4711' }, 'cus_1');
    const order = await room.orders.get(id);
    expect(order).toMatchObject({ status: 'fulfilled', version: 3 });
    expect(order?.fulfilments).toMatchObject([{ id: fulfilmentId, carrier: 'DHL', trackingNumber: '4711', trackingUrl: null }]);
    expect(order?.fulfilments[0]?.lines.map((line) => line.quantity).sort()).toEqual([1, 2]);
    expect((await room.events()).at(-1)).toMatchObject({
      type: 'orders.order_fulfilled',
      payload: { orderId: id, fulfilmentId, complete: true },
    });
    expect(order?.lines.map((line) => line.openQuantity)).toEqual([0, 0]);
  });

  it('goes in parcels, each with its line of history', async () => {
    const { id, mugs, plate } = await paidOrder();
    await room.fulfilments.create(id, { lines: [{ lineId: mugs, quantity: 1 }] }, 'cus_1');
    expect(await room.orders.get(id)).toMatchObject({ status: 'part_fulfilled' });
    await room.fulfilments.create(id, { lines: [{ lineId: plate, quantity: 1 }] }, 'cus_1');
    expect(await room.orders.get(id)).toMatchObject({ status: 'part_fulfilled' });
    expect((await room.orders.get(id))?.lines.map((line) => line.openQuantity)).toEqual([1, 0]);
    await room.fulfilments.create(id, {}, 'cus_1');
    const order = await room.orders.get(id);
    expect(order?.status).toBe('fulfilled');
    expect(order?.history.map((entry) => entry.to)).toEqual(['pending_payment', 'paid', 'part_fulfilled', 'part_fulfilled', 'fulfilled']);
  });

  it('sends nothing whose money went back or is on its way back', async () => {
    const { id, mugs, plate } = await paidOrder();
    await room.database.execute('UPDATE orders_line SET refunded = 2, withdrawn = 2 WHERE id = ?', [mugs]);
    await expect(room.fulfilments.create(id, { lines: [{ lineId: mugs, quantity: 1 }] }, 'cus_1')).rejects.toThrow(FulfilmentExceedsOrder);
    await room.fulfilments.create(id, {}, 'cus_1');
    const order = await room.orders.get(id);
    expect(order?.fulfilments.flatMap(({ lines }) => lines)).toEqual([{ lineId: plate, quantity: 1 }]);
    await room.database.execute('UPDATE orders_line SET refunded = 0, withdrawn = 0 WHERE id = ?', [mugs]);
  });

  it('never sends more than was ordered, and says what is open', async () => {
    const { id, mugs, plate } = await paidOrder();
    await room.fulfilments.create(id, { lines: [{ lineId: mugs, quantity: 1 }] }, 'cus_1');
    const lines = [
      { lineId: plate, quantity: 1 },
      { lineId: mugs, quantity: 1 },
      { lineId: mugs, quantity: 1 },
    ];
    const error: unknown = await room.fulfilments.create(id, { lines }, 'cus_1').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FulfilmentExceedsOrder);
    expect(error).toMatchObject({ extensions: { lines: [{ lineId: mugs, requested: 2, open: 1 }] } });
    expect((await room.orders.get(id))?.lines.map((line) => line.fulfilledQuantity)).toEqual([1, 0]);
  });

  it('sends two mugs twice when ten packers reach for one each', async () => {
    const { id, mugs } = await paidOrder();
    const packers = Array.from({ length: 10 }, () => room.fulfilments.create(id, { lines: [{ lineId: mugs, quantity: 1 }] }, 'cus_1'));
    const settled = await Promise.allSettled(packers);
    expect(settled.filter((result) => result.status === 'fulfilled')).toHaveLength(2);
    for (const result of settled) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(FulfilmentExceedsOrder);
    expect((await room.orders.get(id))?.lines.map((line) => line.fulfilledQuantity)).toEqual([2, 0]);
  });

  it('knows only lines of this order', async () => {
    const { id, mugs } = await paidOrder();
    const other = await paidOrder();
    for (const lineId of [other.mugs, newId('line')]) {
      const lines = [
        { lineId: mugs, quantity: 1 },
        { lineId, quantity: 1 },
      ];
      await expect(room.fulfilments.create(id, { lines }, 'cus_1')).rejects.toMatchObject({ errors: [{ pointer: '/lines/1/lineId' }] });
    }
  });

  it('waits for the money, and ends with the order', async () => {
    const unpaid = await room.place();
    await expect(room.fulfilments.create(unpaid.id, {}, 'cus_1')).rejects.toMatchObject({
      type: IllegalOrderTransition.problem,
      extensions: { orderStatus: 'pending_payment', allowed: ['paid', 'cancelled'] },
    });
    const { id } = await paidOrder();
    await room.fulfilments.create(id, {}, 'cus_1');
    await expect(room.fulfilments.create(id, {}, 'cus_1')).rejects.toBeInstanceOf(NothingToFulfil);
    await expect(room.fulfilments.create(newId('ord'), {}, 'cus_1')).rejects.toMatchObject({ type: { status: 404 } });
  });

  it('goes on after a part of the money went back, which the state keeps saying', async () => {
    const { id } = await paidOrder();
    await room.database.transaction(() => room.orders.markRefunded(id, false, 'one mug broken'));
    await room.fulfilments.create(id, {}, 'cus_1');
    expect(await room.orders.get(id)).toMatchObject({ status: 'part_refunded', fulfilments: { length: 1 } });
    await expect(room.fulfilments.create(id, {}, 'cus_1')).rejects.toBeInstanceOf(NothingToFulfil);
  });
});
