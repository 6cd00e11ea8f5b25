import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { Payment, PaymentAttempt, PaymentRefund } from './payments.entity';
import type { PaymentFact } from './gateways/gateway.port';

/** A charge of ours with the payment that it is for. */
export interface KnownCharge {
  readonly payment: Payment;
  readonly attempt: PaymentAttempt;
}

/** Finds payments and attempts; takes the payment's row lock, which comes before everything below it (attempts, facts, ledger). */
@Injectable()
export class PaymentStore {
  constructor(private readonly database: Database) {}

  async get(paymentId: string): Promise<Payment> {
    const payment = await this.database.findOne(Payment, 'id = ?', [paymentId]);
    if (!payment) throw new NotFound('payment');
    return payment;
  }

  async lock(paymentId: string): Promise<Payment> {
    this.database.requireTransaction();
    const payment = await this.database.findOne(Payment, 'id = ? FOR UPDATE', [paymentId]);
    if (!payment) throw new NotFound('payment');
    return payment;
  }

  /** Locks a payment and one of its attempts. */
  async lockCharge(paymentId: string, attemptId: string): Promise<KnownCharge> {
    this.database.requireTransaction();
    const [charge] = await this.charges('p.id = ? AND a.id = ? FOR UPDATE', [paymentId, attemptId]);
    if (!charge) throw new Error(`The attempt ${attemptId} is not one of ${paymentId}`);
    return charge;
  }

  /** The charge that a gateway calls so; nothing else in a message is believed. */
  async chargeCalled(gateway: string, gatewayId: string | null): Promise<KnownCharge | null> {
    return gatewayId === null ? null : ((await this.charges('a.gateway = ? AND a.gateway_id = ?', [gateway, gatewayId]))[0] ?? null);
  }

  /** As `chargeCalled`, and keeps both rows until the commit; null also while somebody else works on them. */
  async freeChargeCalled(gateway: string, gatewayId: string): Promise<KnownCharge | null> {
    this.database.requireTransaction();
    return (await this.charges('a.gateway = ? AND a.gateway_id = ? FOR UPDATE SKIP LOCKED', [gateway, gatewayId]))[0] ?? null;
  }

  /** All charges of the payment that this attempt belongs to, itself included. */
  chargesBeside(attemptId: string): Promise<KnownCharge[]> {
    return this.charges('a.payment_id = (SELECT own.payment_id FROM payments_attempt own WHERE own.id = ?)', [attemptId]);
  }

  attempt(id: string): Promise<PaymentAttempt | null> {
    return this.database.findOne(PaymentAttempt, 'id = ?', [id]);
  }

  /** The attempt a fact is about: the one that asked, or the one whose gateway id we stored. Nothing else in a message is believed. */
  async attemptOf(fact: PaymentFact): Promise<PaymentAttempt | null> {
    if (fact.attemptId !== undefined) return this.attempt(fact.attemptId);
    if (fact.gatewayId === null) return null;
    return this.database.findOne(PaymentAttempt, 'gateway = ? AND gateway_id = ?', [fact.gateway, fact.gatewayId]);
  }

  refund(id: string): Promise<PaymentRefund> {
    return this.database.repository(PaymentRefund).findOneByOrFail({ id });
  }

  /** The refund a fact is about, found in the same way. */
  async refundOf(fact: PaymentFact): Promise<PaymentRefund | null> {
    const refunds = this.database.repository(PaymentRefund);
    if (fact.refundId !== undefined) return refunds.findOneBy({ id: fact.refundId });
    return fact.gatewayRefundId === undefined ? null : refunds.findOneBy({ gateway: fact.gateway, gatewayId: fact.gatewayRefundId });
  }

  async orderOf(fact: PaymentFact): Promise<string> {
    if (fact.orderId !== undefined) return fact.orderId;
    const refund = await this.refundOf(fact);
    if (refund) return (await this.get(refund.paymentId)).orderId;
    const { attemptId, gateway, gatewayId } = fact;
    const [row] = await this.database.query<{ orderId: string }>(
      `SELECT p.order_id AS orderId FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id
       WHERE ${attemptId === undefined ? 'a.gateway = ? AND a.gateway_id = ?' : 'a.id = ?'}`,
      attemptId === undefined ? [gateway, gatewayId] : [attemptId],
    );
    if (!row) throw new Error(`No payment of ours belongs to ${gateway} ${gatewayId ?? 'without an id'}`);
    return row.orderId;
  }

  /** Which attempt of which payment a fact is about. Both names are ours when both are there, so nothing is read for them. */
  async namedIn(fact: PaymentFact): Promise<{ readonly id: string; readonly paymentId: string } | null> {
    const { attemptId: id, paymentId } = fact;
    return id !== undefined && paymentId !== undefined ? { id, paymentId } : this.attemptOf(fact);
  }

  async currentAttempt(payment: Payment): Promise<PaymentAttempt | null> {
    return payment.attemptId === null ? null : this.attempt(payment.attemptId);
  }

  private async charges(where: string, params: readonly unknown[]): Promise<KnownCharge[]> {
    const [payments, attempts] = [this.database.flatOf(Payment), this.database.flatOf(PaymentAttempt)];
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT ${payments.select('p')}, ${attempts.select('a', 'attempt_')}
       FROM payments_payment p JOIN payments_attempt a ON a.payment_id = p.id WHERE ${where}`,
      params,
    );
    return rows.map((row) => ({ payment: payments.read(row), attempt: attempts.read(row, 'attempt_') }));
  }
}
