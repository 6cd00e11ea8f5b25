import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { Database } from '../../platform/database';
import type { LentValue } from '../../platform/database';
import { newId } from '../../platform/ids';
import { ApplyFact } from './apply-fact';
import { CapturePayment } from './capture-payment';
import type { CaptureOrder } from './capture-payment';
import { CompareBooks } from './compare-books';
import type { BookDifference } from './compare-books';
import { ConfirmPayment } from './confirm-payment';
import type { Confirmation, ConfirmStep } from './confirm-payment';
import { GatewayCalls } from './gateway-calls';
import type { PaymentFact } from './gateways/gateway.port';
import { InboxFacts } from './inbox/inbox-facts';
import { Inbox } from './inbox/inbox.service';
import { Inquiries } from './inquiries';
import type { ChargeTrace } from './inquiries';
import { Ledger } from './ledger';
import type { BookedSale } from './ledger';
import { OpenPayment } from './open-payment';
import type { NewPayment } from './open-payment';
import { PaymentStore } from './payment.store';
import { Payment, PaymentRefund } from './payments.entity';
import { viewOfAttempt, viewOfPayment, viewOfRefund } from './payments.views';
import type { AppliedFact, AttemptView, CaptureView, PaymentView, RefundView } from './payments.views';
import { RefundPayment } from './refund-payment';
import type { RefundOrder } from './refund-payment';
import { Surplus } from './surplus';
import { VoidPayment } from './void-payment';
import type { VoidStep } from './void-payment';

/**
 * What the checkout may ask. Each use case has three beats: `begin...` claims the payment and commits, `callGateway...` talks to the
 * gateway with no transaction open, and `applyFact` books what the gateway said, in the caller's transaction.
 */
@Injectable()
export class PaymentsFacade {
  constructor(
    private readonly database: Database,
    private readonly payments: PaymentStore,
    private readonly opening: OpenPayment,
    private readonly confirming: ConfirmPayment,
    private readonly capturing: CapturePayment,
    private readonly voiding: VoidPayment,
    private readonly refunding: RefundPayment,
    private readonly calls: GatewayCalls,
    private readonly facts: ApplyFact,
    private readonly surplus: Surplus,
    private readonly ledger: Ledger,
    private readonly inquiries: Inquiries,
    private readonly inbox: Inbox,
    private readonly inboxFacts: InboxFacts,
    private readonly books: CompareBooks,
  ) {}

  open(payment: NewPayment): Promise<PaymentView> {
    return this.opening.open(payment);
  }

  async find(paymentId: string): Promise<PaymentView | null> {
    const payment = await this.database.findOne(Payment, 'id = ?', [paymentId]);
    return payment && viewOfPayment(payment);
  }

  listForOrder(orderId: string): Promise<readonly PaymentView[]> {
    return this.listForOrders([orderId]);
  }

  /** Oldest first. */
  async listForOrders(orderIds: readonly string[]): Promise<readonly PaymentView[]> {
    if (orderIds.length === 0) return [];
    const payments = await this.database.find(Payment, 'order_id IN (?) ORDER BY id', [orderIds]);
    return payments.map(viewOfPayment);
  }

  /** The order of a payment, which never changes, within a statement of the caller's: so it can lock the order before it has seen the payment. */
  orderIdOf(paymentId: string): LentValue {
    return { sql: '(SELECT order_id FROM payments_payment WHERE id = ?)', params: [paymentId] };
  }

  /** The order that a fact is about, so that the caller can lock it before the payment. */
  orderOf(fact: PaymentFact): Promise<string> {
    return this.payments.orderOf(fact);
  }

  /** Whoever chooses the attempt's id can find out later whether it was begun. */
  beginConfirm(paymentId: string, confirmation: Confirmation, attemptId = newId('att')): Promise<ConfirmStep> {
    return this.confirming.begin(paymentId, confirmation, attemptId);
  }

  /** Null when it was never committed. */
  async startedAttempt(attemptId: string): Promise<AttemptView | null> {
    const attempt = await this.payments.attempt(attemptId);
    return attempt && viewOfAttempt(attempt);
  }

  callGateway(attempt: Pick<AttemptView, 'id'>): Promise<PaymentFact> {
    return this.calls.authorise(attempt.id);
  }

  applyFact(fact: PaymentFact): Promise<AppliedFact> {
    return this.facts.apply(fact);
  }

  /** @throws PaymentStateConflict, WrongCurrency, CaptureTooLarge, CaptureInProgress */
  beginCapture(capture: CaptureOrder): Promise<CaptureView> {
    return this.capturing.begin(capture);
  }

  callGatewayCapture(captureId: string): Promise<PaymentFact> {
    return this.calls.capture(captureId);
  }

  beginVoid(paymentId: string): Promise<VoidStep> {
    return this.voiding.begin(paymentId);
  }

  callGatewayVoid(paymentId: string): Promise<PaymentFact> {
    return this.calls.cancel(paymentId);
  }

  beginRefund(refund: RefundOrder): Promise<RefundView> {
    return this.refunding.begin(refund);
  }

  callGatewayRefund(refundId: string): Promise<PaymentFact> {
    return this.calls.refund(refundId);
  }

  /** The refund that a request key stands for already, if any. */
  findRefund(requestKey: string): Promise<RefundView | null> {
    return this.refunding.find(requestKey);
  }

  /** Payments whose money should have gone back and has not, the longest unchanged first. */
  async needingAttention(limit: number): Promise<readonly string[]> {
    const found = await this.database
      .repository(Payment)
      .find({ where: { attention: Not(IsNull()) }, order: { updatedAt: 'ASC' }, take: limit });
    return found.map(({ id }) => id);
  }

  failedRefunds(paymentId: string): Promise<number> {
    return this.database.repository(PaymentRefund).countBy({ paymentId, state: 'failed' });
  }

  /** New refunds for money that was taken twice and whose return failed; send each with `callGatewayRefund`. */
  beginSurplusReturns(paymentId: string): Promise<readonly string[]> {
    return this.surplus.returnAgain(paymentId);
  }

  async refund(refundId: string): Promise<RefundView> {
    return viewOfRefund(await this.payments.refund(refundId));
  }

  /** Books what an order is worth, once it is paid. */
  bookSale(sale: BookedSale): Promise<void> {
    return this.ledger.bookSale(sale);
  }

  /** Money of an order that stays sold went back. */
  bookCreditNote(note: BookedSale & { readonly refundId: string }): Promise<void> {
    return this.ledger.bookCreditNote(note);
  }

  /** A paid order was cancelled. */
  reverseSale(orderId: string): Promise<void> {
    return this.ledger.reverseSale(orderId);
  }

  /** Whether it ever was a sale, cancelled or not. */
  wasSold(orderId: string): Promise<boolean> {
    return this.ledger.wasSold(orderId);
  }

  /** Payments whose gateway should be asked now; each id is given to one caller and comes back later, less and less often. */
  dueForInquiry(limit: number): Promise<readonly string[]> {
    return this.inquiries.duePayments(limit);
  }

  inquire(paymentId: string): Promise<PaymentFact> {
    return this.inquiries.inquire(paymentId);
  }

  /** Captures without an outcome: take them up with `callGatewayCapture`. */
  capturesDueForInquiry(limit: number): Promise<readonly string[]> {
    return this.inquiries.dueCaptures(limit);
  }

  /** Refunds without an outcome: send them again with `callGatewayRefund`, the key makes it one refund. */
  refundsDueForInquiry(limit: number): Promise<readonly string[]> {
    return this.inquiries.dueRefunds(limit);
  }

  /**
   * Null when the message has nothing for us (its row says why). In the transaction that applies the fact and marks the message it waits for
   * others at the same message. @throws EventIsEarly when it should be tried again
   */
  factFromEvent(inboxId: string): Promise<PaymentFact | null> {
    return this.inboxFacts.factOf(inboxId);
  }

  /** Belongs into the transaction that applied the message's fact. */
  markProcessed(inboxId: string): Promise<boolean> {
    return this.inbox.markProcessed(inboxId);
  }

  markIgnored(inboxId: string, reason: string): Promise<boolean> {
    return this.inbox.markIgnored(inboxId, reason);
  }

  /** Outside the transaction that failed. Answers `dead` after the tenth failure: stop trying then. */
  async markFailed(inboxId: string, error: unknown): Promise<'received' | 'dead'> {
    return (await this.inbox.markFailed(inboxId, error)) === 'dead' ? 'dead' : 'received';
  }

  /** Where our payments and the gateway's own book disagree about charges made since then. */
  async compareBooks(gateway: string, since: Date): Promise<readonly BookDifference[]> {
    return (await this.books.compare(gateway, { since })).differences;
  }

  /** Asks about one charge, whether or not it is the payment's current one. Never throws: an open outcome is `unknown`. */
  inquireAttempt(attemptId: string): Promise<PaymentFact> {
    return this.inquiries.inquireAttempt(attemptId);
  }

  /** Attempts that could be behind a charge of the gateway. */
  attemptsBehind(gateway: string, charge: ChargeTrace): Promise<readonly string[]> {
    return this.inquiries.attemptsBehind(gateway, charge);
  }
}
