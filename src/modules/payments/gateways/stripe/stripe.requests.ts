import type Stripe from 'stripe';
import type { ChargeRequest, RefundRequest } from '../gateway.port';

/** How a thing of ours is found again at Stripe. We look for what we wrote there, and never read who is meant from a message. */
export const REQUEST_KEY = 'portico_request';
const PAYMENT = 'portico_payment';

export interface ChargeSettings {
  /** Where the shopper goes after a bank's page when the shop front names no address; Stripe asks for one. */
  readonly returnUrl: string;
  /** The account may capture in parts. Others are refused for only asking. */
  readonly multicapture: boolean;
}

export function chargeParams(request: ChargeRequest, amount: number, settings: ChargeSettings): Stripe.PaymentIntentCreateParams {
  const { paymentId, requestKey, paymentMethod, captureMethod, returnUrl } = request;
  const inParts = captureMethod === 'manual' && settings.multicapture;
  return {
    ...{ amount, currency: request.amount.currency.toLowerCase(), capture_method: captureMethod, confirm: true },
    ...(paymentMethod.startsWith('ctoken_') ? { confirmation_token: paymentMethod } : { payment_method: paymentMethod }),
    automatic_payment_methods: { enabled: true, allow_redirects: 'always' },
    return_url: returnUrl ?? settings.returnUrl,
    ...(inParts && { payment_method_options: { card: { request_multicapture: 'if_available' } } }),
    metadata: { [PAYMENT]: paymentId, [REQUEST_KEY]: requestKey },
  };
}

/** The reason that staff give may name the customer, so it stays with us. */
export function refundParams({ gatewayId, paymentId, requestKey }: RefundRequest, amount: number): Stripe.RefundCreateParams {
  return { payment_intent: gatewayId, amount, metadata: { [PAYMENT]: paymentId, [REQUEST_KEY]: requestKey } };
}
