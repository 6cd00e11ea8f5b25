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
import { OldNews } from './inbox/old-news';
import { WebhookController } from './inbox/webhook.controller';
import { Inquiries } from './inquiries';
import { Ledger } from './ledger';
import { OpenPayment } from './open-payment';
import { PaymentMethodsController } from './payment-methods.controller';
import { PaymentStanding } from './payment-standing';
import { PaymentStore } from './payment.store';
import { PaymentsFacade } from './payments.facade';
import { PaymentMetrics } from './payments.metrics';
import { DifferenceLog } from './reconciliation/difference-log';
import { GatewayChecks } from './reconciliation/gateway-checks';
import { OwnChecks } from './reconciliation/own-checks';
import { ReconciliationDesk } from './reconciliation/reconciliation-desk';
import { ReconciliationReports } from './reconciliation/reconciliation-reports';
import { ReconciliationRuns } from './reconciliation/reconciliation-runs';
import { ReconciliationMetrics } from './reconciliation/reconciliation.metrics';
import { ReconciliationsController } from './reconciliation/reconciliations.controller';
import { TakenMoney } from './reconciliation/taken-money';
import { RefundPayment } from './refund-payment';
import { StaffLedger } from './staff/staff-ledger';
import { StaffLedgerController } from './staff/staff-ledger.controller';
import { StaffPayments } from './staff/staff-payments';
import { StaffPaymentsController } from './staff/staff-payments.controller';
import { Surplus } from './surplus';
import { VoidPayment } from './void-payment';

const gateways = gatewayFolders.map(({ gateway }) => gateway);

@Module({
  controllers: [
    WebhookController,
    PaymentMethodsController,
    StaffPaymentsController,
    StaffLedgerController,
    ReconciliationsController,
    ...gatewayFolders.flatMap(({ controllers }) => controllers),
  ],
  providers: [
    ...gateways,
    ...gatewayFolders.flatMap(({ providers }) => providers),
    { provide: Gateways, inject: gateways, useFactory: (...all: PaymentGateway[]) => new Gateways(all) },
    ...[OpenPayment, ConfirmPayment, CapturePayment, VoidPayment, RefundPayment, PaymentStore, AttemptBook, Ledger, FactLog],
    ...[ApplyFact, ApplyRefundFact, ApplyDisputeFact, CaptureOutcomes, PaymentStanding, Surplus],
    ...[GatewayCalls, Inquiries, CompareBooks, Inbox, InboxFacts, OldNews, StaffPayments, PaymentMetrics, PaymentsFacade],
    ...[ReconciliationDesk, ReconciliationRuns, GatewayChecks, OwnChecks, TakenMoney, DifferenceLog, ReconciliationMetrics],
    ...[ReconciliationReports, StaffLedger],
  ],
  exports: [PaymentsFacade, ReconciliationDesk],
})
export class PaymentsModule {}
