import { newId } from '../../../src/platform/ids';
import { Random } from '../../../src/platform/random';
import { OrderAlreadyPlaced } from '../../../src/modules/orders';
import { caller, draft, orderRoom } from './order-room';
import type { OrderRoom } from './order-room';

/** Repeats itself: every number is drawn three times before the next one comes. */
class Stutter extends Random {
  private draws = 0;

  override bytes(count: number): Buffer {
    if (count !== 8) return super.bytes(count);
    this.draws += 1;
    return Buffer.alloc(count, Math.floor((this.draws - 1) / 3));
  }
}

let room: OrderRoom;

beforeAll(async () => {
  room = await orderRoom(new Stutter());
});
beforeEach(() => room.empty());
afterEach(async () => {
  expect(await room.violations()).toEqual([]);
});
afterAll(() => room.close());

describe('placing an order', () => {
  it('keeps what was agreed, and opens it again for its reader', async () => {
    const agreed = draft({ coupons: [{ code: 'WELCOME10', promotionId: newId('promo'), title: 'Welcome', applied: 0 }] });
    const { id, number } = await room.database.transaction(() => room.orders.create(agreed));
    const order = await room.orders.get(id);
    expect(order).toMatchObject({ id, number, status: 'pending_payment', version: 1, email: 'Ada@example.com', cartId: agreed.cartId });
    expect(order?.shippingAddress).toEqual(agreed.shippingAddress);
    expect(order?.total.toJSON()).toEqual({ amount: 4440, currency: 'EUR' });
    expect(order?.subtotal.amount).toBe(3940);
    expect(order?.lines.map(({ title, quantity, options }) => ({ title, quantity, options }))).toEqual([
      { title: 'Mug', quantity: 2, options: { Colour: 'Blue' } },
      { title: 'Plate', quantity: 1, options: {} },
    ]);
    expect(order?.taxBreakdown).toEqual(agreed.taxBreakdown);
    expect(order?.lines.map(({ taxComponents }) => taxComponents)).toEqual(agreed.lines.map(({ taxComponents }) => taxComponents));
    expect(order?.coupons).toEqual(agreed.coupons);
    expect(order?.history).toMatchObject([{ version: 1, from: null, to: 'pending_payment', actor: 'guest' }]);
    expect(await room.events()).toEqual([{ type: 'orders.order_placed', payload: { orderId: id, number } }]);
  });

  it('leaves no name, address, telephone, e-mail or token readable in the tables', async () => {
    const { token } = await room.place();
    const rows = await room.database.query('SELECT * FROM orders_order');
    const stored = JSON.stringify(rows);
    for (const secret of ['Ada', 'ada@', 'Invalidenstr', '901820', token]) expect(stored).not.toContain(secret);
  });

  it('takes another number when the first ones are taken', async () => {
    const first = await room.place();
    const second = await room.place();
    const third = await room.place();
    expect(new Set([first.number, second.number, third.number]).size).toBe(3);
  });

  it('keeps large amounts whole, and currencies without minor units', async () => {
    const amounts = { subtotal: 9_007_199_254_740, discount: 0, net: 9_007_199_254_740, tax: 0, gross: 9_007_199_254_740 };
    const [line] = draft().lines;
    const { id } = await room.place({
      currency: 'JPY',
      lines: line ? [{ ...line, ...amounts, quantity: 1, unitPrice: amounts.subtotal, taxComponents: [] }] : [],
      shipping: { subtotal: 0, discount: 0, net: 0, tax: 0, gross: 0 },
      totals: { tax: 0, gross: amounts.gross },
      taxBreakdown: [{ rate: '0', base: amounts.net, tax: 0 }],
    });
    expect((await room.orders.get(id))?.total.toJSON()).toEqual({ amount: 9_007_199_254_740, currency: 'JPY' });
  });

  it('makes no order of sums that do not add up', async () => {
    await expect(room.place({ totals: { tax: 709, gross: 4439 } })).rejects.toThrow('does not add up');
    expect(await room.database.query('SELECT id FROM orders_order')).toEqual([]);
  });

  it('happens once per cart, however many come at once', async () => {
    const cartId = newId('cart');
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => room.place({ cartId })));
    const placed = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const refused = tries.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(placed).toHaveLength(1);
    for (const error of refused) expect(error).toBeInstanceOf(OrderAlreadyPlaced);
    expect(await room.orders.findByCart(cartId)).toMatchObject({ id: placed[0]?.id, number: placed[0]?.number, status: 'pending_payment' });
    expect(await room.orders.findByCart(newId('cart'))).toBeNull();
  });
});

describe('who sees an order', () => {
  it('is the customer who placed it, the guest who holds its token, and staff; for everybody else it does not exist', async () => {
    const customerId = newId('cus');
    const { id, token } = await room.place({ customerId });
    const other = await room.place();
    const allowed = [
      caller({ accountId: customerId }),
      caller({ orderToken: token }),
      caller({ permissions: new Set(['orders:read'] as const) }),
    ];
    for (const reader of allowed) expect((await room.service.getFor(id, reader)).order.id).toBe(id);
    const strangers = [caller(), caller({ accountId: newId('cus') }), caller({ orderToken: other.token }), caller({ cartToken: token })];
    for (const stranger of strangers)
      await expect(room.service.getFor(id, stranger)).rejects.toMatchObject({ type: { code: 'resource/not-found' } });
    await expect(room.service.getFor(newId('ord'), caller({ orderToken: token }))).rejects.toMatchObject({
      type: { code: 'resource/not-found' },
    });
  });

  it('counts as owner by account or token only; staff own nothing', async () => {
    const { id, token } = await room.place();
    expect(await room.orders.ownedBy(id, caller({ orderToken: token }))).toBe(true);
    expect(await room.orders.ownedBy(id, caller({ orderToken: `${token} ` }))).toBe(false);
    expect(await room.orders.ownedBy(id, caller({ permissions: new Set(['orders:read'] as const) }))).toBe(false);
  });

  it('shows what others know of its payments', async () => {
    const { id, token } = await room.place();
    const { payments } = await room.service.getFor(id, caller({ orderToken: token }));
    expect(payments).toMatchObject([{ id: id.replace('ord_', 'pay_'), status: 'captured' }]);
  });
});

describe('lists of orders', () => {
  it("walk through a purchase history page by page, and through nobody else's", async () => {
    const customerId = newId('cus');
    const mine = [];
    for (let i = 0; i < 5; i += 1) mine.unshift((await room.place({ customerId })).id);
    await room.place({ customerId: newId('cus') });
    const me = caller({ accountId: customerId });
    const first = await room.service.listMine(me, { limit: 2 });
    const seen = [...first.data];
    let cursor = first.page.nextCursor;
    while (cursor !== null) {
      const page = await room.service.listMine(me, { limit: 2, cursor });
      seen.push(...page.data);
      cursor = page.page.nextCursor;
    }
    expect(seen.map((order) => order.id).sort()).toEqual([...mine].sort());
    expect(seen[0]).toMatchObject({ itemCount: 3, email: 'Ada@example.com' });
    const stranger = caller({ accountId: newId('cus') });
    await expect(room.service.listMine(stranger, { cursor: first.page.nextCursor ?? '' })).rejects.toMatchObject({ type: { status: 400 } });
    expect((await room.service.listMine(stranger, {})).data).toEqual([]);
  });

  it('are filtered by state, address in any case, number and time', async () => {
    const paid = await room.paid({ email: 'grace@example.com' });
    const open = await room.place();
    const ids = async (filter: Parameters<typeof room.service.list>[0]) =>
      (await room.service.list(filter, {})).data.map((order) => order.id);
    expect(await ids({ status: 'paid' })).toEqual([paid.id]);
    expect(await ids({ email: 'ADA@example.com' })).toEqual([open.id]);
    expect(await ids({ number: paid.number })).toEqual([paid.id]);
    expect(await ids({ createdGte: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await ids({ createdLte: new Date(), status: 'pending_payment' })).toEqual([open.id]);
    expect((await room.service.list({}, { include: ['total'] })).total).toBe(2);
  });
});
