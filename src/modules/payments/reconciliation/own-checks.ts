import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Money, toInteger } from '../../../platform/money';
import type { BookWindow } from '../compare-books';
import { Gateways } from '../gateways/gateways';
import { InboxMessage } from '../inbox/inbox.entity';
import type { Finding } from './difference-kinds';

const MOST = 500;

interface Row {
  readonly id: string;
  readonly gateway: string | null;
  readonly gateway_id: string | null;
  readonly payment_id: string | null;
  readonly order_id: string | null;
  readonly at: Date;
  readonly what: string;
  readonly amount: string;
  readonly booked: string;
  readonly currency: string;
}

/** What does not add up inside our own payments, whoever is asked. Things younger than the window's end are given their time. */
@Injectable()
export class OwnChecks {
  constructor(
    private readonly database: Database,
    private readonly gateways: Gateways,
  ) {}

  async find(window: Required<BookWindow>): Promise<Finding[]> {
    const stuck = [this.stuckPayments(window.until), this.stuck('capture', window.until), this.stuck('refund', window.until)];
    const found = [...stuck, this.surplus(window), this.deadLetters(), this.ledger(window)];
    return (await Promise.all(found)).flat();
  }

  private async stuckPayments(until: Date): Promise<Finding[]> {
    const rows = await this.database.query<Row>(
      `SELECT id, gateway, gateway_id, order_id, updated_at AS at, status AS what, amount, currency FROM payments_payment
       WHERE status IN ('processing', 'unknown') AND updated_at <= ? ORDER BY id LIMIT ${MOST}`,
      [until],
    );
    return rows.map((row) => ({
      ...{ kind: 'stuck_payment', about: row.id, paymentId: row.id, ...placeOf(row), ours: money(row.amount, row) },
      ...{ detail: `The payment has been ${row.what} since ${row.at.toISOString()}.`, occurredAt: row.at },
    }));
  }

  private async stuck(what: 'capture' | 'refund', until: Date): Promise<Finding[]> {
    const rows = await this.database.query<Row>(
      `SELECT r.id, p.gateway, p.gateway_id, r.payment_id, p.order_id, r.created_at AS at, r.state AS what, r.amount, r.currency
       FROM payments_${what} r JOIN payments_payment p ON p.id = r.payment_id
       WHERE r.inquiry_due_at IS NOT NULL AND r.state IN ('pending', 'unknown') AND r.created_at <= ? ORDER BY r.id LIMIT ${MOST}`,
      [until],
    );
    return rows.map((row) => ({
      ...{ kind: `stuck_${what}` as const, about: row.id, paymentId: row.payment_id, ...placeOf(row), ours: money(row.amount, row) },
      ...{ detail: `The ${what} ${row.id} has been ${row.what} since ${row.at.toISOString()}.`, occurredAt: row.at },
    }));
  }

  /** Money that was taken beside the payment's own and that nobody is giving back. */
  private async surplus({ since, until }: Required<BookWindow>): Promise<Finding[]> {
    const rows = await this.database.query<Row>(
      `SELECT * FROM (
         SELECT a.payment_id AS id, a.gateway, a.gateway_id, p.order_id, p.currency, p.updated_at AS at, a.captured
           - COALESCE((SELECT SUM(r.amount) FROM payments_refund r WHERE r.surplus_of = a.id AND r.state <> 'failed'), 0) AS amount
         FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id
         WHERE p.updated_at >= ? AND p.updated_at <= ? AND a.captured > 0 AND a.id <> p.attempt_id) kept
       WHERE amount <> 0 ORDER BY id LIMIT ${MOST}`,
      [since, until],
    );
    return rows.map((row) => ({
      ...{ kind: 'surplus_kept', about: row.id, paymentId: row.id, ...placeOf(row), ours: money(row.amount, row) },
      ...{ detail: 'A second charge took money for the payment, and it has not gone back.', occurredAt: row.at },
    }));
  }

  /** Messages that were given up; those that tell nothing about money cannot have cost any. */
  private async deadLetters(): Promise<Finding[]> {
    const dead = await this.database.repository(InboxMessage).find({ where: { state: 'dead' }, order: { id: 'ASC' }, take: MOST });
    return dead
      .filter((message) => this.mayTellOfMoney(message))
      .map(({ id, gateway, receivedAt, lastError }) => ({
        ...{ kind: 'dead_letter', about: id, gateway, occurredAt: receivedAt },
        detail: `The message ${id} was given up: ${lastError ?? 'for no reason'}`.slice(0, 500),
      }));
  }

  /** A message that cannot be read, or whose gateway is gone, may have told anything. */
  private mayTellOfMoney({ gateway, rawBody, eventId }: InboxMessage): boolean {
    try {
      return this.gateways.find(gateway)?.readEvent(rawBody, eventId) !== null;
    } catch {
      return true;
    }
  }

  /** What the ledger says a gateway holds for a payment must be what the payment itself says. */
  private async ledger({ since, until }: Required<BookWindow>): Promise<Finding[]> {
    const rows = await this.database.query<Row>(
      `SELECT * FROM (
         SELECT p.id, p.gateway, p.gateway_id, p.order_id, p.currency, p.updated_at AS at,
           p.captured - p.disputed
             + (SELECT COALESCE(SUM(a.captured), 0) FROM payments_attempt a WHERE a.payment_id = p.id AND a.id <> p.attempt_id)
             - COALESCE((SELECT SUM(r.amount) FROM payments_refund r WHERE r.payment_id = p.id AND r.state = 'succeeded'), 0) AS amount,
           COALESCE((SELECT SUM(e.debit) - SUM(e.credit) FROM payments_posting t JOIN payments_ledger_entry e ON e.posting_id = t.id
                     WHERE t.payment_id = p.id AND e.account LIKE 'cash\\_at\\_gateway:%'), 0) AS booked
         FROM payments_payment p WHERE p.updated_at >= ? AND p.updated_at <= ?) both_sides
       WHERE amount <> booked ORDER BY id LIMIT ${MOST}`,
      [since, until],
    );
    return rows.map((row) => ({
      ...{
        kind: 'ledger_differs',
        about: row.id,
        paymentId: row.id,
        ...placeOf(row),
        ours: money(row.booked, row),
        theirs: money(row.amount, row),
      },
      ...{ detail: 'The ledger holds another amount for the payment than the payment itself says.', occurredAt: row.at },
    }));
  }
}

function money(amount: string, { currency }: Row): Money {
  return Money.of(toInteger(amount), currency);
}

function placeOf({ gateway, gateway_id: gatewayId, order_id: orderId }: Row): Pick<Finding, 'gateway' | 'gatewayId' | 'orderId'> {
  return { gateway, gatewayId, orderId };
}
