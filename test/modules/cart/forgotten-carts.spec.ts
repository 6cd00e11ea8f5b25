import { CartSweeper } from '../../../src/modules/cart/cart-sweeper';
import { Clock } from '../../../src/platform/clock';
import { newId } from '../../../src/platform/ids';
import { testDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase(2);
});
beforeEach(() => db.empty());
afterAll(() => db.close());

interface Wanted {
  readonly status?: string;
  readonly owner?: string;
  readonly madeDaysAgo?: number;
  readonly changedDaysAgo?: number;
}

async function cart({ status = 'active', owner, madeDaysAgo = 200, changedDaysAgo = madeDaysAgo }: Wanted): Promise<string> {
  const id = newId('cart');
  await db.database.execute(
    `INSERT INTO cart_cart (id, version, status, currency, customer_id, contact_sealed, coupon_codes, created_at, updated_at)
     VALUES (?, 1, ?, 'EUR', ?, 'sealed', '[]', UTC_TIMESTAMP(3) - INTERVAL ? DAY, UTC_TIMESTAMP(3) - INTERVAL ? DAY)`,
    [id, status, owner ?? null, madeDaysAgo, changedDaysAgo],
  );
  return id;
}

const left = async () => (await db.database.query<{ id: string }>('SELECT id FROM cart_cart ORDER BY id')).map(({ id }) => id);
const sweep = () => new CartSweeper(db.database, new Clock()).sweep();

it('of guests go ninety days after their last change, with their lines', async () => {
  const gone = [await cart({}), await cart({ status: 'merged', madeDaysAgo: 91 })];
  await db.database.execute(
    `INSERT INTO cart_line (id, cart_id, variant_id, quantity, title, seen_amount, created_at) VALUES (?, ?, ?, 1, 'Mug', 1, UTC_TIMESTAMP(3))`,
    [newId('line'), gone[0], newId('var')],
  );
  const kept = [
    await cart({ status: 'checked_out' }),
    await cart({ owner: newId('cus') }),
    await cart({ changedDaysAgo: 89 }),
    await cart({ madeDaysAgo: 1 }),
  ];
  await sweep();
  expect(await left()).toEqual(kept);
  expect(await db.database.query('SELECT id FROM cart_line')).toEqual([]);
});

it('are found behind thousands that stay', async () => {
  for (let made = 0; made < 3; made += 1) {
    await db.database.execute(
      `INSERT INTO cart_cart (id, version, status, currency, coupon_codes, created_at, updated_at) VALUES
       ${Array.from({ length: 500 }, () => `('${newId('cart')}', 1, 'checked_out', 'EUR', '[]', UTC_TIMESTAMP(3) - INTERVAL 200 DAY, UTC_TIMESTAMP(3))`).join(', ')}`,
    );
  }
  const gone = await cart({});
  await sweep();
  expect(await left()).not.toContain(gone);
  expect(await left()).toHaveLength(1_500);
});
