import { OutOfStock } from '../../../src/modules/inventory';
import { AlreadyReserved, RestockExceedsSold } from '../../../src/modules/inventory/inventory.errors';
import { newId } from '../../../src/platform/ids';
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

const inUnit = <T>(work: () => Promise<T>): Promise<T> => room.database.transaction(work);

/** A new order that holds so many of each variant. */
async function holding(lines: Readonly<Record<string, number>>, minutes = 15): Promise<string> {
  const orderId = newId('ord');
  const wanted = Object.entries(lines).map(([variantId, quantity]) => ({ variantId, quantity }));
  await inUnit(() => room.inventory.reserve(orderId, wanted, minutes));
  return orderId;
}

describe('reserving', () => {
  it('promises goods without taking them off the shelf', async () => {
    const [mug = '', plate = ''] = await room.stocked(5, 3);
    await holding({ [mug]: 2, [plate]: 3 });
    expect(await room.inventory.availability([mug, plate, newId('var')])).toEqual(
      new Map([
        [mug, 3],
        [plate, 0],
      ]),
    );
    expect(await room.level(mug)).toEqual({ onHand: 5, reserved: 2 });
  });

  it('counts a variant that occurs twice once, with the sum', async () => {
    const [mug = ''] = await room.stocked(5);
    const lines = [
      { variantId: mug, quantity: 3 },
      { variantId: mug, quantity: 3 },
    ];
    const error: unknown = await inUnit(() => room.inventory.reserve(newId('ord'), lines, 15)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OutOfStock);
    expect(error).toMatchObject({ extensions: { shortages: [{ variantId: mug, requested: 6, available: 5 }] } });
  });

  it('takes all or nothing, and names exactly the variants that are short', async () => {
    const [plenty = '', short = '', gone = ''] = await room.stocked(3, 2, 0);
    const unknown = newId('var');
    const lines = [plenty, short, gone, unknown].map((variantId) => ({ variantId, quantity: 3 }));
    await expect(inUnit(() => room.inventory.reserve(newId('ord'), lines, 15))).rejects.toMatchObject({
      extensions: {
        shortages: expect.arrayContaining([
          { variantId: short, requested: 3, available: 2 },
          { variantId: gone, requested: 3, available: 0 },
          { variantId: unknown, requested: 3, available: 0 },
        ]),
      },
    });
    await expect(inUnit(() => room.inventory.reserve(newId('ord'), lines, 15))).rejects.toMatchObject({
      extensions: { shortages: { length: 3 } },
    });
    expect(await room.level(plenty)).toEqual({ onHand: 3, reserved: 0 });
    expect(await room.level(short)).toEqual({ onHand: 2, reserved: 0 });
  });

  it('happens once per order', async () => {
    const [mug = ''] = await room.stocked(5);
    const orderId = await holding({ [mug]: 1 });
    await expect(inUnit(() => room.inventory.reserve(orderId, [{ variantId: mug, quantity: 1 }], 15))).rejects.toBeInstanceOf(
      AlreadyReserved,
    );
  });

  it('refuses to work outside a transaction', async () => {
    const [mug = ''] = await room.stocked(5);
    await expect(room.inventory.reserve(newId('ord'), [{ variantId: mug, quantity: 1 }], 15)).rejects.toThrow('transaction');
  });

  it('costs the same number of statements for one line and for twenty', async () => {
    const one = await statementsOf(await room.stocked(5));
    const twenty = await statementsOf(await room.stocked(...Array.from({ length: 20 }, () => 5)));
    expect(twenty).toBe(one);
  });
});

/** Statements of the session between two looks at its counter, the looks included. */
async function statementsOf(variantIds: readonly string[]): Promise<number> {
  const questions = async (): Promise<number> => {
    const [row] = await room.database.query<{ Value: string }>("SHOW SESSION STATUS LIKE 'Questions'");
    return Number(row?.Value);
  };
  return inUnit(async () => {
    const before = await questions();
    await room.inventory.reserve(
      newId('ord'),
      variantIds.map((variantId) => ({ variantId, quantity: 1 })),
      15,
    );
    return (await questions()) - before;
  });
}

describe('paid orders', () => {
  it('take their goods off the shelf once, whoever tells us first', async () => {
    const [mug = ''] = await room.stocked(5);
    const orderId = await holding({ [mug]: 2 });
    expect(await inUnit(() => room.inventory.consume(orderId))).toBe('consumed');
    expect(await inUnit(() => room.inventory.consume(orderId))).toBe('already');
    expect(await room.level(mug)).toEqual({ onHand: 3, reserved: 0 });
  });

  it('claim released goods again when they are still there', async () => {
    const [mug = ''] = await room.stocked(5);
    const orderId = await holding({ [mug]: 5 });
    expect(await inUnit(() => room.inventory.release(orderId, 'expired'))).toBe(true);
    expect(await inUnit(() => room.inventory.consume(orderId))).toBe('consumed');
    expect(await room.level(mug)).toEqual({ onHand: 0, reserved: 0 });
  });

  it('lose all of them when others took one meanwhile, and change nothing', async () => {
    const [mug = '', plate = ''] = await room.stocked(2, 2);
    const late = await holding({ [mug]: 2, [plate]: 2 });
    await inUnit(() => room.inventory.release(late, 'expired'));
    await holding({ [plate]: 1 });
    expect(await inUnit(() => room.inventory.consume(late))).toBe('lost');
    expect(await room.level(mug)).toEqual({ onHand: 2, reserved: 0 });
    expect(await room.level(plate)).toEqual({ onHand: 2, reserved: 1 });
  });

  it('get back what was released only once, and never after they were paid', async () => {
    const [mug = ''] = await room.stocked(5);
    const orderId = await holding({ [mug]: 2 });
    await inUnit(() => room.inventory.consume(orderId));
    expect(await inUnit(() => room.inventory.release(orderId, 'expired'))).toBe(false);
    expect(await room.level(mug)).toEqual({ onHand: 3, reserved: 0 });
  });

  it('return goods to the shelf, but never more than they bought', async () => {
    const [mug = ''] = await room.stocked(5);
    const orderId = await holding({ [mug]: 3 });
    const back = (quantity: number) => inUnit(() => room.inventory.restock(orderId, [{ variantId: mug, quantity }], 'returned'));
    await expect(back(1)).rejects.toBeInstanceOf(RestockExceedsSold);
    await inUnit(() => room.inventory.consume(orderId));
    await back(2);
    await expect(back(2)).rejects.toBeInstanceOf(RestockExceedsSold);
    await back(1);
    expect(await room.level(mug)).toEqual({ onHand: 5, reserved: 0 });
  });
});

describe('promises that end', () => {
  it('are listed by the clock of the database, the oldest first, until they are released or extended', async () => {
    const [mug = ''] = await room.stocked(5);
    const second = await holding({ [mug]: 1 }, -1);
    const first = await holding({ [mug]: 1 }, -2);
    await holding({ [mug]: 1 }, 15);
    expect(await room.inventory.expiredOrders(10)).toEqual([first, second]);
    expect(await room.inventory.expiredOrders(1)).toEqual([first]);
    await room.inventory.extend(first, 15);
    await inUnit(() => room.inventory.release(second, 'expired'));
    expect(await room.inventory.expiredOrders(10)).toEqual([]);
  });

  it('are not extended for ever by whoever keeps trying to pay', async () => {
    const [mug = ''] = await room.stocked(5);
    const orderId = await holding({ [mug]: 1 }, 15);
    for (let attempt = 0; attempt < 3; attempt += 1) await room.inventory.extend(orderId, 600, 30);
    const [held] = await room.database.query<{ minutes: string }>(
      'SELECT TIMESTAMPDIFF(MINUTE, created_at, expires_at) AS minutes FROM inventory_reservation WHERE order_id = ?',
      [orderId],
    );
    expect(Number(held?.minutes)).toBe(30);
  });

  it('are never shortened by an extension', async () => {
    const [mug = ''] = await room.stocked(5);
    const orderId = await holding({ [mug]: 1 }, 15);
    await room.inventory.extend(orderId, -5);
    expect(await room.inventory.expiredOrders(10)).toEqual([]);
  });
});

describe('what is announced', () => {
  it('is every change of what could be sold before, with rising versions, and nothing when goods that were promised leave', async () => {
    const [mug = ''] = await room.stocked(5);
    const orderId = await holding({ [mug]: 2 });
    await inUnit(() => room.inventory.consume(orderId));
    await inUnit(() => room.inventory.restock(orderId, [{ variantId: mug, quantity: 1 }], 'returned'));
    const levels = await room.announced();
    expect(levels.map((level) => level.available)).toEqual([3, 4]);
    expect(levels.map((level) => level.version)).toEqual([...levels.map((level) => level.version)].sort((a, b) => a - b));
  });

  it('is nothing when the transaction fails', async () => {
    const [mug = ''] = await room.stocked(5);
    const before = await room.announced();
    const failing = inUnit(async () => {
      await room.inventory.reserve(newId('ord'), [{ variantId: mug, quantity: 1 }], 15);
      throw new Error('the payment could not be opened');
    });
    await expect(failing).rejects.toThrow('could not be opened');
    expect(await room.announced()).toEqual(before);
    expect(await room.level(mug)).toEqual({ onHand: 5, reserved: 0 });
  });
});
