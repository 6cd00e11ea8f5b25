import type { Pool, PoolConnection } from 'mysql2/promise';
import { inOrder } from '../../src/platform/in-order';
import { Refusal, hashOf, inTransaction, money, newId, newToken, parsed, rows, write } from './support';
import type { Asked } from './support';

/** The cart and one of its lines; the line's columns are null in an empty cart. */
interface CartRow {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly currency: string;
  readonly email: string | null;
  readonly shipping_address: unknown;
  readonly shipping_method_id: string | null;
  readonly method_title: string | null;
  readonly method_amount: number | null;
  readonly method_free_from: number | null;
  readonly line_id: string | null;
  readonly variant_id: string;
  readonly quantity: number;
  readonly title: string;
  readonly product_id: string;
  readonly sku: string | null;
  readonly variant_title: string;
  readonly image_url: string | null;
  readonly amount: number;
  readonly available: number;
  readonly rate: string | null;
}

export interface PricedLine extends CartRow {
  readonly subtotal: number;
  readonly tax: number;
}

export interface TaxRow {
  readonly rate: string;
  readonly base: number;
  readonly tax: number;
}

export interface PricedCart {
  readonly cart: CartRow;
  readonly lines: readonly PricedLine[];
  readonly shipping: number;
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly taxRows: readonly TaxRow[];
}

const RATE_OF_SHIPPING = '0.19';
const CART = `SELECT c.id, c.version, c.status, c.currency, c.email, c.shipping_address, c.shipping_method_id,
    m.title AS method_title, mp.amount AS method_amount, mp.free_from AS method_free_from,
    l.id AS line_id, l.variant_id, l.quantity, p.title, p.id AS product_id, v.sku, v.title AS variant_title, COALESCE(own.url, main.url) AS image_url,
    vp.amount, s.on_hand - s.reserved AS available, tr.rate
   FROM bare_cart c
   LEFT JOIN pricing_shipping_method m ON m.id = c.shipping_method_id
   LEFT JOIN pricing_shipping_price mp ON mp.method_id = m.id AND mp.currency = c.currency
   LEFT JOIN bare_line l ON l.cart_id = c.id
   LEFT JOIN catalog_variant v ON v.id = l.variant_id
   LEFT JOIN catalog_product p ON p.id = v.product_id
   LEFT JOIN catalog_price vp ON vp.variant_id = v.id AND vp.currency = c.currency
   LEFT JOIN catalog_image own ON own.id = v.image_id
   LEFT JOIN catalog_image main ON main.product_id = p.id AND main.position = 1
   LEFT JOIN inventory_stock s ON s.variant_id = v.id
   LEFT JOIN pricing_tax_category tc ON tc.code = p.tax_category
   LEFT JOIN pricing_tax_rate tr ON tr.category_id = tc.id AND tr.country = ? AND tr.region = ''
  WHERE c.id = ? AND c.token_hash = ?`;

export async function create(pool: Pool): Promise<object> {
  const [id, token] = [newId('cart'), newToken()];
  await write(
    pool,
    "INSERT INTO bare_cart (id, version, status, currency, token_hash, created_at) VALUES (?, 2, 'active', 'EUR', ?, UTC_TIMESTAMP(3))",
    [id, hashOf(token)],
  );
  const nothing = money(0, 'EUR');
  return {
    ...{
      id,
      version: 2,
      status: 'active',
      currency: 'EUR',
      lines: [],
      coupons: [],
      email: null,
      shippingAddress: null,
      billingAddress: null,
    },
    ...{ shippingMethodId: null, subtotal: nothing, discountTotal: nothing, shippingTotal: nothing, taxTotal: nothing, total: nothing },
    ...{ taxBreakdown: [], token },
  };
}

export async function addLine(pool: Pool, asked: Asked): Promise<object> {
  const { variantId, quantity } = asked.body as { variantId: string; quantity: number };
  await inTransaction(pool, async (connection) => {
    await touch(connection, asked, 'version = version + 1', []);
    const [offer] = await rows<{ available: number; present: number | null }>(
      connection,
      `SELECT s.on_hand - s.reserved AS available, l.quantity AS present FROM catalog_variant v
         JOIN catalog_product p ON p.id = v.product_id AND p.status = 'published'
         JOIN catalog_price vp ON vp.variant_id = v.id AND vp.currency = 'EUR'
         JOIN inventory_stock s ON s.variant_id = v.id
         LEFT JOIN bare_line l ON l.cart_id = ? AND l.variant_id = v.id
        WHERE v.id = ?`,
      [asked.id, variantId],
    );
    if (!offer) throw new Refusal(422, 'The variant is not for sale.');
    if (offer.available < quantity + (offer.present ?? 0)) throw new Refusal(409, 'Not enough stock.');
    await write(
      connection,
      'INSERT INTO bare_line (id, cart_id, variant_id, quantity) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE quantity = quantity + VALUES(quantity)',
      [newId('line'), asked.id, variantId, quantity],
    );
  });
  return view(await load(pool, asked));
}

export async function update(pool: Pool, asked: Asked): Promise<object> {
  const { email, shippingAddress, shippingMethodId } = asked.body as Record<string, string>;
  await touch(pool, asked, 'version = version + 1, email = ?, shipping_address = ?, shipping_method_id = ?', [
    email ?? null,
    JSON.stringify(shippingAddress ?? null),
    shippingMethodId ?? null,
  ]);
  return view(await load(pool, asked));
}

export async function shippingMethods(pool: Pool, asked: Asked): Promise<object> {
  const { cart, subtotal } = await load(pool, asked);
  const found = await rows<{
    id: string;
    title: string;
    description: string;
    countries: unknown;
    min_days: number;
    max_days: number;
    amount: number;
    free_from: number | null;
  }>(
    pool,
    `SELECT m.id, m.title, m.description, m.countries, m.min_days, m.max_days, p.amount, p.free_from FROM pricing_shipping_method m
       JOIN pricing_shipping_price p ON p.method_id = m.id AND p.currency = ? WHERE m.active = 1 ORDER BY m.position, m.id`,
    [cart.currency],
  );
  const { country = 'DE' } = parsed<{ country?: string } | null>(cart.shipping_address) ?? {};
  const serving = found.filter(({ countries }) => parsed<string[] | null>(countries)?.includes(country) ?? true);
  const data = serving.map(({ id, title, description, min_days: minDays, max_days: maxDays, ...price }) => {
    const amount = price.free_from !== null && subtotal >= Number(price.free_from) ? 0 : Number(price.amount);
    return { id, title, description, price: money(amount, cart.currency), minDays, maxDays };
  });
  return { data };
}

/** Whose cart it is stands in the WHERE; a cart that is not the caller's is not there. */
export async function touch(
  on: Pool | PoolConnection,
  { id, headers }: Asked,
  set: string,
  values: readonly (string | null)[],
): Promise<void> {
  const changed = await write(on, `UPDATE bare_cart SET ${set} WHERE id = ? AND token_hash = ? AND status = 'active'`, [
    ...values,
    id,
    hashOf(headers['x-cart-token']),
  ]);
  if (changed !== 1) throw new Refusal(404, 'There is no such cart.');
}

export async function load(on: Pool | PoolConnection, { id, headers }: Asked): Promise<PricedCart> {
  const found = await rows<CartRow>(on, CART, ['DE', id, hashOf(headers['x-cart-token'])]);
  const [cart] = found;
  if (!cart) throw new Refusal(404, 'There is no such cart.');
  const unsorted = found.flatMap((row) => (row.line_id === null ? [] : [pricedLine(row)]));
  // The database would sort them in a table on its disk, because the cart's texts stand beside each line.
  const lines = inOrder(unsorted, (line) => line.line_id ?? '');
  const subtotal = lines.reduce((sum, line) => sum + line.subtotal, 0);
  const free = cart.method_free_from !== null && subtotal >= Number(cart.method_free_from);
  const shipping = cart.method_amount === null || free ? 0 : Number(cart.method_amount);
  const taxed = [...lines.map((line) => ({ rate: line.rate ?? '0', gross: line.subtotal, tax: line.tax }))];
  if (shipping > 0) taxed.push({ rate: RATE_OF_SHIPPING, gross: shipping, tax: taxIn(shipping, RATE_OF_SHIPPING) });
  const taxRows = [...new Set(taxed.map(({ rate }) => rate))].map((rate) => {
    const those = taxed.filter((line) => line.rate === rate);
    const tax = those.reduce((sum, line) => sum + line.tax, 0);
    return { rate, base: those.reduce((sum, line) => sum + line.gross, 0) - tax, tax };
  });
  const tax = taxRows.reduce((sum, row) => sum + row.tax, 0);
  return { cart, lines, shipping, subtotal, tax, total: subtotal + shipping, taxRows };
}

function pricedLine(row: CartRow): PricedLine {
  const subtotal = Number(row.amount) * row.quantity;
  return { ...row, subtotal, tax: taxIn(subtotal, row.rate ?? '0') };
}

/** Prices include the tax. */
function taxIn(gross: number, rate: string): number {
  return gross - Math.round(gross / (1 + Number(rate)));
}

function view({ cart, lines, shipping, subtotal, tax, total, taxRows }: PricedCart): object {
  const of = (amount: number) => money(amount, cart.currency);
  const address = parsed(cart.shipping_address) ?? null;
  return {
    ...{ id: cart.id, version: cart.version, status: cart.status, currency: cart.currency },
    lines: lines.map((line) => ({
      ...{ id: line.line_id, variantId: line.variant_id, quantity: line.quantity, title: line.title, productId: line.product_id },
      ...{ sku: line.sku, variantTitle: line.variant_title, imageUrl: line.image_url, unitPrice: of(Number(line.amount)) },
      ...{ subtotal: of(line.subtotal), discount: of(0), tax: of(line.tax), total: of(line.subtotal) },
      status: line.available < line.quantity ? 'short' : 'ok',
    })),
    ...{ coupons: [], email: cart.email, shippingAddress: address, billingAddress: address, shippingMethodId: cart.shipping_method_id },
    ...{ subtotal: of(subtotal), discountTotal: of(0), shippingTotal: of(shipping), taxTotal: of(tax), total: of(total) },
    taxBreakdown: taxRows.map((row) => ({ rate: row.rate, base: of(row.base), tax: of(row.tax) })),
  };
}
