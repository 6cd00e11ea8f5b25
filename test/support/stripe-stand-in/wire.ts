import { randomBytes } from 'node:crypto';

export type IntentStatus = 'requires_payment_method' | 'requires_action' | 'requires_capture' | 'succeeded' | 'canceled' | 'processing';

/** What the stand-in keeps. */
export interface Intent {
  readonly id: string;
  readonly sequence: number;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'manual';
  readonly multicapture: boolean;
  readonly paymentMethod: string;
  readonly returnUrl: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  status: IntentStatus;
  received: number;
  charge: Charge | null;
  lastError: object | null;
}

export interface Charge {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  status: 'succeeded' | 'failed';
  captured: boolean;
  amountCaptured: number;
  /** What was let go counts too, as it does at Stripe. */
  amountRefunded: number;
  disputed: boolean;
}

export interface Refund {
  readonly id: string;
  readonly created: number;
  readonly intent: string;
  readonly charge: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  status: 'succeeded' | 'pending' | 'failed';
  failureReason: string | null;
}

export interface Dispute {
  readonly id: string;
  readonly created: number;
  readonly intent: string;
  readonly charge: string;
  readonly amount: number;
  readonly currency: string;
  status: 'needs_response' | 'won' | 'lost' | 'warning_needs_response';
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const newStripeId = (prefix: string): string => `${prefix}_3${Array.from(randomBytes(23), (byte) => ALPHABET[byte % 62]).join('')}`;

export function intentOnTheWire(intent: Intent, livemode: boolean, origin: string, expanded = false): object {
  const { id, created, amount, currency, status, received, charge, metadata, lastError, paymentMethod, returnUrl } = intent;
  const waiting = status === 'requires_action';
  return {
    ...{ id, object: 'payment_intent', amount, amount_capturable: status === 'requires_capture' ? amount - received : 0 },
    ...{ amount_details: { tip: {} }, amount_received: received, application: null, application_fee_amount: null },
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    ...{ canceled_at: status === 'canceled' ? created : null, cancellation_reason: null, capture_method: intent.captureMethod },
    ...{ client_secret: `${id}_secret_abc`, confirmation_method: 'automatic', created, currency, customer: null, description: null },
    last_payment_error: lastError,
    latest_charge: charge === null ? null : expanded ? chargeOnTheWire(charge, intent, livemode) : charge.id,
    ...{ livemode, metadata },
    next_action: waiting ? { redirect_to_url: { return_url: returnUrl, url: `${origin}/3ds/${id}` }, type: 'redirect_to_url' } : null,
    ...{ on_behalf_of: null, payment_method: status === 'requires_payment_method' ? null : paymentMethod },
    payment_method_options: { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    ...{ payment_method_types: ['card'], processing: null, receipt_email: null, review: null, setup_future_usage: null, shipping: null },
    ...{ source: null, statement_descriptor: null, statement_descriptor_suffix: null, status, transfer_data: null, transfer_group: null },
  };
}

export function chargeOnTheWire(charge: Charge, intent: Intent, livemode: boolean): object {
  const { id, amount, amountCaptured, amountRefunded, captured, created, currency, disputed, status } = charge;
  return {
    ...{ id, object: 'charge', amount, amount_captured: amountCaptured, amount_refunded: amountRefunded, application: null },
    ...{ balance_transaction: null, billing_details: { address: null, email: null, name: null, phone: null }, captured, created, currency },
    ...{ customer: null, description: null, disputed, failure_balance_transaction: null, failure_code: null, failure_message: null },
    ...{ fraud_details: {}, livemode, metadata: intent.metadata, on_behalf_of: null, paid: status === 'succeeded' },
    ...{ payment_intent: intent.id, payment_method: intent.paymentMethod, receipt_email: null },
    payment_method_details: {
      card: { brand: 'visa', country: 'US', exp_month: 12, exp_year: 2034, funding: 'credit', last4: '4242' },
      type: 'card',
    },
    ...{
      refunded: amountRefunded >= amount,
      review: null,
      shipping: null,
      source: null,
      status,
      transfer_data: null,
      transfer_group: null,
    },
  };
}

export function refundOnTheWire(refund: Refund): object {
  const { id, amount, charge, created, currency, metadata, intent, status, failureReason } = refund;
  const failure = failureReason === null ? {} : { failure_reason: failureReason };
  return {
    ...{ id, object: 'refund', amount, balance_transaction: null, charge, created, currency, destination_details: null, ...failure },
    ...{
      metadata,
      payment_intent: intent,
      reason: null,
      receipt_number: null,
      source_transfer_reversal: null,
      status,
      transfer_reversal: null,
    },
  };
}

export function disputeOnTheWire(dispute: Dispute, livemode: boolean): object {
  const { id, amount, charge, created, currency, intent, status } = dispute;
  return {
    ...{ id, object: 'dispute', amount, balance_transactions: [], charge, created, currency, evidence: {}, is_charge_refundable: false },
    ...{ livemode, metadata: {}, payment_intent: intent, reason: 'fraudulent', status },
  };
}
