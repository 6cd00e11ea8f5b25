import { Config } from '../../../src/platform/config';
import { sealedColumns } from '../../../src/platform/database';
import { FieldCipher, Resealer } from '../../../src/platform/security';
import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { ADDRESS, fillCart, guestCart, makeProduct, placeOrder } from '../../support/shopping';
import type { CartBody } from '../../support/shopping';

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const OLD = `old:${key(1)}`;
const NEW = `new:${key(2)}`;
const cipherWith = (keys: string): FieldCipher => new FieldCipher(new Config({ FIELD_KEYS: keys }));

let shop: ShopInProcess;
let resealer: Resealer;
let variantId = '';

beforeAll(async () => {
  shop = await shopInProcess({ settings: { FIELD_KEYS: OLD } });
  resealer = new Resealer(shop.tables.database, cipherWith(`${NEW},${OLD}`));
  ({ variantId } = await makeProduct(shop.manager, 1_000));
  const customer = await shop.customer('keeper@example.com');
  await customer.patch('/v1/me', { headers: { 'if-match': '*' }, body: { phone: '+49 30 901820' } });
  await customer.post('/v1/me/addresses', { body: ADDRESS });
  await placeOrder(customer, variantId);
  await placeOrder(shop.guest, variantId);
}, 60_000);

afterAll(async () => {
  delete process.env['FIELD_KEYS'];
  await shop.close();
});

const places = (rows: readonly { readonly place: string }[]): string[] => [...new Set(rows.map(({ place }) => place))].sort();
const underOld = async (): Promise<number> =>
  (await resealer.counts()).filter(({ keyId }) => keyId !== 'new').reduce((sum, { rows }) => sum + rows, 0);

/** Every column that holds something sealed under the key, whoever wrote it, also within JSON. */
async function sealedAnywhere(keyId: string): Promise<{ place: string }[]> {
  const { database } = shop.tables;
  const columns = await database.query<{ table: string; column: string }>(
    `SELECT TABLE_NAME AS \`table\`, COLUMN_NAME AS \`column\` FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE IN ('char', 'varchar', 'text', 'mediumtext', 'longtext', 'json')`,
  );
  const found = [];
  for (const { table, column } of columns) {
    const sql = `SELECT 1 FROM ${table} WHERE CAST(\`${column}\` AS CHAR) REGEXP ? LIMIT 1`;
    if ((await database.query(sql, [`(^|")${keyId}[.][A-Za-z0-9_-]{38,}("|$)`])).length > 0) found.push({ place: `${table}.${column}` });
  }
  return found;
}

it('knows every column in which something is sealed', async () => {
  await shop.guest.post('/v1/auth/password-reset', { body: { email: 'keeper@example.com' } });
  const known = places(await resealer.counts());
  expect(known).toHaveLength(sealedColumns().length + 1);
  expect(places(await sealedAnywhere('old'))).toEqual(known.map((place) => place.replace('.payload.sealed', '.payload')));
});

it('seals everything under the new key beside a shop that goes on, and takes nothing back that was written meanwhile', async () => {
  const carts = await Promise.all(Array.from({ length: 40 }, () => guestCart(shop.guest)));
  for (const cart of carts) await fillCart(cart, [{ variantId, quantity: 1 }]);
  const written = carts.map(async ({ id, client }, index) => {
    const { status } = await client.patch<CartBody>(`/v1/carts/${id}`, { body: { email: `later-${index}@example.com` } });
    return status;
  });
  const [first] = await Promise.all([resealer.reseal(), ...written]);
  expect(new Set(await Promise.all(written))).toEqual(new Set([200]));
  expect(first.lost).toBe(0);
  await resealer.reseal();
  expect([await underOld(), await sealedAnywhere('old')]).toEqual([0, []]);

  const { database } = shop.tables;
  const alone = cipherWith(NEW);
  const rows = await database.query<{ id: string; sealed: string }>('SELECT id, contact_sealed AS sealed FROM cart_cart WHERE id IN (?)', [
    carts.map(({ id }) => id),
  ]);
  const emails = new Map(rows.map(({ id, sealed }) => [id, (JSON.parse(alone.open(sealed)) as { email: string }).email]));
  expect(carts.map(({ id }) => emails.get(id))).toEqual(carts.map((_, index) => `later-${index}@example.com`));
  expect(await resealer.reseal()).toEqual({ resealed: 0, lost: 0 });
});

it('leaves what it cannot open, and says so', async () => {
  const { id } = await guestCart(shop.guest);
  const lost = cipherWith(`gone:${key(3)}`).seal('{}');
  await shop.tables.database.execute('UPDATE cart_cart SET contact_sealed = ? WHERE id = ?', [lost, id]);
  expect(await resealer.reseal()).toMatchObject({ lost: 1 });
  expect(await resealer.counts()).toContainEqual({ place: 'cart_cart.contact_sealed', keyId: 'gone', rows: 1, opens: false });
});

it('seals anew what events hold that could not be delivered', async () => {
  const { database } = shop.tables;
  await database.execute("UPDATE platform_outbox SET status = 'dead'");
  await shop.guest.post('/v1/auth/password-reset', { body: { email: 'later@example.com' } });
  expect((await resealer.reseal()).resealed).toBeGreaterThan(0);
  const events = await database.query<{ sealed: string }>(
    "SELECT JSON_UNQUOTE(JSON_EXTRACT(payload, '$.sealed')) AS sealed FROM platform_outbox WHERE type = 'auth.password_reset_received' ORDER BY id",
  );
  expect(events.map(({ sealed }) => cipherWith(NEW).open(sealed))).toEqual(['keeper@example.com', 'later@example.com']);
});

it('does not believe the name of a key whose bytes were changed', async () => {
  const impostor = new Resealer(shop.tables.database, cipherWith(`new:${key(9)}`));
  const counts = await impostor.counts();
  expect(counts.filter(({ keyId, opens }) => keyId === 'new' && opens)).toEqual([]);
});

it('walks more rows than it reads at a time', async () => {
  const { database } = shop.tables;
  const columns = await database.query<{ name: string }>(
    "SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'platform_idempotency'",
  );
  const names = columns.map(({ name }) => name);
  const own: Record<string, string> = {
    ...{ id: "CONCAT('idem_', LPAD(n, 25, '0'))", scope: "LPAD(n, 64, '0')", idempotency_key: 'n', answer_body: '?' },
  };
  const numbers = 'SELECT ROW_NUMBER() OVER () AS n FROM information_schema.COLUMNS a JOIN information_schema.CHARACTER_SETS b LIMIT 4500';
  await database.execute(
    `INSERT INTO platform_idempotency (${names.join(', ')}) SELECT ${names.map((name) => own[name] ?? name).join(', ')}
       FROM (SELECT * FROM platform_idempotency LIMIT 1) one JOIN (${numbers}) numbers`,
    [cipherWith(OLD).seal('{}')],
  );
  expect((await resealer.reseal()).resealed).toBe(4_500);
  expect((await resealer.counts()).filter(({ place, keyId }) => place === 'platform_idempotency.answer_body' && keyId !== 'new')).toEqual(
    [],
  );
});
