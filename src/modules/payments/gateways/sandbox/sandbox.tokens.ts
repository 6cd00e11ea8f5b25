import type { ChargeStatus } from './sandbox.entity';

/** What one test token makes the sandbox do. */
export interface TokenBehaviour {
  readonly outcome: Exclude<ChargeStatus, 'voided'>;
  readonly declineCode?: string;
  /** `never`: the charge is booked and the answer gets lost. `server_error`: the bank breaks before anything is booked. */
  readonly answer?: 'never' | 'server_error';
  readonly callback?: 'twice' | 'late';
  readonly refunds?: 'fail';
  /** What the payer's bank does once the money was taken: it takes it back, and decides, or not yet. */
  readonly dispute?: 'open' | 'won' | 'lost';
}

/** The names are those that users of Stripe know. */
export const SANDBOX_TOKENS: ReadonlyMap<string, TokenBehaviour> = new Map<string, TokenBehaviour>([
  ['pm_card_visa', { outcome: 'captured' }],
  ['pm_card_authorise_only', { outcome: 'authorised' }],
  ['pm_card_chargeDeclined', { outcome: 'failed', declineCode: 'card_declined' }],
  ['pm_card_chargeDeclinedInsufficientFunds', { outcome: 'failed', declineCode: 'insufficient_funds' }],
  ['pm_card_threeDSecure2Required', { outcome: 'requires_action' }],
  ['pm_card_timeout', { outcome: 'captured', answer: 'never' }],
  ['pm_card_serverError', { outcome: 'failed', answer: 'server_error' }],
  ['pm_card_duplicateWebhook', { outcome: 'captured', callback: 'twice' }],
  ['pm_card_lateWebhook', { outcome: 'captured', callback: 'late' }],
  ['pm_card_refundFails', { outcome: 'captured', refunds: 'fail' }],
  ['pm_card_createDispute', { outcome: 'captured', dispute: 'open' }],
  ['pm_card_createDisputeWon', { outcome: 'captured', dispute: 'won' }],
  ['pm_card_createDisputeLost', { outcome: 'captured', dispute: 'lost' }],
]);
