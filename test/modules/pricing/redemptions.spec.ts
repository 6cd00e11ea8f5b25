import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseBusy } from '../../../src/platform/database';
import { newId } from '../../../src/platform/ids';
import { CouponNotEligible, CouponUsedUp } from '../../../src/modules/pricing/pricing.errors';
import { pricingRoom, promotion, quoteLine } from './pricing-room';
import type { PricingRoom } from './pricing-room';

let room: PricingRoom;

beforeAll(async () => {
  room = await pricingRoom(10);
});
beforeEach(() => room.empty());
afterAll(() => room.close());

async function uses(code: string): Promise<{ counted: number; live: number }> {
  const [row] = await room.database.query<{ counted: number; live: string | number }>(
    `SELECT used_count AS counted, (SELECT COUNT(*) FROM pricing_redemption r WHERE r.promotion_id = p.id) AS live
     FROM pricing_promotion p WHERE code = ?`,
    [code],
  );
  return { counted: Number(row?.counted), live: Number(row?.live) };
}

/** Comes back when the shop is too busy, as a client does after 503. */
async function redeemPatiently(order: string, codes: readonly string[], customer?: string): Promise<void> {
  for (;;) {
    try {
      return await room.pricing.redeem(order, codes, customer);
    } catch (error) {
      if (!(error instanceof DatabaseBusy)) throw error;
      await sleep(Math.random() * 100);
    }
  }
}

const crowd = (size: number) => Array.from({ length: size }, () => newId('ord'));

it('gives 50 uses to 200 orders that come at once', async () => {
  await room.promotions.create(promotion({ code: 'LAUNCH', usageLimit: 50 }));
  const outcomes = await Promise.allSettled(crowd(200).map((order) => redeemPatiently(order, ['launch'])));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(refusals.every((reason) => reason instanceof CouponUsedUp)).toBe(true);
  expect(await uses('LAUNCH')).toEqual({ counted: 50, live: 50 });
});

it('gives a customer one use, however many orders they place at once', async () => {
  await room.promotions.create(promotion({ code: 'ONCE', usageLimitPerCustomer: 1 }));
  const outcomes = await Promise.allSettled(crowd(30).map((order) => redeemPatiently(order, ['ONCE'], 'ada@example.com')));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await room.pricing.redeem(newId('ord'), ['ONCE'], 'grace@example.com');
  expect(await uses('ONCE')).toEqual({ counted: 2, live: 2 });
});

it('takes nothing more when one order asks many times at once', async () => {
  await room.promotions.create(promotion({ code: 'LAUNCH', usageLimit: 5 }));
  const order = newId('ord');
  await Promise.all(Array.from({ length: 20 }, () => room.pricing.redeem(order, ['LAUNCH', 'launch '])));
  expect(await uses('LAUNCH')).toEqual({ counted: 1, live: 1 });
});

it('crosses two coupons in opposite orders without losing one', async () => {
  await room.promotions.create(promotion({ code: 'A', usageLimit: 40 }));
  await room.promotions.create(promotion({ code: 'B', usageLimit: 30 }));
  const outcomes = await Promise.allSettled(crowd(60).map((order, index) => redeemPatiently(order, index % 2 ? ['A', 'B'] : ['B', 'A'])));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
  expect(await uses('A')).toEqual({ counted: 30, live: 30 });
  expect(await uses('B')).toEqual({ counted: 30, live: 30 });
});

it('gives uses back once, and lets others have them', async () => {
  await room.promotions.create(promotion({ code: 'LAST', usageLimit: 1 }));
  const [first = '', second = ''] = crowd(2);
  await room.pricing.redeem(first, ['LAST']);
  await expect(room.pricing.redeem(second, ['LAST'])).rejects.toThrow(CouponUsedUp);
  await Promise.all([1, 2, 3, 4].map(() => room.pricing.releaseRedemptions(first)));
  expect(await uses('LAST')).toEqual({ counted: 0, live: 0 });
  await room.pricing.redeem(second, ['LAST']);
  expect(await uses('LAST')).toEqual({ counted: 1, live: 1 });
});

it('gives a use back once, although two notice at the same time that the order is over', async () => {
  await room.promotions.create(promotion({ code: 'TWICE', usageLimit: 5 }));
  const [ended = '', other = ''] = crowd(2);
  for (const order of [ended, other]) await room.pricing.redeem(order, ['TWICE']);
  let first: (() => void) | undefined;
  const released = new Promise<void>((resolve) => (first = resolve));
  const slow = room.database.transaction(async () => {
    await room.pricing.releaseRedemptions(ended);
    first?.();
    // The other one has seen the use as well, and waits for its row.
    await sleep(300);
  });
  await released;
  await Promise.all([slow, room.pricing.releaseRedemptions(ended)]);
  expect(await uses('TWICE')).toEqual({ counted: 1, live: 1 });
});

it('redeems all codes of an order or none', async () => {
  await room.promotions.create(promotion({ code: 'PLENTY' }));
  await room.promotions.create(promotion({ code: 'GONE', usageLimit: 0 }));
  await expect(room.pricing.redeem(newId('ord'), ['PLENTY', 'GONE'])).rejects.toThrow(CouponUsedUp);
  expect(await uses('PLENTY')).toEqual({ counted: 0, live: 0 });
});

it('goes back with the transaction of the order that failed', async () => {
  await room.promotions.create(promotion({ code: 'TEN' }));
  const failing = room.database.transaction(async () => {
    await room.pricing.redeem(newId('ord'), ['TEN']);
    throw new Error('no stock');
  });
  await expect(failing).rejects.toThrow('no stock');
  expect(await uses('TEN')).toEqual({ counted: 0, live: 0 });
});

it('refuses what is unknown, over, or switched off in the moment of the order', async () => {
  await room.promotions.create(promotion({ code: 'OLD', endsAt: room.clock.now() }));
  await room.promotions.create(promotion({ code: 'OFF', active: false }));
  for (const code of ['OLD', 'OFF', 'NOBODY-MADE-THIS', 'é']) {
    await expect(room.pricing.redeem(newId('ord'), [code])).rejects.toThrow(CouponNotEligible);
  }
});

it('has the database itself refuse a use too many', async () => {
  const { id } = await room.promotions.create(promotion({ code: 'TIGHT', usageLimit: 1 }));
  await expect(room.database.execute('UPDATE pricing_promotion SET used_count = 2 WHERE id = ?', [id])).rejects.toThrow(
    /pricing_promotion_uses/,
  );
});

describe('with the quote that an order is made of', () => {
  const place = (codes: readonly string[], customerKey: string, between = async (): Promise<void> => undefined) =>
    room.database.transaction(async () => {
      const quote = await room.pricing.quote({ currency: 'EUR', lines: [quoteLine(2000)], couponCodes: codes, customerKey });
      await room.database.detached(between);
      await room.pricing.redeem(newId('ord'), codes, customerKey, quote);
    });
  const edit = (change: string) => async () => void (await room.database.execute(`UPDATE pricing_promotion SET ${change}`));

  it('looks nothing up again: two statements per coupon', async () => {
    await room.promotions.create(promotion({ code: 'A', usageLimit: 5 }));
    await room.promotions.create(promotion({ code: 'B' }));
    const [read, written] = [jest.spyOn(room.database, 'query'), jest.spyOn(room.database, 'execute')];
    await place(['B', 'A'], 'ada');
    expect([read.mock.calls.length, written.mock.calls.length]).toEqual([1, 2]);
    read.mockRestore();
    written.mockRestore();
    expect([await uses('A'), await uses('B')]).toEqual([1, 1].map((n) => ({ counted: n, live: n })));
  });

  it('refuses what was taken or closed since, and takes nothing then', async () => {
    await room.promotions.create(promotion({ code: 'A' }));
    await room.promotions.create(promotion({ code: 'LAST', usageLimit: 1, priority: 1 }));
    await expect(place(['A', 'LAST'], 'ada', edit("used_count = 1 WHERE code = 'LAST'"))).rejects.toThrow(CouponUsedUp);
    await expect(place(['A'], 'ada', edit("active = 0 WHERE code = 'A'"))).rejects.toThrow(CouponNotEligible);
    expect(await uses('A')).toEqual({ counted: 0, live: 0 });
  });

  it('gives a customer one use, however many orders they place at once', async () => {
    await room.promotions.create(promotion({ code: 'ONCE', usageLimitPerCustomer: 1 }));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => place(['ONCE'], 'ada')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await uses('ONCE')).toEqual({ counted: 1, live: 1 });
    await expect(place(['ONCE'], 'ada')).rejects.toThrow(CouponUsedUp);
  });
});
