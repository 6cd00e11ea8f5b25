import { PersonalData } from '../../../src/modules/auth';
import { CartStore } from '../../../src/modules/cart/cart.store';
import { CartsPersonalData } from '../../../src/modules/cart/carts-personal-data';
import { Config } from '../../../src/platform/config';
import { newId } from '../../../src/platform/ids';
import { FieldCipher } from '../../../src/platform/security';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

const [customerId, somebodyElse] = [newId('cus'), newId('cus')];
const cipher = new FieldCipher(new Config({}));
let db: TestDatabase;
let carts: CartsPersonalData;

beforeAll(async () => {
  db = await testDatabase(2);
  carts = new CartsPersonalData(db.database, new CartStore(db.database, cipher), new PersonalData());
});
beforeEach(() => db.empty());
afterAll(() => db.close());

async function cartOf(owner: string, status: 'active' | 'checked_out'): Promise<string> {
  const id = newId('cart');
  await db.database.execute(
    `INSERT INTO cart_cart (id, version, status, currency, customer_id, active_customer_id, contact_sealed, coupon_codes, created_at, updated_at)
     VALUES (?, 1, ?, 'EUR', ?, ?, ?, '[]', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [id, status, owner, status === 'active' ? owner : null, cipher.seal(JSON.stringify({ email: 'ada@example.com' }))],
  );
  return id;
}

it('gives out every cart of the customer and nobody else’s', async () => {
  const own = [await cartOf(customerId, 'active'), await cartOf(customerId, 'checked_out')];
  await cartOf(somebodyElse, 'active');
  const found = await carts.collect(customerId);
  expect(found.map(({ id }) => id).sort()).toEqual(own.sort());
  expect(found[0]).toMatchObject({ contact: { email: 'ada@example.com' } });
});

it('forgets them with the account; one that was ordered stays without the person', async () => {
  const [active, ordered, other] = [
    await cartOf(customerId, 'active'),
    await cartOf(customerId, 'checked_out'),
    await cartOf(somebodyElse, 'active'),
  ];
  await carts.onErased({ accountId: customerId });
  const left = await db.database.query<{ id: string; sealed: string | null }>('SELECT id, contact_sealed AS sealed FROM cart_cart');
  expect(left.map(({ id }) => id)).not.toContain(active);
  expect(left.find(({ id }) => id === ordered)).toEqual({ id: ordered, sealed: null });
  expect(left.find(({ id }) => id === other)?.sealed).toEqual(expect.any(String));
});
