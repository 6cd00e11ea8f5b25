/** Stripe's own test payment methods, as https://docs.stripe.com/testing lists them. */
export interface TestCard {
  readonly outcome: 'succeeds' | 'declined' | 'challenge';
  readonly code?: string;
  readonly declineCode?: string;
  readonly disputed?: boolean;
  /** `pending`: succeeds later. `fails`: succeeds and comes back later. */
  readonly refunds?: 'pending' | 'fails';
}

const declined = (code: string, declineCode: string): TestCard => ({ outcome: 'declined', code, declineCode });

export const TEST_CARDS: ReadonlyMap<string, TestCard> = new Map<string, TestCard>([
  ['pm_card_visa', { outcome: 'succeeds' }],
  ['pm_card_mastercard', { outcome: 'succeeds' }],
  ['pm_card_chargeDeclined', declined('card_declined', 'generic_decline')],
  ['pm_card_chargeDeclinedInsufficientFunds', declined('card_declined', 'insufficient_funds')],
  ['pm_card_chargeDeclinedStolenCard', declined('card_declined', 'stolen_card')],
  ['pm_card_chargeDeclinedExpiredCard', declined('expired_card', 'expired_card')],
  ['pm_card_chargeDeclinedProcessingError', declined('processing_error', 'processing_error')],
  ['pm_card_threeDSecure2Required', { outcome: 'challenge' }],
  ['pm_card_createDispute', { outcome: 'succeeds', disputed: true }],
  ['pm_card_pendingRefund', { outcome: 'succeeds', refunds: 'pending' }],
  ['pm_card_refundFail', { outcome: 'succeeds', refunds: 'fails' }],
]);
