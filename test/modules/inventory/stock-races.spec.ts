import { setTimeout as sleep } from 'node:timers/promises';
import { OutOfStock } from '../../../src/modules/inventory';
import { DatabaseBusy } from '../../../src/platform/database';
import { newId } from '../../../src/platform/ids';
import { stockRoom } from './stock-room';
import type { StockRoom } from './stock-room';

// Hundreds of buyers at once; a machine that is busy with other things needs its time for them.
jest.setTimeout(120_000);

let room: StockRoom;

beforeAll(async () => {
  room = await stockRoom(20);
});
beforeEach(() => room.empty());
afterEach(async () => {
  expect(await room.violations()).toEqual([]);
});
afterAll(() => room.close());

/** One unit of work. Whoever is told that the shop is busy (503 over HTTP) comes again, as a client does. */
async function inUnit<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await room.database.transaction(work);
    } catch (error) {
      if (!(error instanceof DatabaseBusy)) throw error;
      await sleep(100 + Math.random() * 900);
    }
  }
}

/** Starts all at once; more than the pool has connections. */
async function outcomes<T>(work: readonly (() => Promise<T>)[]): Promise<{ done: T[]; failed: unknown[] }> {
  const settled = await Promise.allSettled(work.map((start) => start()));
  return {
    done: settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    failed: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
  };
}

it('sells 50 units to 500 buyers exactly 50 times', async () => {
  const [mug = ''] = await room.stocked(50);
  const buyers = Array.from(
    { length: 500 },
    () => () => inUnit(() => room.inventory.reserve(newId('ord'), [{ variantId: mug, quantity: 1 }], 15)),
  );
  const { done, failed } = await outcomes(buyers);
  expect(done).toHaveLength(50);
  expect(failed).toHaveLength(450);
  for (const error of failed) expect(error).toBeInstanceOf(OutOfStock);
  expect(await room.level(mug)).toEqual({ onHand: 50, reserved: 50 });
});

it('never makes orders of the same twenty variants in opposite order wait for each other in a circle', async () => {
  const variants = await room.stocked(...Array.from({ length: 20 }, () => 1_000));
  const forth = variants.map((variantId) => ({ variantId, quantity: 1 }));
  const back = [...forth].reverse();
  const orders = Array.from(
    { length: 60 },
    (_, i) => () => inUnit(() => room.inventory.reserve(newId('ord'), i % 2 === 0 ? forth : back, 15)),
  );
  const { failed } = await outcomes(orders);
  expect(failed).toEqual([]);
  const levels = await Promise.all(variants.map((variantId) => room.level(variantId)));
  expect(new Set(levels.map((level) => level.reserved))).toEqual(new Set([60]));
});

it('lets crossed orders be placed, paid and released at the same time', async () => {
  const variants = await room.stocked(...Array.from({ length: 10 }, () => 100));
  const life = async (i: number): Promise<void> => {
    const orderId = newId('ord');
    const lines = variants.map((variantId) => ({ variantId, quantity: 1 }));
    await inUnit(() => room.inventory.reserve(orderId, i % 2 === 0 ? lines : lines.reverse(), 15));
    if (i % 3 === 0) await inUnit(() => room.inventory.release(orderId, 'expired'));
    else await inUnit(() => room.inventory.consume(orderId));
  };
  const { failed } = await outcomes(Array.from({ length: 45 }, (_, i) => () => life(i)));
  expect(failed).toEqual([]);
  for (const variantId of variants) expect(await room.level(variantId)).toEqual({ onHand: 70, reserved: 0 });
});

it('decides once between the sweeper and the payment, however often both come', async () => {
  const [mug = ''] = await room.stocked(40);
  for (let round = 0; round < 10; round += 1) {
    const orderId = newId('ord');
    await inUnit(() => room.inventory.reserve(orderId, [{ variantId: mug, quantity: 4 }], -1));
    const { done: paid } = await outcomes([1, 2, 3].map(() => () => inUnit(() => room.inventory.consume(orderId))));
    const release = () => inUnit(() => room.inventory.release(orderId, 'expired'));
    const { done: released } = await outcomes([release, release]);
    expect(paid.filter((outcome) => outcome === 'consumed')).toHaveLength(1);
    expect(released).toEqual([false, false]);
  }
  expect(await room.level(mug)).toEqual({ onHand: 0, reserved: 0 });
});

it('ends every race of payment, sweeper and a rival for the last unit with the unit sold once', async () => {
  for (let round = 0; round < 15; round += 1) {
    const [mug = ''] = await room.stocked(1);
    const first = newId('ord');
    await inUnit(() => room.inventory.reserve(first, [{ variantId: mug, quantity: 1 }], -1));
    const rival = newId('ord');
    const rivals = async () => {
      await inUnit(() => room.inventory.reserve(rival, [{ variantId: mug, quantity: 1 }], 15));
      return inUnit(() => room.inventory.consume(rival));
    };
    const { done, failed } = await outcomes<unknown>([
      () => inUnit(() => room.inventory.release(first, 'expired')),
      () => inUnit(() => room.inventory.consume(first)),
      rivals,
    ]);
    for (const error of failed) expect(error).toBeInstanceOf(OutOfStock);
    expect(done.filter((outcome) => outcome === 'consumed')).toHaveLength(1);
    expect(await room.level(mug)).toEqual({ onHand: 0, reserved: 0 });
  }
});

it('opens the stock of a variant once when ten importers come with it', async () => {
  const variantId = newId('var');
  const { failed } = await outcomes(Array.from({ length: 10 }, () => () => room.inventory.receiveInitial([{ variantId, onHand: 7 }])));
  expect(failed).toEqual([]);
  expect(await room.level(variantId)).toEqual({ onHand: 7, reserved: 0 });
});
