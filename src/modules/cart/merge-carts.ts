import { Injectable } from '@nestjs/common';
import { accountOf } from '../auth';
import type { Caller } from '../auth';
import { Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { hashToken } from '../../platform/random';
import { MAX_LINES, MAX_QUANTITY } from './cart.entity';
import type { PricedCart } from './cart-pricer';
import { CartService } from './cart.service';

export const MERGE_POLICIES = ['sum', 'larger', 'keep_mine'] as const;
export type MergePolicy = (typeof MERGE_POLICIES)[number];

/** What the quantity of a variant becomes that stands in both carts. */
const QUANTITY_SQL: Readonly<Record<MergePolicy, string>> = {
  sum: `LEAST(${MAX_QUANTITY}, cart_line.quantity + VALUES(quantity))`,
  larger: 'GREATEST(cart_line.quantity, VALUES(quantity))',
  keep_mine: 'cart_line.quantity',
};

export interface GuestCart {
  readonly cartId: string;
  readonly token: string;
}

/** Brings a guest's cart into the customer's own at login. */
@Injectable()
export class MergeCarts {
  constructor(
    private readonly database: Database,
    private readonly carts: CartService,
  ) {}

  /**
   * Takes the guest cart by compare-and-set from active to merged, never one that has an owner; its token dies with that. A second call
   * by the same customer finds it merged already and just answers the cart, so a lost answer can be asked again. It is answered
   * before it is committed: two carts that cannot be priced together stay two.
   */
  async merge(caller: Caller, guest: GuestCart, policy: MergePolicy): Promise<PricedCart> {
    const accountId = accountOf(caller);
    const { currency } = await this.guestCart(accountId, guest);
    for (;;) {
      const mine = await this.carts.activeCartIdOf(accountId, currency);
      const merged = await this.database.transaction(async () =>
        (await this.bring(accountId, guest, mine, policy)) ? this.carts.get(mine, caller) : null,
      );
      if (merged) return merged;
    }
  }

  /**
   * False when the customer's cart was checked out since it was looked up: what is ordered never changes, so their next cart is asked for.
   * @throws NotFound when the guest cart went elsewhere since: it was ordered, or somebody else has it
   */
  private async bring(accountId: string, guest: GuestCart, mine: string, policy: MergePolicy): Promise<boolean> {
    const [open] = await this.database.query('SELECT id FROM cart_cart WHERE id = ? AND active_customer_id IS NOT NULL FOR UPDATE', [mine]);
    if (!open) return false;
    if (await this.take(guest, mine)) {
      await this.database.execute('UPDATE cart_cart SET version = version + 1, updated_at = UTC_TIMESTAMP(3) WHERE id = ?', [mine]);
      await this.moveLines(guest.cartId, mine, policy);
    } else await this.guestCart(accountId, guest);
    return true;
  }

  private async guestCart(accountId: string, guest: GuestCart): Promise<{ currency: string }> {
    const [row] = await this.database.query<{ currency: string }>(
      `SELECT guest.currency FROM cart_cart guest LEFT JOIN cart_cart target ON target.id = guest.merged_into
       WHERE guest.id = ? AND ((guest.status = 'active' AND guest.customer_id IS NULL AND guest.token_hash = ?) OR target.customer_id = ?)`,
      [guest.cartId, hashToken(guest.token), accountId],
    );
    if (!row) throw new NotFound('cart');
    return row;
  }

  private async take(guest: GuestCart, target: string): Promise<boolean> {
    const matched = await this.database.execute(
      `UPDATE cart_cart SET status = 'merged', merged_into = ?, token_hash = NULL, contact_sealed = NULL, version = version + 1, updated_at = UTC_TIMESTAMP(3)
       WHERE id = ? AND status = 'active' AND customer_id IS NULL AND token_hash = ?`,
      [target, guest.cartId, hashToken(guest.token)],
    );
    return matched === 1;
  }

  /** Keeps to the limit of lines by leaving the newest of the guest's lines behind. */
  private async moveLines(from: string, to: string, policy: MergePolicy): Promise<void> {
    const lines = await this.database.query<{
      id: string;
      variant_id: string;
      quantity: number;
      title: string;
      seen_amount: string;
      known: number | null;
    }>(
      `SELECT line.id, line.variant_id, line.quantity, line.title, IF(own.currency = guest.currency, line.seen_amount, 0) AS seen_amount,
         mine.quantity AS known
       FROM cart_line line JOIN cart_cart guest ON guest.id = line.cart_id JOIN cart_cart own ON own.id = ? LEFT JOIN cart_line mine ON mine.cart_id = ? AND mine.variant_id = line.variant_id WHERE line.cart_id = ? ORDER BY line.id`,
      [to, to, from],
    );
    const [count] = await this.database.query<{ n: string }>('SELECT COUNT(*) AS n FROM cart_line WHERE cart_id = ?', [to]);
    let free = MAX_LINES - Number(count?.n);
    const moving = lines.filter(({ known }) => known !== null || (free -= 1) >= 0);
    await this.database.execute('DELETE FROM cart_line WHERE cart_id = ?', [from]);
    if (moving.length === 0) return;
    await this.database.execute(
      `INSERT INTO cart_line (id, cart_id, variant_id, quantity, title, seen_amount, created_at)
       VALUES ${moving.map(() => '(?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))').join(', ')} ON DUPLICATE KEY UPDATE quantity = ${QUANTITY_SQL[policy]}`,
      moving.flatMap((line) => [line.id, to, line.variant_id, line.quantity, line.title, line.seen_amount]),
    );
  }
}
