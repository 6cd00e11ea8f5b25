import { orderRoom } from './order-room';
import type { OrderRoom } from './order-room';

let room: OrderRoom;

beforeAll(async () => {
  room = await orderRoom();
});
beforeEach(() => room.empty());
afterAll(() => room.close());

async function placedAgo(seconds: number): Promise<string> {
  const { id } = await room.place();
  await room.database.execute('UPDATE orders_order SET placed_at = UTC_TIMESTAMP(3) - INTERVAL ? SECOND WHERE id = ?', [seconds, id]);
  return id;
}

async function announced(): Promise<unknown[]> {
  await room.latePayments.announce();
  return (await room.events()).filter(({ type }) => type === 'orders.payment_late').map(({ payload }) => payload['orderId']);
}

it('announces an order whose payment is late, and gives its number', async () => {
  const { id, number } = await room.place();
  expect(await announced()).toEqual([]);
  await room.database.execute('UPDATE orders_order SET placed_at = placed_at - INTERVAL 121 SECOND');
  expect(await announced()).toEqual([id]);
  expect((await room.events()).at(-1)?.payload).toEqual({ orderId: id, number });
});

it('announces it once, whatever number of processes have found it', async () => {
  const { id, number } = await room.place();
  const neighbour = await room.neighbour();
  await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 ? room : neighbour).latePayments.announceOne({ id, number })));
  await neighbour.close();
  expect(await announced()).toEqual([id]);
});

it('does not announce what is paid while it looks', async () => {
  const { id, number } = await room.paid();
  await room.database.execute('UPDATE orders_order SET placed_at = placed_at - INTERVAL 121 SECOND');
  await room.latePayments.announceOne({ id, number });
  expect(await announced()).toEqual([]);
});

it('leaves alone what processes of the release before have placed, which have told their customers', async () => {
  await placedAgo(200);
  await room.database.execute('UPDATE orders_order SET late_announced_at = DEFAULT');
  expect(await announced()).toEqual([]);
});

it('is silent about orders that are paid or cancelled', async () => {
  const [paid, cancelled] = [await placedAgo(200), await placedAgo(200)];
  await room.database.transaction(() => room.orders.markPaid(paid));
  await room.database.transaction(() => room.orders.cancel(cancelled, 'test'));
  expect(await announced()).toEqual([]);
});
