import type { IncomingHttpHeaders } from 'node:http';
import type { Money } from '../../../platform/money';

export type GatewayMode = 'test' | 'live';
export type FactKind =
  | 'captured'
  | 'authorised'
  | 'failed'
  | 'requires_action'
  | 'voided'
  | 'refunded'
  | 'unknown'
  /** The customer's bank has taken money back and holds it while the shop may object. */
  | 'disputed'
  | 'dispute_won'
  | 'dispute_lost';
export type CaptureMethod = 'automatic' | 'manual';
export type FactSource = 'answer' | 'webhook' | 'poll' | 'return';

/** What the customer has to do before the gateway goes on. */
export interface NextAction {
  readonly type: 'redirect';
  readonly url: string;
}

/** One thing that a gateway said about one charge or one refund. Plain values; every adapter speaks this and nothing else. */
export interface PaymentFact {
  readonly gateway: string;
  /** The gateway's own id of the charge; null while no answer has told it. */
  readonly gatewayId: string | null;
  readonly kind: FactKind;
  /** Of the charge; of the refund on facts about a refund, of the dispute on facts about a dispute. */
  readonly amount: Money;
  /** All that has been taken for this charge so far, whoever asked for it: a sum, so that a late message cannot count twice. `amount` when absent on `captured`. */
  readonly captured?: Money;
  readonly mode: GatewayMode;
  readonly occurredAt: Date;
  readonly source: FactSource;
  /** Ours, and only ever set by us: an adapter copies them from the request that it answers, never from a message. */
  readonly paymentId?: string;
  readonly attemptId?: string;
  /** The order that the payment is for, where whoever brings the fact knows it. */
  readonly orderId?: string;
  readonly refundId?: string;
  /** The request to capture that this answers. `failed` then means that this capture was refused, not that the charge failed. */
  readonly captureId?: string;
  readonly inboxId?: string;
  /** Whether the transaction that it is applied in holds the message's row, which waits: then no other has applied it. */
  readonly inboxHeld?: boolean;
  /** Set on facts about a refund: the gateway's own id of it. */
  readonly gatewayRefundId?: string;
  /** Set on facts about a dispute: the gateway's own id of it. */
  readonly gatewayDisputeId?: string;
  readonly declineCode?: string;
  /** The same method may be tried again: nothing was decided about it. */
  readonly retryable?: boolean;
  readonly nextAction?: NextAction;
}

/** A charge as we asked for it. `requestKey` is the gateway's idempotency key: the same key is the same charge. */
export interface ChargeRequest {
  readonly paymentId: string;
  readonly attemptId: string;
  readonly requestKey: string;
  readonly amount: Money;
  readonly paymentMethod: string;
  /** `automatic` takes the money at once; `manual` only sets it aside until it is captured. */
  readonly captureMethod: CaptureMethod;
  readonly returnUrl: string | null;
}

/** How to find a charge again: by the gateway's id when we were told it, by our request key when we were not. */
export interface ChargeReference {
  readonly paymentId: string;
  readonly attemptId: string;
  readonly requestKey: string;
  readonly gatewayId: string | null;
  readonly amount: Money;
  /** When it was asked for, by our clock: where to look in a book that knows no request keys. */
  readonly requestedAt: Date;
}

/** Takes part of an authorised charge, or the rest of it. `captureKey` is the gateway's idempotency key: the same key is the same capture. */
export interface CaptureRequest extends ChargeReference {
  readonly captureId: string;
  readonly captureKey: string;
  readonly toCapture: Money;
  /** Nothing will be left to take afterwards. */
  readonly final: boolean;
}

export interface RefundRequest {
  readonly paymentId: string;
  readonly refundId: string;
  readonly requestKey: string;
  readonly gatewayId: string;
  readonly amount: Money;
  readonly reason: string | null;
}

/** A line of the gateway's own book. */
export interface GatewayCharge {
  readonly gatewayId: string;
  readonly kind: FactKind;
  readonly captured: Money;
  readonly refunded: Money;
  /** What customers' banks hold back or have taken; absent when the book does not tell. */
  readonly disputed?: Money;
  readonly createdAt: Date;
}

/** What a shop front may offer. `token`: the provider's form makes the token to confirm with. `direct`: the code itself is sent. */
export interface PaymentMethodOffer {
  readonly code: string;
  readonly title: string;
  readonly kind: 'token' | 'direct';
}

export interface WebhookEvent {
  readonly eventId: string;
  readonly type: string;
}
export type WebhookVerdict =
  { readonly valid: true; readonly events: readonly WebhookEvent[] } | { readonly valid: false; readonly reason: string };

/**
 * The port that every payment provider is plugged into. Expected outcomes are facts, not exceptions: a decline is `failed`, and anything
 * that leaves the outcome open (timeout, reset, 5xx after sending) is `unknown`, never `failed`. No method may be called in a transaction.
 */
export abstract class PaymentGateway {
  /** Lower-case name, part of the webhook's URL and of ledger accounts. */
  abstract readonly name: string;
  abstract readonly mode: GatewayMode;
  /** Whether the shop is set up to use it. */
  abstract readonly enabled: boolean;
  /** How long one call may take before its outcome counts as unknown. */
  abstract readonly timeoutMs: number;
  /** After this long, "I know no such charge" is final: no request of ours can still be on its way. */
  abstract readonly missingIsFinalAfterMs: number;

  /** What it brings to the list of payment methods. */
  abstract readonly methods: readonly PaymentMethodOffer[];

  /** Whether the token has a shape that this gateway could know. Answers without the network. */
  abstract recognises(paymentMethod: string): boolean;
  abstract authorise(request: ChargeRequest): Promise<PaymentFact>;
  abstract capture(request: CaptureRequest): Promise<PaymentFact>;
  abstract cancel(charge: ChargeReference): Promise<PaymentFact>;
  abstract refund(request: RefundRequest): Promise<PaymentFact>;
  /** What the gateway knows of a charge; null when it knows none. Throws when it cannot be asked. */
  abstract retrieve(charge: ChargeReference): Promise<PaymentFact | null>;
  /** The gateway's book since then, oldest first. */
  abstract listSince(since: Date): AsyncIterable<GatewayCharge>;

  /** Checks the signature over the exact bytes. */
  abstract verifyWebhook(raw: Buffer, headers: IncomingHttpHeaders): WebhookVerdict;
  /** Reads one event of a verified message; null for a type that tells nothing about money. */
  abstract readEvent(raw: Buffer, eventId: string): PaymentFact | null;
}
