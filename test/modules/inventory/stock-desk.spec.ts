import { PreconditionFailed } from '../../../src/platform/http';
import { newId } from '../../../src/platform/ids';
import { StockBelowReserved } from '../../../src/modules/inventory';
import { StockTooLarge, WrongAdjustmentSign } from '../../../src/modules/inventory/inventory.errors';
import { stockRoom } from './stock-room';
import type { StockRoom } from './stock-room';

let room: StockRoom;

beforeAll(async () => {
  room = await stockRoom();
});
beforeEach(() => room.empty());
afterEach(async () => {
  expect(await room.violations()).toEqual([]);
});
afterAll(() => room.close());

const reserve = (variantId: string, quantity: number) =>
  room.database.transaction(() => room.inventory.reserve(newId('ord'), [{ variantId, quantity }], 15));

describe('counting the shelf', () => {
  it('sets what is on hand and writes the difference into the ledger', async () => {
    const [mug = ''] = await room.stocked(5);
    expect(await room.inventory.setOnHand(mug, 3, 'stocktaking', 'cus_1')).toMatchObject({ onHand: 3, reserved: 0, available: 3 });
    const [last, first] = await room.stock.movements(mug, undefined, 10);
    expect(last).toMatchObject({ kind: 'correction', quantity: -2, reason: 'stocktaking', actor: 'cus_1', orderId: null });
    expect(first).toMatchObject({ kind: 'initial', quantity: 5 });
  });

  it('never goes below what is promised to orders', async () => {
    const [mug = ''] = await room.stocked(5);
    await reserve(mug, 4);
    await expect(room.inventory.setOnHand(mug, 3, 'count', 'cus_1')).rejects.toBeInstanceOf(StockBelowReserved);
    expect(await room.inventory.setOnHand(mug, 4, 'count', 'cus_1')).toMatchObject({ onHand: 4, available: 0 });
  });

  it('refuses a count that was made before something was sold', async () => {
    const [mug = ''] = await room.stocked(5);
    const { version } = await room.stock.get(mug);
    await reserve(mug, 1);
    await expect(room.stock.setOnHand(mug, 9, 'count', 'cus_1', version)).rejects.toBeInstanceOf(PreconditionFailed);
    const now = await room.stock.get(mug);
    expect(await room.stock.setOnHand(mug, 9, 'count', 'cus_1', now.version)).toMatchObject({ onHand: 9, version: now.version + 1 });
  });

  it('changes nothing when the count is what we thought', async () => {
    const [mug = ''] = await room.stocked(5);
    const before = await room.stock.get(mug);
    expect(await room.inventory.setOnHand(mug, 5, 'count', 'cus_1')).toEqual(before);
    expect(await room.stock.movements(mug, undefined, 10)).toHaveLength(1);
  });

  it('knows only variants whose stock was opened', async () => {
    await expect(room.inventory.setOnHand(newId('var'), 5, 'count', 'cus_1')).rejects.toMatchObject({ type: { status: 404 } });
  });

  it('adds up when many count and buy at the same time', async () => {
    const [mug = ''] = await room.stocked(100);
    const counts = Array.from({ length: 10 }, (_, i) => room.inventory.setOnHand(mug, 100 + i, 'count', 'cus_1'));
    await Promise.all([...counts, ...Array.from({ length: 10 }, () => reserve(mug, 1))]);
    expect(await room.level(mug)).toMatchObject({ reserved: 10 });
  });
});

describe('booking goods in and out', () => {
  it('moves the level and the ledger together', async () => {
    const [mug = ''] = await room.stocked(5);
    await room.stock.adjust(mug, { kind: 'receipt', quantity: 12, reason: 'delivery 4711' }, 'cus_1');
    await room.stock.adjust(mug, { kind: 'written_off', quantity: -2, reason: 'broken' }, 'cus_1');
    expect(await room.stock.adjust(mug, { kind: 'correction', quantity: -1, reason: 'lost' }, 'cus_1')).toMatchObject({ onHand: 14 });
    const movements = await room.stock.movements(mug, undefined, 10);
    expect(movements.map((movement) => movement.quantity)).toEqual([-1, -2, 12, 5]);
  });

  it.each([
    ['receipt', -1],
    ['written_off', 1],
    ['correction', 0],
  ] as const)('refuses a %s of %i', async (kind, quantity) => {
    const [mug = ''] = await room.stocked(5);
    await expect(room.stock.adjust(mug, { kind, quantity, reason: 'slip' }, 'cus_1')).rejects.toBeInstanceOf(WrongAdjustmentSign);
  });

  it('refuses to go below what is promised, or beyond what can be counted', async () => {
    const [mug = ''] = await room.stocked(5);
    await reserve(mug, 4);
    await expect(room.stock.adjust(mug, { kind: 'written_off', quantity: -2, reason: 'fire' }, 'cus_1')).rejects.toBeInstanceOf(
      StockBelowReserved,
    );
    const huge = { kind: 'receipt', quantity: 1_000_000_000, reason: 'slip' } as const;
    await expect(room.stock.adjust(mug, huge, 'cus_1')).rejects.toBeInstanceOf(StockTooLarge);
    await expect(room.stock.adjust(newId('var'), huge, 'cus_1')).rejects.toMatchObject({ type: { status: 404 } });
  });

  it('loses no booking among many at once', async () => {
    const [mug = ''] = await room.stocked(0);
    const book = (quantity: number) => room.stock.adjust(mug, { kind: 'correction', quantity, reason: 'count' }, 'cus_1');
    await Promise.all(Array.from({ length: 30 }, (_, i) => book(i + 1)));
    expect(await room.level(mug)).toEqual({ onHand: 465, reserved: 0 });
  });
});

describe('lists', () => {
  it('walks all levels by key, or only the low ones', async () => {
    const ids = await room.stocked(1, 9, 2, 9, 3);
    const first = await room.stock.list(undefined, undefined, 3);
    expect(first.map((level) => level.variantId)).toEqual(ids.slice(0, 3));
    expect((await room.stock.list(first[2]?.variantId, undefined, 3)).map((level) => level.variantId)).toEqual(ids.slice(3));
    expect((await room.stock.list(undefined, 3, 10)).map((level) => level.available)).toEqual([1, 2, 3]);
    expect(await room.stock.count(3)).toBe(3);
  });

  it('reads the ledger from the newest line on', async () => {
    const [mug = ''] = await room.stocked(1);
    for (const quantity of [1, 2, 3]) await room.stock.adjust(mug, { kind: 'receipt', quantity, reason: 'delivery' }, 'cus_1');
    const first = await room.stock.movements(mug, undefined, 2);
    expect(first.map((movement) => movement.quantity)).toEqual([3, 2]);
    expect((await room.stock.movements(mug, first[1]?.id, 5)).map((movement) => movement.quantity)).toEqual([1, 1]);
    await expect(room.stock.movements(newId('var'), undefined, 5)).rejects.toMatchObject({ type: { status: 404 } });
  });
});
