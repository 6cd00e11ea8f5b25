import { Module } from '@nestjs/common';
import { ApplyDisputeFact } from './apply-dispute-fact';
import { ApplyFact } from './apply-fact';
import { ApplyRefundFact } from './apply-refund-fact';
import { AttemptBook } from './attempt-book';
import { CaptureOutcomes } from './capture-outcomes';
import { CapturePayment } from './capture-payment';
import { CompareBooks } from './compare-books';
import { ConfirmPayment } from './confirm-payment';
import { FactLog } from './fact-log';
import { GatewayCalls } from './gateway-calls';
import { gatewayFolders } from './gateways/gateway-list';
import type { PaymentGateway } from './gateways/gateway.port';
import { Gateways } from './gateways/gateways';
import { InboxFacts } from './inbox/inbox-facts';
import { Inbox } from './inbox/inbox.service';
import { WebhookController } from './inbox/webhook.controller';
import { Inquiries } from './inquiries';
import { Ledger } from './ledger';
import { OpenPayment } from './open-payment';
import { PaymentStanding } from './payment-standing';
import { PaymentStore } from './payment.store';
import { PaymentsFacade } from './payments.facade';
import { PaymentMetrics } from './payments.metrics';
import { RefundPayment } from './refund-payment';
import { StaffPayments } from './staff/staff-payments';
import { StaffPaymentsController } from './staff/staff-payments.controller';
import { Surplus } from './surplus';
import { VoidPayment } from './void-payment';

const gateways = gatewayFolders.map(({ gateway }) => gateway);

@Module({
  controllers: [WebhookController, StaffPaymentsController, ...gatewayFolders.flatMap(({ controllers }) => controllers)],
  providers: [
    ...gateways,
    ...gatewayFolders.flatMap(({ providers }) => providers),
    { provide: Gateways, inject: gateways, useFactory: (...all: PaymentGateway[]) => new Gateways(all) },
    ...[OpenPayment, ConfirmPayment, CapturePayment, VoidPayment, RefundPayment, PaymentStore, AttemptBook, Ledger, FactLog],
    ...[ApplyFact, ApplyRefundFact, ApplyDisputeFact, CaptureOutcomes, PaymentStanding, Surplus],
    ...[GatewayCalls, Inquiries, CompareBooks, Inbox, InboxFacts, StaffPayments, PaymentMetrics, PaymentsFacade],
  ],
  exports: [PaymentsFacade],
})
export class PaymentsModule {}
