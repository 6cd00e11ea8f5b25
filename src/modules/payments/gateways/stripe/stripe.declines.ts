/** https://docs.stripe.com/declines/codes: nothing was decided about the card, the same one may work in a moment. */
const RETRYABLE: ReadonlySet<string> = new Set([
  ...['approve_with_id', 'issuer_not_available', 'lock_timeout', 'processing_error', 'reenter_transaction', 'try_again_later'],
]);
/** Whoever holds the card must not learn why: Stripe asks to show these as an ordinary decline. */
const SECRET: ReadonlySet<string> = new Set([
  ...[
    'fraudulent',
    'generic_decline',
    'lost_card',
    'merchant_blacklist',
    'pickup_card',
    'restricted_card',
    'security_violation',
    'stolen_card',
  ],
]);
const OURS: Readonly<Record<string, string>> = {
  payment_intent_authentication_failure: 'authentication_failed',
  authentication_not_handled: 'authentication_failed',
};

export interface Decline {
  readonly declineCode: string;
  readonly retryable: boolean;
}

/** The bank's own reason where it may be told, else Stripe's code for the error. */
export function declineOf(code: string | null | undefined, bankCode: string | null | undefined): Decline {
  const reason = bankCode ?? code ?? 'card_declined';
  const declineCode = SECRET.has(reason) ? 'card_declined' : (OURS[reason] ?? reason);
  return { declineCode, retryable: RETRYABLE.has(reason) };
}
