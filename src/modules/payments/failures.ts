export interface PaymentFailure {
  /** Stable, lower_snake. */
  readonly code: string;
  /** For the customer. */
  readonly message: string;
  /** The same method may be tried again: nothing was decided about it. Another method may always be tried. */
  readonly retryable: boolean;
}

const MESSAGES: Readonly<Record<string, string>> = {
  card_declined: 'The card was declined. Please use another payment method.',
  insufficient_funds: 'The card has not enough funds. Please use another payment method.',
  authentication_failed: 'Your bank could not confirm that it is you. Please try again or use another payment method.',
  not_processed: 'The payment was not processed and nothing was charged. Please try again.',
};
const MAX_CODE = 64;

/** Codes come from outside: what does not look like one, or could hide a number, is not passed on. */
export function failureCode(code: string | undefined): string {
  const plausible = code !== undefined && code.length <= MAX_CODE && /^[a-z][a-z0-9_]*$/.test(code) && code.replace(/\D/g, '').length < 12;
  return plausible ? code : 'declined';
}

/** For staff, who read it beside the refund. */
export function refundFailureOf(code: string): PaymentFailure {
  return { code, message: 'The payment provider did not give the money back. It is counted as not refunded; try again or pay it out in another way.', retryable: true };
}

export function failureOf(code: string, retryable: boolean): PaymentFailure {
  return { code, message: MESSAGES[code] ?? 'The payment was declined. Please use another payment method.', retryable };
}
