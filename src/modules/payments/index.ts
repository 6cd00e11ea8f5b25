export { PaymentsModule } from './payments.module';
export { PaymentsFacade } from './payments.facade';
export type { AppliedFact, AttemptView, PaymentView, RefundView } from './payments.views';
export type { Confirmation, ConfirmStep } from './confirm-payment';
export type { NewPayment } from './open-payment';
export type { RefundOrder } from './refund-payment';
export type { VoidStep } from './void-payment';
export type { BookDifference } from './compare-books';
export type { PaymentFailure } from './failures';
export type { FactKind, FactSource, NextAction, PaymentFact } from './gateways/gateway.port';
export { EventIsEarly } from './inbox/inbox-facts';
export { PAYMENT_STATUSES, REFUND_STATES, UNDECIDED } from './payment.machine';
export type { PaymentStatus, RefundState } from './payment.machine';
export {
  PaymentAlreadyOpen,
  PaymentInProgress,
  PaymentStateConflict,
  RefundRequestReused,
  RefundTooLarge,
  ReturnUrlNotAllowed,
  UnknownGateway,
  UnknownPaymentMethod,
} from './payments.errors';
export * from './payments.events';
export { paymentsInvariants } from './payments.invariants';
