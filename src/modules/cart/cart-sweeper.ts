import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Every } from '../../platform/jobs';

const IDLE_MS = 90 * 86_400_000;
const BATCH = 1_000;

interface GuestCart {
  readonly id: string;
  readonly status: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * Guests come back for a forgotten cart within weeks or never, and it may hold their e-mail and address: ninety days after its last change it
 * goes. Carts of customers stay until they are ordered or their account is erased, and carts that were ordered stay beside their orders.
 */
@Injectable()
export class CartSweeper {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Walks all old carts of guests, a thousand at a time: an index on the last change would cost every change of every cart. */
  @Every({ name: 'cart.sweep', everyMs: 6 * 3_600_000 })
  async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - IDLE_MS);
    for (let after: string | null = ''; after !== null;) after = await this.sweepBehind(after, before);
  }

  /** Ids rise with time, so the old ones come first. Answers where to go on; null behind what is old. */
  private async sweepBehind(after: string, before: Date): Promise<string | null> {
    const carts = await this.database.query<GuestCart>(
      `SELECT id, status, created_at AS createdAt, updated_at AS updatedAt FROM cart_cart
       WHERE customer_id IS NULL AND id > ? ORDER BY id LIMIT ${BATCH}`,
      [after],
    );
    const idle = carts.filter(({ status, updatedAt }) => status !== 'checked_out' && updatedAt < before).map(({ id }) => id);
    if (idle.length > 0)
      await this.database.execute(`DELETE FROM cart_cart WHERE id IN (?) AND status <> 'checked_out' AND updated_at < ?`, [idle, before]);
    const last = carts.at(-1);
    return carts.length === BATCH && last !== undefined && last.createdAt < before ? last.id : null;
  }
}
