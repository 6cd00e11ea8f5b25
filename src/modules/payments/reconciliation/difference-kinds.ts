import type { Money } from '../../../platform/money';

/** What may not add up; the comment says what the reconciler does about it. */
export const DIFFERENCE_KINDS = [
  // The gateway's book against ours. Money that we have not heard of: the gateway is asked about the payment.
  'unknown_to_us',
  'captured_differs',
  // Listed: only people know why.
  'missing_at_gateway',
  'refunded_differs',
  'disputed_differs',
  'ledger_differs',
  // Our own side. The gateway is asked.
  'stuck_payment',
  'stuck_capture',
  'stuck_refund',
  'sold_without_capture',
  // The money goes back, under a new key each time, five times at most.
  'captured_without_order',
  'refund_failed',
  'surplus_kept',
  // Listed.
  'wrong_amount',
  'dead_letter',
  // A gateway or a check that could not be asked.
  'not_checked',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export const DIFFERENCE_STATES = ['open', 'healed', 'resolved'] as const;
export type DifferenceState = (typeof DIFFERENCE_STATES)[number];

/** Something that does not add up, as a check found it. */
export interface Finding {
  readonly kind: DifferenceKind;
  /** What it is about: a gateway's id, or one of ours. */
  readonly about: string;
  readonly gateway?: string | null;
  readonly gatewayId?: string | null;
  readonly paymentId?: string | null;
  readonly orderId?: string | null;
  readonly ours?: Money | null;
  readonly theirs?: Money | null;
  /** One sentence for staff. */
  readonly detail: string;
  readonly occurredAt: Date;
}

/** What it is told apart by. Money whose return failed is the same difference as before it was tried. */
export function subjectOf({ kind, about }: Pick<Finding, 'kind' | 'about'>): string {
  return `${kind === 'refund_failed' ? 'captured_without_order' : kind}:${about}`.slice(0, 191);
}
