export { PaymentsModule } from './payments.module';
export { PaymentsFacade } from './payments.facade';
export { ReconciliationDesk } from './reconciliation/reconciliation-desk';
export type { Run } from './reconciliation/reconciliation-runs';
export { subjectOf } from './reconciliation/difference-kinds';
export type { Finding } from './reconciliation/difference-kinds';
export type { HeldMoney } from './reconciliation/taken-money';
export type { AppliedFact, CaptureView, DisputeView, PaymentView, RefundView } from './payments.views';
export type { Confirmation, ConfirmStep } from './confirm-payment';
export type { VoidStep } from './void-payment';
export type { FactKind, PaymentFact } from './gateways/gateway.port';
export { PAYMENT_STATUSES } from './payment.machine';
export type { PaymentStatus } from './payment.machine';
export {
  CaptureInProgress,
  CaptureRequestReused,
  CaptureTooLarge,
  PaymentInProgress,
  PaymentStateConflict,
  RefundRequestReused,
  RefundTooLarge,
  ReturnUrlNotAllowed,
  UnknownGateway,
  UnknownPaymentMethod,
  WrongCurrency,
} from './payments.errors';
export * from './payments.events';
export { RefundResponse } from './staff/refund.dto';
export { paymentsInvariants } from './payments.invariants';
