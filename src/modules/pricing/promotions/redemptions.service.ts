import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database, isDuplicateKey } from '../../../platform/database';
import { inOrder } from '../../../platform/in-order';
import { Redemption } from '../pricing.entity';
import { CouponNotEligible, CouponUsedUp } from '../pricing.errors';
import type { CouponRefusal } from '../pricing.errors';
import { couponColumns, keyOf, toCoupon, wantedCodes } from './promotion.rows';
import type { CouponRecord, CouponRow } from './promotion.rows';
import { canonicalCode, closedBecause, usedUpBecause } from './promotion.rules';

@Injectable()
export class RedemptionsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One statement for any number of codes; keyed by canonical code. */
  async find(codes: readonly string[], customerKey?: string): Promise<ReadonlyMap<string, CouponRecord>> {
    const wanted = wantedCodes(codes);
    if (wanted.length === 0) return new Map();
    const columns = couponColumns(customerKey);
    const sql = `SELECT ${columns.sql.join(', ')} FROM pricing_promotion p WHERE p.code IN (?)`;
    const rows = await this.database.query<CouponRow>(sql, [...columns.params, wanted]);
    return new Map(rows.map((row) => [row.code, toCoupon(row)]));
  }

  /** For an order that was made in this transaction, of coupons that were read in it: there is nothing to look for. */
  async redeemFirst(orderId: string, coupons: readonly CouponRecord[], customerKey?: string): Promise<void> {
    this.database.requireTransaction();
    for (const coupon of inTurn(coupons)) await this.take(coupon, orderId, keyOf(customerKey));
  }

  /** Takes one use of each code for the order, all or none. The same order twice takes nothing more. */
  async redeem(orderId: string, codes: readonly string[], customerKey?: string): Promise<void> {
    if (codes.length === 0) return;
    await this.database.transaction(async () => {
      const known = await this.find(codes, customerKey);
      for (const code of codes) {
        if (!known.has(canonicalCode(code) ?? '')) throw new CouponNotEligible(code, unknownCoupon(code));
      }
      const taken = await this.takenBy(orderId);
      const open = [...known.values()].filter(({ id }) => !taken.has(id));
      for (const coupon of inTurn(open)) await this.take(coupon, orderId, keyOf(customerKey));
    });
  }

  /** Gives the uses of an order back; answers how many. */
  async release(orderId: string): Promise<number> {
    return this.database.transaction(async () => {
      let released = 0;
      for (const promotionId of [...(await this.takenBy(orderId))].sort()) {
        const removed = await this.database.execute('DELETE FROM pricing_redemption WHERE promotion_id = ? AND order_id = ?', [
          promotionId,
          orderId,
        ]);
        if (removed !== 1) continue;
        await this.database.execute('UPDATE pricing_promotion SET used_count = used_count - 1 WHERE id = ? AND used_count > 0', [
          promotionId,
        ]);
        released += 1;
      }
      return released;
    });
  }

  private async take(coupon: CouponRecord, orderId: string, customerKey: string | null): Promise<void> {
    const now = this.clock.now();
    const counted = await this.database.execute(
      `UPDATE pricing_promotion SET used_count = used_count + 1
       WHERE id = ? AND active = 1 AND (starts_at IS NULL OR starts_at <= ?) AND (ends_at IS NULL OR ends_at > ?)
         AND (usage_limit IS NULL OR used_count < usage_limit)`,
      [coupon.id, now, now],
    );
    if (counted !== 1) throw await this.refusal(coupon.code, now);
    // The update holds the promotion's row until commit, so nobody else can add a redemption between this count and our insert.
    if (customerKey !== null && coupon.usageLimitPerCustomer !== null) await this.checkCustomer(coupon, customerKey);
    await this.record(coupon, orderId, customerKey, now);
  }

  private async checkCustomer(coupon: CouponRecord, customerKey: string): Promise<void> {
    const [row] = await this.database.query<{ uses: string | number }>(
      'SELECT COUNT(*) AS uses FROM pricing_redemption WHERE promotion_id = ? AND customer_key = ?',
      [coupon.id, customerKey],
    );
    const refusal = usedUpBecause({ ...coupon, usageLimit: null }, { used: 0, usedByCustomer: Number(row?.uses ?? 0) });
    if (refusal) throw new CouponUsedUp(coupon.code, refusal);
  }

  private async record(coupon: CouponRecord, orderId: string, customerKey: string | null, now: Date): Promise<void> {
    try {
      await this.database.repository(Redemption).insert({ promotionId: coupon.id, orderId, customerKey, createdAt: now });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The order redeemed it a moment ago in another call; that one counts.
      await this.database.execute('UPDATE pricing_promotion SET used_count = used_count - 1 WHERE id = ?', [coupon.id]);
    }
  }

  private async refusal(code: string, now: Date): Promise<CouponUsedUp | CouponNotEligible> {
    const coupon = (await this.find([code])).get(code);
    const closed = coupon ? closedBecause(coupon, now) : unknownCoupon(code);
    if (closed) return new CouponNotEligible(code, closed);
    return new CouponUsedUp(code, { code: 'used_up', detail: `The last use of ${code} was just taken.` });
  }

  private async takenBy(orderId: string): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ id: string }>('SELECT promotion_id AS id FROM pricing_redemption WHERE order_id = ?', [
      orderId,
    ]);
    return new Set(rows.map(({ id }) => id));
  }
}

export function unknownCoupon(code: string): CouponRefusal {
  return { code: 'unknown', detail: `There is no coupon "${code}".` };
}

/** Everybody takes promotions in this order. */
function inTurn(coupons: readonly CouponRecord[]): readonly CouponRecord[] {
  return inOrder(coupons, ({ id }) => id);
}
