import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth';
import { Database, jsonValue } from '../../platform/database';
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
  readonly createdAt: Date;
  readonly updatedAt: Date;
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
  created_at: Date;
  updated_at: Date;
}

interface LineRow {
  id: string;
  variant_id: string;
  quantity: number;
  title: string;
  seen_amount: string;
}

/** The owner stands in the WHERE clause itself, so another's cart looks exactly like a missing one. */
const OWNED = 'id = ? AND ((customer_id IS NOT NULL AND customer_id = ?) OR (customer_id IS NULL AND token_hash = ?))';

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
    const [row] = await this.database.query<CartRow>(`SELECT * FROM cart_cart WHERE ${OWNED}`, [id, ...ownerOf(caller)]);
    if (!row) throw new NotFound('cart');
    return this.assemble(row, await this.lines(id));
  }

  /** Every cart of a customer, for the customer. */
  async allOf(customerId: string): Promise<readonly StoredCart[]> {
    const carts: StoredCart[] = [];
    for (const row of await this.database.query<CartRow>('SELECT * FROM cart_cart WHERE customer_id = ? ORDER BY id', [customerId]))
      carts.push(this.assemble(row, await this.lines(row.id)));
    return carts;
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

  async setContact(id: string, contact: Contact): Promise<void> {
    await this.database.execute('UPDATE cart_cart SET contact_sealed = ? WHERE id = ?', [this.cipher.seal(JSON.stringify(contact)), id]);
  }

  private async explainRefusal(id: string, caller: Caller): Promise<never> {
    const { status } = await this.load(id, caller);
    if (status !== 'active') throw new CartIsClosed(status);
    throw new PreconditionFailed();
  }

  private async lines(cartId: string): Promise<StoredLine[]> {
    const rows = await this.database.query<LineRow>(
      'SELECT id, variant_id, quantity, title, seen_amount FROM cart_line WHERE cart_id = ? ORDER BY id',
      [cartId],
    );
    return rows.map((row) => ({
      id: row.id,
      variantId: row.variant_id,
      quantity: row.quantity,
      title: row.title,
      seenAmount: Number(row.seen_amount),
    }));
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
      ...{ shippingMethodId: row.shipping_method_id, createdAt: row.created_at, updatedAt: row.updated_at },
    };
  }
}
