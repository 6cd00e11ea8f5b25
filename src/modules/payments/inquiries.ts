import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import type { FactKind, PaymentFact } from './gateways/gateway.port';
import { Gateways } from './gateways/gateways';
import { referenceOf } from './gateway-calls';
import { PaymentStore } from './payment.store';
import type { Payment, PaymentAttempt } from './payments.entity';

const BACKOFF_SECONDS = [2, 5, 15, 30, 60] as const;
/** A charge may be made well after it was asked for, by a customer who thought about it. */
const SEARCH_BACK_MS = 60 * 60_000;
const CLOCK_MARGIN_MS = 60_000;
const MOST_SUSPECTS = 50;

/** What a gateway's book tells about a charge. */
export interface ChargeTrace {
  readonly gatewayId: string;
  readonly chargedAt: Date;
}

type Table = 'payments_payment' | 'payments_capture' | 'payments_refund';

/** Asks gateways about what is still open. An answer that never came is not a refusal: only the gateway knows. */
@Injectable()
export class Inquiries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly payments: PaymentStore,
  ) {}

  /** Payments to ask about now. Taking them books their next turn, so several processes never ask about the same one. */
  duePayments(limit: number): Promise<string[]> {
    return this.claim('payments_payment', limit);
  }

  /** Captures to ask about, or to send again, now. */
  dueCaptures(limit: number): Promise<string[]> {
    return this.claim('payments_capture', limit);
  }

  /** Refunds to send again now. */
  dueRefunds(limit: number): Promise<string[]> {
    return this.claim('payments_refund', limit);
  }

  async inquire(paymentId: string): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const payment = await this.payments.get(paymentId);
    const attempt = await this.payments.currentAttempt(payment);
    if (!attempt) throw new Error(`Payment ${paymentId} was never sent to a gateway`);
    return this.ask(payment, attempt);
  }

  async inquireAttempt(attemptId: string): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const attempt = await this.payments.attempt(attemptId);
    if (!attempt) throw new Error(`There is no attempt ${attemptId}`);
    return this.ask(await this.payments.get(attempt.paymentId), attempt);
  }

  /** The one whose gateway id we have stored; otherwise those without an answer that were sent before the charge was made. */
  async attemptsBehind(gateway: string, { gatewayId, chargedAt }: ChargeTrace): Promise<readonly string[]> {
    const [known] = await this.database.query<{ id: string }>('SELECT id FROM payments_attempt WHERE gateway = ? AND gateway_id = ?', [
      ...[gateway, gatewayId],
    ]);
    if (known) return [known.id];
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM payments_attempt WHERE gateway = ? AND gateway_id IS NULL AND created_at BETWEEN ? AND ? ORDER BY created_at DESC LIMIT ${MOST_SUSPECTS}`,
      [gateway, new Date(chargedAt.getTime() - SEARCH_BACK_MS), new Date(chargedAt.getTime() + CLOCK_MARGIN_MS)],
    );
    return rows.map(({ id }) => id);
  }

  private async ask(payment: Payment, attempt: PaymentAttempt): Promise<PaymentFact> {
    try {
      const gateway = this.gateways.named(attempt.gateway);
      const fact = await gateway.retrieve(referenceOf(payment, attempt));
      return fact ?? this.missing(payment, attempt, gateway.timeoutMs, gateway.missingIsFinalAfterMs);
    } catch {
      return this.says(payment, attempt, 'unknown');
    }
  }

  /** A request may still be on its way when the gateway says it knows nothing; after a while it cannot be. */
  private missing(payment: Payment, attempt: PaymentAttempt, timeoutMs: number, finalAfterMs: number): PaymentFact {
    const since = attempt.unknownSince?.getTime() ?? attempt.createdAt.getTime() + timeoutMs;
    if (this.clock.now().getTime() < since + finalAfterMs) return this.says(payment, attempt, 'unknown');
    return { ...this.says(payment, attempt, 'failed'), declineCode: 'not_processed', retryable: true };
  }

  private says(payment: Payment, attempt: PaymentAttempt, kind: FactKind): PaymentFact {
    const { id: attemptId, gateway, gatewayId, mode } = attempt;
    const about = { gateway, gatewayId, mode, paymentId: payment.id, attemptId, amount: payment.total };
    return { ...about, kind, occurredAt: this.clock.now(), source: 'poll' };
  }

  private async claim(table: Table, limit: number): Promise<string[]> {
    // Nearly always there is nothing: a look costs one statement, a claim three.
    const now = this.clock.now();
    if ((await this.database.query(`SELECT 1 FROM ${table} WHERE inquiry_due_at <= ? LIMIT 1`, [now])).length === 0) return [];
    return this.database.transaction(async () => {
      const rows = await this.database.query<{ id: string; inquiries: number }>(
        `SELECT id, inquiries FROM ${table} WHERE inquiry_due_at <= ? ORDER BY inquiry_due_at LIMIT ? FOR UPDATE SKIP LOCKED`,
        [now, limit],
      );
      for (const { id, inquiries } of rows) {
        const wait = BACKOFF_SECONDS[Math.min(inquiries + 1, BACKOFF_SECONDS.length - 1)] ?? 60;
        const next = new Date(now.getTime() + wait * 1_000);
        await this.database.execute(`UPDATE ${table} SET inquiries = inquiries + 1, inquiry_due_at = ? WHERE id = ?`, [next, id]);
      }
      return rows.map(({ id }) => id);
    });
  }
}
