import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { toInteger } from '../../platform/money';
import { predecessorsOf } from './payment.machine';
import type { PaymentStatus } from './payment.machine';

/** Where a payment stands whose money was taken: decided by what went back and what is disputed, and by nothing else. */
@Injectable()
export class PaymentStanding {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The payment's lock is held. */
  async update(paymentId: string): Promise<PaymentStatus> {
    const status = await this.of(paymentId);
    const matched = await this.database.execute(
      `UPDATE payments_payment SET status = ?, open_order_id = IF(? = 'refunded', NULL, open_order_id), version = version + 1, updated_at = ?
       WHERE id = ? AND status IN (?)`,
      [status, status, this.clock.now(), paymentId, [...predecessorsOf(status), status]],
    );
    if (matched !== 1) throw new Error(`Payment ${paymentId} cannot become ${status}`);
    return status;
  }

  private async of(paymentId: string): Promise<PaymentStatus> {
    const [row] = await this.database.query<{ captured: string; settled: string; lost: string; open: string }>(
      `SELECT captured,
         (SELECT COALESCE(SUM(amount), 0) FROM payments_refund r WHERE r.payment_id = p.id AND r.surplus_of IS NULL AND r.state = 'succeeded') AS settled,
         (SELECT COALESCE(SUM(amount), 0) FROM payments_dispute d WHERE d.payment_id = p.id AND d.state = 'lost') AS lost,
         (SELECT COUNT(*) FROM payments_dispute d WHERE d.payment_id = p.id AND d.state = 'open') AS open
       FROM payments_payment p WHERE p.id = ?`,
      [paymentId],
    );
    if (toInteger(row?.open) > 0) return 'disputed';
    const back = toInteger(row?.settled) + toInteger(row?.lost);
    return back === 0 ? 'captured' : back >= toInteger(row?.captured) ? 'refunded' : 'part_refunded';
  }
}
