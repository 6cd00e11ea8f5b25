import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { Payment, PaymentAttempt, PaymentRefund } from './payments.entity';
import type { PaymentFact } from './gateways/gateway.port';

/** Finds payments and attempts; takes the payment's row lock, which comes before everything below it (attempts, facts, ledger). */
@Injectable()
export class PaymentStore {
  constructor(private readonly database: Database) {}

  async get(paymentId: string): Promise<Payment> {
    const payment = await this.database.repository(Payment).findOneBy({ id: paymentId });
    if (!payment) throw new NotFound('payment');
    return payment;
  }

  async lock(paymentId: string): Promise<Payment> {
    this.database.requireTransaction();
    const payment = await this.database.repository(Payment).findOne({ where: { id: paymentId }, lock: { mode: 'pessimistic_write' } });
    if (!payment) throw new NotFound('payment');
    return payment;
  }

  attempt(id: string): Promise<PaymentAttempt | null> {
    return this.database.repository(PaymentAttempt).findOneBy({ id });
  }

  /** The attempt a fact is about: the one that asked, or the one whose gateway id we stored. Nothing else in a message is believed. */
  async attemptOf(fact: PaymentFact): Promise<PaymentAttempt | null> {
    if (fact.attemptId !== undefined) return this.attempt(fact.attemptId);
    if (fact.gatewayId === null) return null;
    return this.database.repository(PaymentAttempt).findOneBy({ gateway: fact.gateway, gatewayId: fact.gatewayId });
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

  /** All attempts of the payment that this one belongs to. */
  attemptsBeside(attemptId: string): Promise<PaymentAttempt[]> {
    return this.database
      .repository(PaymentAttempt)
      .createQueryBuilder('attempt')
      .where('attempt.payment_id = (SELECT own.payment_id FROM payments_attempt own WHERE own.id = :attemptId)', { attemptId })
      .getMany();
  }

  /** Which attempt of which payment a fact is about. Both names are ours when both are there, so nothing is read for them. */
  async namedIn(fact: PaymentFact): Promise<{ readonly id: string; readonly paymentId: string } | null> {
    const { attemptId: id, paymentId } = fact;
    return id !== undefined && paymentId !== undefined ? { id, paymentId } : this.attemptOf(fact);
  }

  async currentAttempt(payment: Payment): Promise<PaymentAttempt | null> {
    return payment.attemptId === null ? null : this.attempt(payment.attemptId);
  }
}
