import { defineEvent } from '../../platform/events';

/** An order was placed; it waits for its payment. Nobody in the shop listens; it is there for modules to come. */
export const OrderPlaced = defineEvent<{ readonly orderId: string; readonly number: string }>('orders.order_placed');

/** The order's payment has not come as soon as most do: within two minutes. Announced once; the order still waits. */
export const OrderPaymentLate = defineEvent<{ readonly orderId: string; readonly number: string }>('orders.payment_late');

/** The order is paid, or there was nothing to pay. */
export const OrderPaid = defineEvent<{ readonly orderId: string; readonly number: string }>('orders.order_paid');

/** The order will not be fulfilled. `reason` is `expired` when its payment never came. */
export const OrderCancelled = defineEvent<{ readonly orderId: string; readonly number: string; readonly reason: string }>(
  'orders.order_cancelled',
);

/** Goods were sent; `complete` when nothing of the order is left to send. */
export const OrderFulfilled = defineEvent<{
  readonly orderId: string;
  readonly number: string;
  readonly fulfilmentId: string;
  readonly complete: boolean;
}>('orders.order_fulfilled');

/** Money went back; `complete` when all of it did. */
export const OrderRefunded = defineEvent<{ readonly orderId: string; readonly number: string; readonly complete: boolean }>(
  'orders.order_refunded',
);
