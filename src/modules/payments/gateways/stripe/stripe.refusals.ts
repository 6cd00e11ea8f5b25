import Stripe from 'stripe';

/**
 * What an error of the SDK means for the outcome. Its classes end here.
 * `declined`: the card was refused. `refused`: Stripe will not do it, now or later. `denied`: our key was refused, so nothing happened.
 * `missing`: there is no such object. `open`: nobody knows, ask.
 */
export interface Refusal {
  readonly meaning: 'declined' | 'refused' | 'denied' | 'missing' | 'open';
  readonly code: string | undefined;
  readonly bankCode: string | undefined;
  /** The charge as Stripe saw it when it refused, unread. */
  readonly intent: unknown;
  /** For the log: no token, no card, no customer. */
  readonly summary: string;
}

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Stripe.errors.StripeError)) return { ...NOTHING, summary: error instanceof Error ? error.name : 'unknown error' };
  const { code, decline_code: bankCode, payment_intent: intent, type, statusCode, requestId } = error;
  const summary = [type, statusCode, code, requestId].filter((part) => part !== undefined).join(' ');
  return { meaning: meaningOf(error), code, bankCode, intent, summary };
}

const NOTHING = { meaning: 'open', code: undefined, bankCode: undefined, intent: undefined } as const;

/** Only a refusal that says for sure that nothing happened is one. Rate limits, 5xx, conflicts of the key and lost connections are not. */
function meaningOf(error: InstanceType<typeof Stripe.errors.StripeError>): Refusal['meaning'] {
  const { StripeCardError, StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError } = Stripe.errors;
  if (error instanceof StripeCardError) return 'declined';
  if (error instanceof StripeAuthenticationError || error instanceof StripePermissionError) return 'denied';
  if (!(error instanceof StripeInvalidRequestError)) return 'open';
  return error.statusCode === 404 ? 'missing' : 'refused';
}
