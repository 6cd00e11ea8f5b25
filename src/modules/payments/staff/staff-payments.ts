import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Database } from '../../../platform/database';
import { KeysetPages } from '../../../platform/http';
import type { Page, PageQuery } from '../../../platform/http';
import { Money, toInteger } from '../../../platform/money';
import { PaymentCapture } from '../capture.entity';
import { PaymentDispute } from '../dispute.entity';
import { PaymentFactRow } from '../fact.entity';
import { InboxMessage } from '../inbox/inbox.entity';
import type { WebhookInboxQuery } from '../inbox/webhook.dto';
import { PaymentStore } from '../payment.store';
import { Payment, PaymentAttempt, PaymentRefund } from '../payments.entity';
import type { LedgerLine, StaffPayment } from './staff-payment.view';
import type { StaffPaymentQuery } from './staff-payments.dto';

const MOST_FACTS = 200;

interface LedgerRow {
  readonly posting_key: string;
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly created_at: Date;
}

/** What staff may look at. Ids order by time, so they are the keyset. */
@Injectable()
export class StaffPayments {
  constructor(
    private readonly database: Database,
    private readonly pages: KeysetPages,
    private readonly payments: PaymentStore,
  ) {}

  async list(query: StaffPaymentQuery): Promise<Page<Payment>> {
    const { status, orderId, attention } = query;
    const filter = {
      ...(status !== undefined && { status }),
      ...(orderId !== undefined && { orderId }),
      ...(attention !== undefined && { attention }),
    };
    const repository = this.database.repository(Payment);
    return this.pages.page(
      query,
      { list: 'payments', ...filter },
      {
        list: (take, before) => repository.find({ where: { ...filter, ...below(before) }, order: { id: 'DESC' }, take }),
        count: () => repository.countBy(filter),
      },
    );
  }

  async get(paymentId: string): Promise<StaffPayment> {
    const payment = await this.payments.get(paymentId);
    const attempts = await this.database.repository(PaymentAttempt).find({ where: { paymentId }, order: { id: 'ASC' } });
    const refunds = await this.database.repository(PaymentRefund).find({ where: { paymentId }, order: { id: 'ASC' } });
    const captures = await this.database.repository(PaymentCapture).find({ where: { paymentId }, order: { id: 'ASC' } });
    const disputes = await this.database.repository(PaymentDispute).find({ where: { paymentId }, order: { id: 'ASC' } });
    const facts = await this.database.repository(PaymentFactRow).find({ where: { paymentId }, order: { id: 'DESC' }, take: MOST_FACTS });
    return { payment, attempts, captures, refunds, disputes, facts: facts.reverse(), ledger: await this.ledgerOf(paymentId) };
  }

  async listRefunds(paymentId: string, query: PageQuery): Promise<Page<PaymentRefund>> {
    await this.payments.get(paymentId);
    const repository = this.database.repository(PaymentRefund);
    return this.pages.page(
      query,
      { list: 'refunds', paymentId },
      {
        list: (take, before) => repository.find({ where: { paymentId, ...below(before) }, order: { id: 'DESC' }, take }),
        count: () => repository.countBy({ paymentId }),
      },
    );
  }

  async listInbox(query: WebhookInboxQuery): Promise<Page<InboxMessage>> {
    const filter = query.state === undefined ? {} : { state: query.state };
    const repository = this.database.repository(InboxMessage);
    return this.pages.page(
      query,
      { list: 'webhook-inbox', ...filter },
      {
        list: (take, before) => repository.find({ where: { ...filter, ...below(before) }, order: { id: 'DESC' }, take }),
        count: () => repository.countBy(filter),
      },
    );
  }

  private async ledgerOf(paymentId: string): Promise<LedgerLine[]> {
    const rows = await this.database.query<LedgerRow>(
      `SELECT p.posting_key, e.account, e.debit, e.credit, e.currency, p.created_at
       FROM payments_posting p JOIN payments_ledger_entry e ON e.posting_id = p.id WHERE p.payment_id = ? ORDER BY e.id`,
      [paymentId],
    );
    return rows.map((row) => ({
      ...{ posting: row.posting_key, account: row.account, bookedAt: row.created_at },
      ...{ debit: Money.of(toInteger(row.debit), row.currency), credit: Money.of(toInteger(row.credit), row.currency) },
    }));
  }
}

const below = (id: string | undefined) => (id === undefined ? {} : { id: LessThan(id) });
