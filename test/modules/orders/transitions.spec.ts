import { EXPIRED } from '../../../src/modules/orders';
import { orderStatuses, orderTransitions } from '../../../src/modules/orders/order-status';
import type { OrderStatus } from '../../../src/modules/orders';
import { newId } from '../../../src/platform/ids';
import { orderRoom } from './order-room';
import type { OrderRoom } from './order-room';

let room: OrderRoom;

beforeAll(async () => {
  room = await orderRoom();
});
beforeEach(() => room.empty());
afterAll(() => room.close());

const inUnit = <T>(work: () => Promise<T>): Promise<T> => room.database.transaction(work);
const because = { reason: 'test', actor: 'system' };
const pairs = orderStatuses.flatMap((from) => orderStatuses.map((to) => [from, to] as const));

/** The shortest way from a new order to that state. */
const paths: Record<OrderStatus, readonly OrderStatus[]> = {
  pending_payment: [],
  paid: ['paid'],
  part_fulfilled: ['paid', 'part_fulfilled'],
  fulfilled: ['paid', 'fulfilled'],
  cancelled: ['cancelled'],
  part_refunded: ['paid', 'part_refunded'],
  refunded: ['paid', 'refunded'],
};

async function orderIn(status: OrderStatus): Promise<string> {
  const { id } = await room.place();
  for (const next of paths[status]) await inUnit(() => room.journal.transition(id, next, because));
  expect(await room.journal.statusOf(id)).toBe(status);
  return id;
}

describe('the transition table on a real database', () => {
  it.each(pairs)('%s -> %s', async (from, to) => {
    const id = await orderIn(from);
    const allowed = orderTransitions[from].includes(to) && from !== 'cancelled';
    const before = await room.orders.get(id);
    expect(await inUnit(() => room.journal.transition(id, to, because))).toEqual({ changed: allowed, status: allowed ? to : from });
    const after = await room.orders.get(id);
    expect(after?.history.length).toBe((before?.history.length ?? 0) + (allowed ? 1 : 0));
    expect(after?.version).toBe(after?.history.length);
    expect(await room.violations()).toEqual([]);
  });

  it('says nothing about an order that does not exist', async () => {
    expect(await inUnit(() => room.journal.transition(newId('ord'), 'paid', because))).toBeUndefined();
  });
});

describe('paying and cancelling', () => {
  it('marks an order paid once among twenty that say so, with one line of history and one event', async () => {
    const { id, number } = await room.place();
    const results = await Promise.all(Array.from({ length: 20 }, () => inUnit(() => room.orders.markPaid(id))));
    expect(results.filter((result) => result.changed)).toHaveLength(1);
    expect(new Set(results.map((result) => result.status))).toEqual(new Set(['paid']));
    const order = await room.orders.get(id);
    expect(order?.history.map((entry) => [entry.version, entry.from, entry.to])).toEqual([
      [1, null, 'pending_payment'],
      [2, 'pending_payment', 'paid'],
    ]);
    expect(order?.paidAt).toBeInstanceOf(Date);
    expect((await room.events()).filter((event) => event.type === 'orders.order_paid')).toEqual([
      { type: 'orders.order_paid', payload: { orderId: id, number } },
    ]);
  });

  it('lets late money revive an order that only the clock cancelled', async () => {
    const { id } = await room.place();
    await inUnit(() => room.orders.cancel(id, EXPIRED));
    expect(await inUnit(() => room.orders.markPaid(id))).toMatchObject({ changed: true, status: 'paid' });
    expect(await room.orders.get(id)).toMatchObject({ cancelledAt: null, cancelReason: null });
    expect(await room.violations()).toEqual([]);
  });

  it.each(['expired', ' Expired', 'ÉXPIRED '])('does not take a shopper who writes %j for the clock', async (reason) => {
    const { id } = await room.paid();
    await inUnit(() => room.orders.cancel(id, reason, 'guest'));
    expect(await room.orders.get(id)).toMatchObject({ cancelReason: `"${reason}"` });
    expect((await room.events()).at(-1)).toMatchObject({ type: 'orders.order_cancelled', payload: { reason: `"${reason}"` } });
  });

  it('sends late money back when somebody meant to cancel', async () => {
    const { id } = await room.place();
    await inUnit(() => room.orders.cancel(id, 'changed my mind', 'guest'));
    expect(await inUnit(() => room.orders.markPaid(id))).toEqual({ changed: false, status: 'cancelled' });
    expect(await room.orders.get(id)).toMatchObject({ cancelReason: 'changed my mind', paidAt: null });
  });

  it.each([EXPIRED, 'Expired', 'éxpired '])('takes "%s" for a person’s own words when a person wrote it', async (words) => {
    const { id } = await room.place();
    await inUnit(() => room.orders.cancel(id, words, 'guest'));
    expect(await inUnit(() => room.orders.markPaid(id))).toEqual({ changed: false, status: 'cancelled' });
  });

  it('cancels no order of which goods were sent', async () => {
    const { id } = await room.paid();
    await room.fulfilments.create(id, {}, 'cus_1');
    expect(await inUnit(() => room.orders.cancel(id, 'too late'))).toEqual({ changed: false, status: 'fulfilled' });
  });

  it('ends a race of payment and cancellation in a state that its history explains', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await room.place();
      await Promise.all([inUnit(() => room.orders.markPaid(id)), inUnit(() => room.orders.cancel(id, 'changed my mind'))]);
      const order = await room.orders.get(id);
      expect(order?.status).toBe('cancelled');
      expect(order?.history.at(-1)?.to).toBe('cancelled');
    }
    expect(await room.violations()).toEqual([]);
  });

  it('records refunds as far as they went, and never back', async () => {
    const { id } = await room.paid();
    expect(await inUnit(() => room.orders.markRefunded(id, false, 'one mug back'))).toEqual({ changed: true, status: 'part_refunded' });
    expect(await inUnit(() => room.orders.markRefunded(id, true, 'all back'))).toEqual({ changed: true, status: 'refunded' });
    expect(await inUnit(() => room.orders.markRefunded(id, false, 'late news'))).toEqual({ changed: false, status: 'refunded' });
  });

  it('leaves no trace when the transaction fails', async () => {
    const { id } = await room.place();
    const failing = inUnit(async () => {
      await room.orders.markPaid(id);
      throw new Error('the stock is gone');
    });
    await expect(failing).rejects.toThrow('the stock is gone');
    expect(await room.orders.get(id)).toMatchObject({ status: 'pending_payment', version: 1, paidAt: null });
    expect((await room.events()).map((event) => event.type)).toEqual(['orders.order_placed']);
  });

  it('makes whoever moves an order queue at its row', async () => {
    const { id } = await room.place();
    await expect(room.orders.lock(id)).rejects.toThrow('transaction');
    await expect(inUnit(() => room.orders.lock(newId('ord')))).rejects.toMatchObject({ type: { status: 404 } });
    const steps: string[] = [];
    const first = inUnit(async () => {
      await room.orders.lock(id);
      steps.push('first has it');
      await new Promise((resolve) => setTimeout(resolve, 200));
      steps.push('first is done');
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = inUnit(async () => {
      await room.orders.lock(id);
      steps.push('second has it');
    });
    await Promise.all([first, second]);
    expect(steps).toEqual(['first has it', 'first is done', 'second has it']);
  });
});
