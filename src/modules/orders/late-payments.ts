import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { Every, oneByOne } from '../../platform/jobs';
import { OrderPaymentLate } from './orders.events';

/** Most people pay right after they have ordered; who does not within this time is told what the shop waits for. */
const USUAL_SECONDS = 120;
/** What nobody has announced for so long, because no process ran, is no news any more. */
const NEWS_DAYS = 1;
const BATCH = 100;

interface Waiting {
  readonly id: string;
  readonly number: string;
}

/** Announces once of each order that its payment has not come yet. */
@Injectable()
export class LatePayments {
  private readonly logger = new Logger('Orders');

  constructor(
    private readonly database: Database,
    private readonly events: Events,
  ) {}

  @Every({ name: 'orders.late_payments', everyMs: 10_000 })
  async announce(): Promise<void> {
    const waiting = await this.database.query<Waiting>(
      `SELECT id, number FROM orders_order
       WHERE status = 'pending_payment' AND late_announced_at IS NULL
         AND placed_at BETWEEN UTC_TIMESTAMP(3) - INTERVAL ${NEWS_DAYS} DAY AND UTC_TIMESTAMP(3) - INTERVAL ${USUAL_SECONDS} SECOND
       ORDER BY placed_at LIMIT ${BATCH}`,
    );
    await oneByOne(
      waiting,
      (order) => this.announceOne(order),
      (err, { id }) => this.logger.error({ err, orderId: id }, 'A late payment could not be announced; the next round tries again'),
    );
  }

  /** The guard lets one process announce it, and nobody once it is paid. */
  async announceOne({ id: orderId, number }: Waiting): Promise<void> {
    await this.database.transaction(async () => {
      const matched = await this.database.execute(
        "UPDATE orders_order SET late_announced_at = UTC_TIMESTAMP(3) WHERE id = ? AND status = 'pending_payment' AND late_announced_at IS NULL",
        [orderId],
      );
      if (matched === 1) await this.events.publish(OrderPaymentLate, { orderId, number });
    });
  }
}
