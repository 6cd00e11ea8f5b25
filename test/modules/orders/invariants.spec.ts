import { orderRoom } from './order-room';
import type { OrderRoom } from './order-room';

let room: OrderRoom;

beforeAll(async () => {
  room = await orderRoom();
});
beforeEach(() => room.empty());
afterAll(() => room.close());

const broken = async () => ((await room.violations()) as { invariant: string }[]).map((row) => row.invariant);

describe('the invariants of the order book', () => {
  it.each([
    ['I9', 'UPDATE orders_order SET grand_total = grand_total + 1'],
    ['I9', 'UPDATE orders_order SET tax_total = tax_total - 1'],
    ['I9', 'UPDATE orders_line SET net = net + 1, tax = tax - 1 WHERE position = 0'],
    ['I9', 'UPDATE orders_line SET unit_price = unit_price + 1 WHERE position = 0'],
    ['I10-orders', 'UPDATE orders_line SET fulfilled = 0 WHERE position = 0'],
    ['I15', "UPDATE orders_order SET status = 'refunded'"],
    ['I15', 'DELETE FROM orders_history WHERE version = 2'],
  ])('%s notices: %s', async (id, sabotage) => {
    const { id: orderId } = await room.paid();
    await room.fulfilments.create(orderId, {}, 'cus_1');
    expect(await broken()).toEqual([]);
    await room.database.execute(sabotage);
    expect(await broken()).toEqual([id]);
  });

  it.each([
    'UPDATE orders_order SET shipping_total = -1',
    "UPDATE orders_order SET status = 'lost'",
    'UPDATE orders_line SET fulfilled = quantity + 1',
    'UPDATE orders_line SET quantity = 0',
  ])('the tables themselves refuse: %s', async (sabotage) => {
    await room.paid();
    await expect(room.database.execute(sabotage)).rejects.toThrow(/constraint/i);
  });
});
