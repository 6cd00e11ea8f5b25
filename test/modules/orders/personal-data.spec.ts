import { newId } from '../../../src/platform/ids';
import { orderRoom } from './order-room';
import type { OrderRoom } from './order-room';

let room: OrderRoom;
beforeAll(async () => void (room = await orderRoom()));
afterEach(async () => {
  expect(await room.violations()).toEqual([]);
  await room.empty();
});
afterAll(() => room.close());

const customerId = newId('cus');
const read = async (id: string) => (await room.service.get(id)).order;
const ship = async (id: string): Promise<void> => {
  const lines = (await read(id)).lines.map((line) => ({ lineId: line.id, quantity: line.quantity }));
  await room.fulfilments.create(id, { lines }, 'staff');
};
const erase = () => room.database.transaction(() => room.personalData.onErased({ accountId: customerId }));

it('gives out every order of the customer and nobody else’s', async () => {
  const [first, second] = [await room.place({ customerId }), await room.paid({ customerId })];
  await room.place({ customerId: newId('cus') });
  await room.place();
  const orders = await room.personalData.collect(customerId);
  expect(orders.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
  expect(orders[0]).toMatchObject({ email: 'Ada@example.com', shippingAddress: { line1: 'Invalidenstr. 43' } });
});

it('forgets who got what was sent; the money and the bill’s address stay', async () => {
  const [{ id }, other] = [await room.paid({ customerId }), await room.paid()];
  await ship(id);
  const before = await read(id);
  await erase();
  const after = await read(id);
  expect(after).toMatchObject({
    email: 'erased@customer.invalid',
    shippingAddress: null,
    billingAddress: { name: 'Ada Lovelace', phone: null },
  });
  const facts = ({ total, taxTotal, taxBreakdown, lines, number }: typeof after) => ({ total, taxTotal, taxBreakdown, lines, number });
  expect(facts(after)).toEqual(facts(before));
  expect((await room.service.list({ email: 'ada@example.com' }, { limit: 10 })).data.map((order) => order.id)).toEqual([other.id]);
});

it('forgets an order that was never sold altogether', async () => {
  const { id } = await room.place({ customerId });
  await room.database.transaction(() => room.orders.cancel(id, 'changed my mind', customerId));
  await erase();
  expect(await read(id)).toMatchObject({ email: 'erased@customer.invalid', shippingAddress: null, billingAddress: null });
});

it('keeps the address of an order that is still to be sent until it is, and asks no more afterwards', async () => {
  const { id } = await room.paid({ customerId });
  await erase();
  expect((await read(id)).shippingAddress).toMatchObject({ line1: 'Invalidenstr. 43' });
  await ship(id);
  await room.personalData.eraseDue();
  expect(await read(id)).toMatchObject({ email: 'erased@customer.invalid', shippingAddress: null });
  await erase();
  expect((await read(id)).billingAddress).toMatchObject({ name: 'Ada Lovelace' });
});

it('keeps an expired order ready for money that comes late', async () => {
  const { id } = await room.place({ customerId });
  await room.database.transaction(() => room.orders.cancel(id, 'expired'));
  await erase();
  expect((await read(id)).shippingAddress).not.toBeNull();
});
