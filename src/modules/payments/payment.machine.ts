export const PAYMENT_STATUSES = [
  'created',
  'requires_action',
  'processing',
  'unknown',
  'authorised',
  'captured',
  'part_refunded',
  'refunded',
  'failed',
  'voided',
  'disputed',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/**
 * The one table: where a payment may go from each state. A payment is `authorised` as long as something is left to take, however much has
 * been taken, and `captured` when nothing is. Some arrows look like steps back and are not: money that a gateway really took is recorded
 * after `failed`, `voided` and `refunded` too, because the shop must then deliver it or give it back.
 */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  created: ['processing', 'voided'],
  processing: ['requires_action', 'unknown', 'authorised', 'captured', 'failed', 'voided'],
  requires_action: ['processing', 'authorised', 'captured', 'failed', 'voided'],
  unknown: ['requires_action', 'authorised', 'captured', 'failed', 'voided'],
  authorised: ['captured', 'voided'],
  failed: ['processing', 'authorised', 'captured', 'voided'],
  voided: ['captured'],
  captured: ['part_refunded', 'refunded', 'disputed'],
  part_refunded: ['refunded', 'disputed'],
  refunded: ['part_refunded', 'disputed'],
  disputed: ['captured', 'part_refunded', 'refunded'],
};

export function predecessorsOf(target: PaymentStatus): readonly PaymentStatus[] {
  return PAYMENT_STATUSES.filter((status) => PAYMENT_TRANSITIONS[status].includes(target));
}

/** Nothing is left to take. Between these states only what went back decides, see `PaymentStanding`. */
export const TAKEN: readonly PaymentStatus[] = ['captured', 'part_refunded', 'refunded', 'disputed'];

/** The gateway may still be deciding: the poller asks, the goods stay reserved. */
export const UNDECIDED: readonly PaymentStatus[] = ['processing', 'unknown', 'requires_action'];

/** The payment has been given up, or all its money went back: another may be opened for the order. */
export const CLOSED: readonly PaymentStatus[] = ['voided', 'refunded'];

export const CONFIRMABLE = predecessorsOf('processing');
export const VOIDABLE: readonly PaymentStatus[] = ['created', 'requires_action', 'authorised', 'failed'];
export const REFUNDABLE: readonly PaymentStatus[] = ['captured', 'part_refunded'];

export const ATTEMPT_STATES = ['processing', 'requires_action', 'unknown', 'authorised', 'captured', 'failed', 'voided'] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** An attempt is one request to a gateway; it lives by the same table, within its own states, and never starts over. */
export function attemptPredecessorsOf(target: AttemptState): readonly AttemptState[] {
  return ATTEMPT_STATES.filter((state) => PAYMENT_TRANSITIONS[state].includes(target) && target !== 'processing');
}

/**
 * Where news about a charge lead. More money than before never gets lost: it stays in the state that knows of money, even where the news
 * themselves are old. Null: nothing moves.
 */
export function nextStatus(from: PaymentStatus, news: AttemptState, tookMore: boolean): PaymentStatus | null {
  if (TAKEN.includes(from)) return tookMore ? (from === 'refunded' ? 'part_refunded' : from) : null;
  if (tookMore && news === 'authorised' && from === 'authorised') return 'authorised';
  if (tookMore && from === 'voided') return 'captured';
  return PAYMENT_TRANSITIONS[from].includes(news) ? news : null;
}

export const REFUND_STATES = ['pending', 'unknown', 'succeeded', 'failed'] as const;
export type RefundState = (typeof REFUND_STATES)[number];

export const REFUND_TRANSITIONS: Readonly<Record<RefundState, readonly RefundState[]>> = {
  pending: ['unknown', 'succeeded', 'failed'],
  unknown: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

export function refundPredecessorsOf(target: RefundState): readonly RefundState[] {
  return REFUND_STATES.filter((state) => REFUND_TRANSITIONS[state].includes(target));
}

/** A capture lives by the same table as a refund. */
export const CAPTURE_STATES = REFUND_STATES;
export type CaptureState = RefundState;

export const DISPUTE_STATES = ['open', 'won', 'lost'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** Why somebody should look at a payment. */
export const ATTENTIONS = ['refund_failed'] as const;
export type PaymentAttention = (typeof ATTENTIONS)[number];
