import type { MessageEvent } from '@nestjs/common';
import { orderRoom } from './order-room';
import type { OrderRoom } from './order-room';

let room: OrderRoom;

beforeAll(async () => {
  room = await orderRoom();
});
beforeEach(() => room.empty());
afterAll(() => room.close());

interface Listening {
  readonly ids: () => string[];
  readonly events: MessageEvent[];
  readonly ended: () => boolean;
  readonly stop: () => void;
}

function listen(where: OrderRoom, orderId: string, after = 0): Listening {
  const events: MessageEvent[] = [];
  let ended = false;
  const subscription = where.streams
    .open(orderId, after)
    .subscribe({ next: (event) => events.push(event), complete: () => (ended = true) });
  const ids = () => events.flatMap((event) => (event.id === undefined ? [] : [event.id]));
  return { events, ids, ended: () => ended, stop: () => subscription.unsubscribe() };
}

async function within(milliseconds: number, condition: () => boolean): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}

describe('following an order', () => {
  it('tells its whole life in order, the past first and what happens then', async () => {
    const { id } = await room.place();
    const stream = listen(room, id);
    await within(3_000, () => stream.ids().length === 1);
    await room.database.transaction(() => room.orders.markPaid(id));
    await room.fulfilments.create(id, {}, 'cus_1');
    await within(3_000, () => stream.ids().length === 3);
    expect(stream.ids()).toEqual(['1', '2', '3']);
    expect(stream.events.at(-1)).toMatchObject({ type: 'order', data: { orderId: id, version: 3, from: 'paid', to: 'fulfilled' } });
    stream.stop();
  });

  it('leaves room for other orders: one order has twenty streams at most', async () => {
    const [{ id }, other] = [await room.place(), await room.place()];
    const streams = Array.from({ length: 20 }, () => listen(room, id));
    expect(() => listen(room, id)).toThrow('Too many streams');
    streams.push(listen(room, other.id));
    streams.forEach(({ stop }) => stop());
    listen(room, id).stop();
  });

  it('goes on after the last event that arrived, and opens at once even when there is nothing new', async () => {
    const { id } = await room.paid();
    const stream = listen(room, id, 2);
    expect(stream.events).toEqual([{ comment: 'open' }]);
    const behind = listen(room, id, 1);
    await within(3_000, () => behind.ids().length === 1);
    expect(behind.ids()).toEqual(['2']);
    expect(stream.ids()).toEqual([]);
    stream.stop();
    behind.stop();
  });

  it('hears of changes that another process made', async () => {
    const elsewhere = await room.neighbour();
    const { id } = await room.place();
    const stream = listen(room, id, 1);
    await elsewhere.database.transaction(() => elsewhere.orders.markPaid(id));
    await within(5_000, () => stream.ids().includes('2'));
    stream.stop();
    await elsewhere.close();
  });

  it('hears of nobody else', async () => {
    const mine = await room.place();
    const other = await room.place();
    const stream = listen(room, mine.id);
    const theirs = listen(room, other.id, 1);
    await room.database.transaction(() => room.orders.markPaid(other.id));
    await within(3_000, () => theirs.ids().length === 1 && stream.ids().length === 1);
    for (const event of stream.events) if (event.id) expect(event.data).toMatchObject({ orderId: mine.id });
    stream.stop();
    theirs.stop();
  });

  it('ends when the server stops', async () => {
    const elsewhere = await room.neighbour();
    const { id } = await room.place();
    const stream = listen(elsewhere, id);
    await within(3_000, () => stream.ids().length === 1);
    await elsewhere.close();
    expect(stream.ended()).toBe(true);
  });
});
