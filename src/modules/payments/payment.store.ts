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
    const found = (await this.refundOf(fact)) ?? (await this.attemptOf(fact));
    if (!found) throw new Error(`No payment of ours belongs to ${fact.gateway} ${fact.gatewayId ?? 'without an id'}`);
    return (await this.get(found.paymentId)).orderId;
  }

  async currentAttempt(payment: Payment): Promise<PaymentAttempt | null> {
    return payment.attemptId === null ? null : this.attempt(payment.attemptId);
  }
}
