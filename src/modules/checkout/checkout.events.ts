import { defineEvent } from '../../platform/events';

/** Money was taken that no order can use, or that belongs back to the shopper; the listener asks the gateway to return it. */
export const RefundDue = defineEvent<{
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  /** Makes the refund one refund, however often it is tried. */
  readonly requestKey: string;
  readonly reason: string;
}>('checkout.refund_due');
