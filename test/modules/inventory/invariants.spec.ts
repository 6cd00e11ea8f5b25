import { newId } from '../../../src/platform/ids';
import { stockRoom } from './stock-room';
import type { StockRoom } from './stock-room';

let room: StockRoom;

beforeAll(async () => {
  room = await stockRoom();
});
beforeEach(() => room.empty());
afterAll(() => room.close());

/** One variant, with two of its five sold and one held. */
async function busyShelf(): Promise<void> {
  const [mug = ''] = await room.stocked(5);
  for (const quantity of [2, 1]) {
    const orderId = newId('ord');
    await room.database.transaction(() => room.inventory.reserve(orderId, [{ variantId: mug, quantity }], 15));
    if (quantity === 2) await room.database.transaction(() => room.inventory.consume(orderId));
  }
}

const broken = async () => ((await room.violations()) as { invariant: string }[]).map((row) => row.invariant);

describe('the invariants of the stock room', () => {
  it.each([
    ['I2', 'UPDATE inventory_stock SET on_hand = on_hand + 1'],
    ['I2', "DELETE FROM inventory_movement WHERE kind = 'initial'"],
    ['I3', 'UPDATE inventory_stock SET reserved = reserved + 1'],
    ['I3', "UPDATE inventory_reservation SET state = 'released' WHERE state = 'held'"],
    ['I10-stock', "UPDATE inventory_reservation SET restocked = 1 WHERE state = 'consumed'"],
    ['I10-stock', "UPDATE inventory_movement SET order_id = NULL WHERE kind = 'sold'"],
  ])('%s notices: %s', async (id, sabotage) => {
    await busyShelf();
    expect(await broken()).toEqual([]);
    await room.database.execute(sabotage);
    expect(await broken()).toEqual([id]);
  });

  it.each([
    'UPDATE inventory_stock SET reserved = on_hand + 1',
    'UPDATE inventory_stock SET reserved = -1',
    'UPDATE inventory_reservation SET restocked = quantity + 1',
    "UPDATE inventory_movement SET quantity = -quantity WHERE kind = 'sold'",
  ])('the tables themselves refuse: %s', async (sabotage) => {
    await busyShelf();
    await expect(room.database.execute(sabotage)).rejects.toThrow(/constraint/i);
  });
});
