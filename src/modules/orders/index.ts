export { OrderResponse } from './order-response.dto';
export type {
  AppliedCoupon,
  OrderDraft,
  OrderDraftLine,
  PostalAddress,
  ShippingMethodSnapshot,
  TaxComponent,
  TaxedAmounts,
  TaxRow,
} from './order-draft';
export type { TransitionResult } from './order-journal';
export { OrderQueries } from './order-queries';
export { allowedNext, EXPIRED, orderStatuses } from './order-status';
export type { OrderStatus } from './order-status';
export type { FulfilmentView, HistoryView, OrderLineView, OrderView } from './order-view';
export { IllegalOrderTransition, OrderAlreadyPlaced } from './orders.errors';
export { OrderCancelled, OrderFulfilled, OrderPaid, OrderPlaced, OrderRefunded } from './orders.events';
export { OrdersFacade } from './orders.facade';
export type { OrderReference, SoldLine } from './orders.facade';
export { ordersInvariants } from './orders.invariants';
export { OrdersModule } from './orders.module';
export type { OrderWithPayments } from './orders.service';
export { OrderPaymentsView } from './payments-view';
export type { PaymentSummary } from './payments-view';
export type { PlacedOrder } from './place-order';
