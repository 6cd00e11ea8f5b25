import { defineEvent } from '../../platform/events';

interface PaymentChanged {
  readonly paymentId: string;
  readonly orderId: string;
}

export const PaymentAuthorised = defineEvent<PaymentChanged>('payments.payment_authorised');
/** The amount is what was taken now: a payment may be captured in parts. */
export const PaymentCaptured = defineEvent<PaymentChanged & { readonly amount: number; readonly currency: string }>(
  'payments.payment_captured',
);
export const PaymentFailed = defineEvent<PaymentChanged & { readonly code: string; readonly retryable: boolean }>(
  'payments.payment_failed',
);
export const PaymentVoided = defineEvent<PaymentChanged>('payments.payment_voided');
export const PaymentRefunded = defineEvent<
  PaymentChanged & { readonly refundId: string; readonly amount: number; readonly currency: string }
>('payments.payment_refunded');
export const RefundFailed = defineEvent<PaymentChanged & { readonly refundId: string; readonly code: string }>('payments.refund_failed');

/** A gateway took the money of one payment a second time, through another attempt. The refund is written down and has to be sent. */
export const SurplusCaptureFound = defineEvent<
  PaymentChanged & { readonly refundId: string; readonly amount: number; readonly currency: string }
>('payments.surplus_capture_found');

/** The customer's bank took money back; it may come again, or stay away. */
export const PaymentDisputed = defineEvent<
  PaymentChanged & { readonly disputeId: string; readonly amount: number; readonly currency: string }
>('payments.payment_disputed');
export const PaymentDisputeClosed = defineEvent<PaymentChanged & { readonly disputeId: string; readonly won: boolean }>(
  'payments.payment_dispute_closed',
);

/** A verified gateway message that may be news lies in the inbox. Published with its insert, and when staff replay it. */
export const GatewayEventReceived = defineEvent<{ readonly inboxId: string }>('payments.gateway_event_received');
