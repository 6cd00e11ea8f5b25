import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { Database, jsonValue } from '../../platform/database';
import type { JoinedRow } from '../../platform/database';
import { groupBy } from '../../platform/group-by';
import { NotFound, PreconditionFailed } from '../../platform/http';
import { inOrder } from '../../platform/in-order';
import { toInteger } from '../../platform/money';
import { hashToken } from '../../platform/random';
import { FieldCipher } from '../../platform/security';
import type { CartStatus, Contact } from './cart.entity';
import { CartIsClosed } from './cart.errors';

export interface StoredCart {
  readonly id: string;
  readonly version: number;
  readonly status: CartStatus;
  readonly currency: string;
  readonly customerId: string | null;
  readonly contact: Contact;
  readonly shippingMethodId: string | null;
  readonly couponCodes: readonly string[];
  readonly lines: readonly StoredLine[];
}

export interface StoredLine {
  readonly id: string;
  readonly variantId: string;
  readonly quantity: number;
  readonly title: string;
  readonly seenAmount: number;
}

interface CartRow {
  id: string;
  version: number;
  status: CartStatus;
  currency: string;
  customer_id: string | null;
  contact_sealed: string | null;
  shipping_method_id: string | null;
  coupon_codes: unknown;
}

/** A line beside its cart; all null for the cart without lines. */
interface LineRow {
  line_id: string | null;
  variant_id: string;
  /** Text where a server makes the union of it and other numbers wide. */
  quantity: number | string;
  title: string;
  seen_amount: string;
}

const COLUMNS = `id, version, status, currency, customer_id, contact_sealed, shipping_method_id, coupon_codes`
  .split(', ')
  .map((column) => `cart_cart.${column}`)
  .join(', ');

const LINES = 'cart_line line ON line.cart_id = cart_cart.id';
const withLines = (columns = '', lines = LINES, joins = ''): string =>
  `SELECT ${COLUMNS}, line.id AS line_id, line.variant_id, line.quantity, line.title, line.seen_amount${columns}
   FROM cart_cart LEFT JOIN ${lines} ${joins}`;

/** What is read in the same statement as the cart. */
export interface Beside {
  /** Variants that are not in the cart, or not yet; each makes a row beside those of the lines. */
  readonly variantIds: readonly string[];
  readonly columns: string;
  /** May name `line.variant_id` and `cart_cart.currency`. */
  readonly joins: string;
}

export type RowBeside = JoinedRow & { readonly variant_id: string | null };

/** What a change writes. */
export interface CartColumns {
  readonly contact?: Contact;
  readonly shippingMethodId?: string | null | undefined;
  readonly currency?: string | undefined;
  readonly couponCodes?: readonly string[];
}

type Columns = Readonly<Record<string, string | null>>;

/** The owner stands in the WHERE clause itself, so another's cart looks exactly like a missing one. */
const OWNED = 'cart_cart.id = ? AND ((customer_id IS NOT NULL AND customer_id = ?) OR (customer_id IS NULL AND token_hash = ?))';

export function ownerOf(caller: Caller): [string | null, string | null] {
  return [caller.accountId ?? null, caller.cartToken ? hashToken(caller.cartToken) : null];
}

/** Reads carts as flat rows, and takes the one lock that orders all writers of a cart. */
@Injectable()
export class CartStore {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
  ) {}

  async load(id: string, caller: Caller): Promise<StoredCart> {
    return (await this.loadBeside(id, caller, { variantIds: [], columns: '', joins: '' })).cart;
  }

  /** The cart, and a row for each of its lines and of the variants asked for, with whatever others lend to the statement. */
  async loadBeside(
    id: string,
    caller: Caller,
    beside: Beside,
  ): Promise<{ readonly cart: StoredCart; readonly rows: readonly RowBeside[] }> {
    const { variantIds, columns, joins } = beside;
    const lines = variantIds.length === 0 ? LINES : linesAnd(variantIds.length);
    const rows = await this.database.query<CartRow & LineRow & RowBeside>(`${withLines(columns, lines, joins)} WHERE ${OWNED}`, [
      ...(variantIds.length === 0 ? [] : [id, ...variantIds]),
      id,
      ...ownerOf(caller),
    ]);
    const [row] = rows;
    if (!row) throw new NotFound('cart');
    return { cart: this.assemble(row, linesOf(rows)), rows };
  }

  /** Every cart of a customer, for the customer. */
  async allOf(customerId: string): Promise<readonly StoredCart[]> {
    const rows = await this.database.query<CartRow & LineRow>(`${withLines()} WHERE customer_id = ?`, [customerId]);
    const byCart = groupBy(rows, ({ id }) => id);
    const carts = [...byCart.values()].flatMap((own) => (own[0] ? [this.assemble(own[0], linesOf(own))] : []));
    return inOrder(carts, ({ id }) => id);
  }

  /**
   * Locks the cart for this transaction, if the caller owns it and it is active, raises its version and writes the change.
   * @throws NotFound, CartIsClosed, PreconditionFailed
   */
  async touch(id: string, caller: Caller, expectedVersion?: number, change: CartColumns = {}): Promise<void> {
    this.database.requireTransaction();
    if (!(await this.raise(id, caller, expectedVersion, this.columnsOf(change)))) await this.explainRefusal(id, caller);
  }

  /** Freezes the cart: from now on it is an order's, and the customer's next cart is a new one. */
  async close(id: string, caller: Caller, expectedVersion?: number): Promise<void> {
    this.database.requireTransaction();
    const columns = { status: 'checked_out', active_customer_id: null };
    if (!(await this.raise(id, caller, expectedVersion, columns))) await this.explainRefusal(id, caller);
  }

  /** Writes the change into a cart that is still as it was read, as one guarded statement; null when it is not. Answers the cart with the change in it. */
  async setAsRead(cart: StoredCart, caller: Caller, change: CartColumns): Promise<StoredCart | null> {
    const done = await this.raise(cart.id, caller, cart.version, this.columnsOf(change));
    return done ? { ...asChanged(cart, change), version: cart.version + 1 } : null;
  }

  /** Answers the cart with the change in it. Needs the lock. */
  async set(cart: StoredCart, change: CartColumns): Promise<StoredCart> {
    const columns = this.columnsOf(change);
    const names = Object.keys(columns);
    if (names.length === 0) return cart;
    const assignments = names.map((name) => `${name} = ?`).join(', ');
    await this.database.execute(`UPDATE cart_cart SET ${assignments} WHERE id = ?`, [...Object.values(columns), cart.id]);
    return asChanged(cart, change);
  }

  async insert(cart: StoredCart, tokenHash: string | null): Promise<void> {
    const { id, version, status, currency, customerId, contact, shippingMethodId, couponCodes } = cart;
    const sealed = Object.keys(contact).length === 0 ? null : this.cipher.seal(JSON.stringify(contact));
    await this.database.execute(
      `INSERT INTO cart_cart (id, version, status, currency, customer_id, active_customer_id, token_hash, contact_sealed, shipping_method_id,
         coupon_codes, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [id, version, status, currency, customerId, customerId, tokenHash, sealed, shippingMethodId, JSON.stringify(couponCodes)],
    );
  }

  /** Needs the cart's lock. What the lines cost was seen in another currency; what is not sold in this one was never seen in it. */
  async seeAnew(cartId: string, lines: readonly StoredLine[]): Promise<void> {
    if (lines.length === 0) return;
    await this.database.execute(
      `UPDATE cart_line SET seen_amount = CASE id ${lines.map(() => 'WHEN ? THEN ?').join(' ')} ELSE 0 END WHERE cart_id = ?`,
      [...lines.flatMap(({ id, seenAmount }) => [id, seenAmount]), cartId],
    );
  }

  /** Needs the cart's lock. A line that is there already gets the new quantity. */
  async putLines(cartId: string, lines: readonly StoredLine[]): Promise<void> {
    if (lines.length === 0) return;
    await this.database.execute(
      `INSERT INTO cart_line (id, cart_id, variant_id, quantity, title, seen_amount, created_at)
       VALUES ${lines.map(() => '(?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))').join(', ')} ON DUPLICATE KEY UPDATE quantity = VALUES(quantity)`,
      lines.flatMap((line) => [line.id, cartId, line.variantId, line.quantity, line.title, line.seenAmount]),
    );
  }

  /** The guard of every change, and the lock that orders them. */
  private async raise(id: string, caller: Caller, expectedVersion: number | undefined, columns: Columns): Promise<boolean> {
    const assignments = Object.keys(columns).map((name) => `, ${name} = ?`);
    const matched = await this.database.execute(
      `UPDATE cart_cart SET version = version + 1, updated_at = UTC_TIMESTAMP(3)${assignments.join('')}
       WHERE ${OWNED} AND status = 'active' AND version = COALESCE(?, version)`,
      [...Object.values(columns), id, ...ownerOf(caller), expectedVersion ?? null],
    );
    return matched === 1;
  }

  private columnsOf({ contact, shippingMethodId, currency, couponCodes }: CartColumns): Columns {
    return {
      ...(contact && { contact_sealed: this.cipher.seal(JSON.stringify(contact)) }),
      ...(shippingMethodId !== undefined && { shipping_method_id: shippingMethodId }),
      ...(currency !== undefined && { currency }),
      ...(couponCodes && { coupon_codes: JSON.stringify(couponCodes) }),
    };
  }

  private async explainRefusal(id: string, caller: Caller): Promise<never> {
    const { status } = await this.load(id, caller);
    if (status !== 'active') throw new CartIsClosed(status);
    throw new PreconditionFailed();
  }

  private assemble(row: CartRow, lines: readonly StoredLine[]): StoredCart {
    const contact: Contact = row.contact_sealed ? JSON.parse(this.cipher.open(row.contact_sealed)) : {};
    const couponCodes = jsonValue<string[]>(row.coupon_codes);
    return {
      ...{
        id: row.id,
        version: row.version,
        status: row.status,
        currency: row.currency,
        customerId: row.customer_id,
        contact,
        couponCodes,
        lines,
      },
      shippingMethodId: row.shipping_method_id,
    };
  }
}

/** Each line once and in the order in which they came, however often what stands beside it was found. */
function linesOf(rows: readonly LineRow[]): StoredLine[] {
  const lines = new Map<string, StoredLine>();
  for (const { line_id: id, variant_id: variantId, quantity, title, seen_amount } of rows) {
    if (id !== null) lines.set(id, { id, variantId, quantity: toInteger(quantity), title, seenAmount: toInteger(seen_amount) });
  }
  return inOrder([...lines.values()], ({ id }) => id);
}

/** The cart's lines and so many other variants. A literal would be compared in the connection's character set, which no index of ids has. */
function linesAnd(others: number): string {
  const other = " UNION ALL SELECT NULL, CONVERT(? USING ascii) COLLATE ascii_bin, 0, '', 0";
  return `(SELECT id, variant_id, quantity, title, seen_amount FROM cart_line WHERE cart_id = ?${other.repeat(others)}) line ON TRUE`;
}

export function asChanged(cart: StoredCart, { contact, shippingMethodId, currency, couponCodes }: CartColumns): StoredCart {
  return {
    ...cart,
    contact: contact ?? cart.contact,
    currency: currency ?? cart.currency,
    couponCodes: couponCodes ?? cart.couponCodes,
    shippingMethodId: shippingMethodId === undefined ? cart.shippingMethodId : shippingMethodId,
  };
}
