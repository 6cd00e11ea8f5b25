import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { Database, jsonValue } from '../../platform/database';
import { groupBy } from '../../platform/group-by';
import { NotFound, PreconditionFailed } from '../../platform/http';
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
  quantity: number;
  title: string;
  seen_amount: string;
}

const COLUMNS = `id, version, status, currency, customer_id, contact_sealed, shipping_method_id, coupon_codes`
  .split(', ')
  .map((column) => `cart_cart.${column}`)
  .join(', ');

const WITH_LINES = `SELECT ${COLUMNS}, line.id AS line_id, line.variant_id, line.quantity, line.title, line.seen_amount
  FROM cart_cart LEFT JOIN cart_line line ON line.cart_id = cart_cart.id`;

/** What a change writes beside the version. */
export interface CartColumns {
  readonly contact?: Contact;
  readonly shippingMethodId?: string | null | undefined;
  readonly currency?: string | undefined;
  readonly couponCodes?: readonly string[];
}

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
    const rows = await this.database.query<CartRow & LineRow>(`${WITH_LINES} WHERE ${OWNED} ORDER BY line.id`, [id, ...ownerOf(caller)]);
    const [row] = rows;
    if (!row) throw new NotFound('cart');
    return this.assemble(row, linesOf(rows));
  }

  /**
   * The cart, locked for this transaction at its next version: what the caller then writes and this answer together are the cart.
   * @throws NotFound, CartIsClosed, PreconditionFailed
   */
  async change(id: string, caller: Caller, expectedVersion?: number): Promise<StoredCart> {
    await this.touch(id, caller, expectedVersion);
    return this.load(id, caller);
  }

  /** Every cart of a customer, for the customer. */
  async allOf(customerId: string): Promise<readonly StoredCart[]> {
    const rows = await this.database.query<CartRow & LineRow>(`${WITH_LINES} WHERE customer_id = ? ORDER BY cart_cart.id, line.id`, [
      customerId,
    ]);
    return [...groupBy(rows, ({ id }) => id).values()].flatMap((own) => (own[0] ? [this.assemble(own[0], linesOf(own))] : []));
  }

  /**
   * Locks the cart for this transaction, if the caller owns it and it is active, and raises its version.
   * @throws NotFound, CartIsClosed, PreconditionFailed
   */
  async touch(id: string, caller: Caller, expectedVersion?: number, change = ''): Promise<void> {
    this.database.requireTransaction();
    const matched = await this.database.execute(
      `UPDATE cart_cart SET version = version + 1, updated_at = UTC_TIMESTAMP(3)${change}
       WHERE ${OWNED} AND status = 'active' AND version = COALESCE(?, version)`,
      [id, ...ownerOf(caller), expectedVersion ?? null],
    );
    if (matched !== 1) await this.explainRefusal(id, caller);
  }

  /** Freezes the cart: from now on it is an order's, and the customer's next cart is a new one. */
  async close(id: string, caller: Caller, expectedVersion?: number): Promise<void> {
    await this.touch(id, caller, expectedVersion, ", status = 'checked_out', active_customer_id = NULL");
  }

  /** Answers the cart with the change in it. Needs the lock. */
  async set(cart: StoredCart, change: CartColumns): Promise<StoredCart> {
    const { contact, shippingMethodId, currency, couponCodes } = change;
    const columns = {
      ...(contact && { contact_sealed: this.cipher.seal(JSON.stringify(contact)) }),
      ...(shippingMethodId !== undefined && { shipping_method_id: shippingMethodId }),
      ...(currency !== undefined && { currency }),
      ...(couponCodes && { coupon_codes: JSON.stringify(couponCodes) }),
    };
    const names = Object.keys(columns);
    if (names.length === 0) return cart;
    const assignments = names.map((name) => `${name} = ?`).join(', ');
    await this.database.execute(`UPDATE cart_cart SET ${assignments} WHERE id = ?`, [...Object.values(columns), cart.id]);
    return {
      ...cart,
      contact: contact ?? cart.contact,
      currency: currency ?? cart.currency,
      couponCodes: couponCodes ?? cart.couponCodes,
      shippingMethodId: shippingMethodId === undefined ? cart.shippingMethodId : shippingMethodId,
    };
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

  /** Needs the cart's lock. A line that is there already gets the new quantity. */
  async putLines(cartId: string, lines: readonly StoredLine[]): Promise<void> {
    if (lines.length === 0) return;
    await this.database.execute(
      `INSERT INTO cart_line (id, cart_id, variant_id, quantity, title, seen_amount, created_at)
       VALUES ${lines.map(() => '(?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))').join(', ')} ON DUPLICATE KEY UPDATE quantity = VALUES(quantity)`,
      lines.flatMap((line) => [line.id, cartId, line.variantId, line.quantity, line.title, line.seenAmount]),
    );
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

function linesOf(rows: readonly LineRow[]): StoredLine[] {
  return rows.flatMap(({ line_id: id, variant_id: variantId, quantity, title, seen_amount }) =>
    id === null ? [] : [{ id, variantId, quantity, title, seenAmount: Number(seen_amount) }],
  );
}
