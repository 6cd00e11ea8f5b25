import { TEST_CARDS } from './cards';
import { invalid, missing, StripeProblem } from './problems';
import { newStripeId } from './wire';
import type { Charge, Dispute, Intent, Refund } from './wire';

export interface NewIntent {
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: 'automatic' | 'manual';
  readonly multicapture: boolean;
  readonly paymentMethod: string;
  readonly returnUrl: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}
export type Happened = (
  type: string,
  thing:
    | { readonly intent: Intent }
    | { readonly charge: Charge; readonly intent: Intent }
    | { readonly refund: Refund }
    | { readonly dispute: Dispute },
) => void;

const seconds = (): number => Math.floor(Date.now() / 1_000);

/** The other side's own book. Everything in it happens at one moment; what happens is told as Stripe tells it. */
export class StandInBook {
  readonly intents: Intent[] = [];
  readonly refunds: Refund[] = [];
  readonly disputes: Dispute[] = [];

  constructor(
    private readonly happened: Happened,
    /** A PaymentIntent as errors show it. */
    private readonly shown: (intent: Intent) => object,
  ) {}

  intent(id: string): Intent {
    const intent = this.intents.find((one) => one.id === id);
    if (!intent) throw missing('payment_intent', id, { param: 'intent' });
    return intent;
  }

  create(request: NewIntent): Intent {
    const card = TEST_CARDS.get(request.paymentMethod);
    if (!card) throw missing('PaymentMethod', request.paymentMethod, { status: 400, param: 'payment_method' });
    const intent: Intent = {
      ...{ ...request, id: newStripeId('pi'), sequence: this.intents.length, created: seconds() },
      ...{ status: 'processing', received: 0, charge: null, lastError: null },
    };
    this.intents.push(intent);
    this.happened('payment_intent.created', { intent });
    if (card.outcome === 'challenge') {
      intent.status = 'requires_action';
      this.happened('payment_intent.requires_action', { intent });
    } else if (card.outcome === 'declined') {
      this.decline(intent, card.code ?? 'card_declined', card.declineCode);
      const { code = 'card_declined', declineCode } = card;
      const details = { code, ...(declineCode !== undefined && { decline_code: declineCode }), payment_intent: this.shown(intent) };
      throw new StripeProblem(402, 'card_error', 'Your card was declined.', details);
    } else this.charge(intent);
    return intent;
  }

  /** What the customer does on the bank's page. Only the first answer counts. */
  answerChallenge(id: string, outcome: 'complete' | 'fail'): Intent {
    const intent = this.intent(id);
    if (intent.status !== 'requires_action') return intent;
    if (outcome === 'complete') this.charge(intent);
    else this.decline(intent, 'payment_intent_authentication_failure', undefined);
    return intent;
  }

  capture(id: string, amount: number | undefined, final: boolean): Intent {
    const intent = this.intent(id);
    const { charge } = intent;
    if (intent.status !== 'requires_capture' || !charge) throw this.unexpected(intent, 'captured');
    const open = intent.amount - intent.received;
    const taken = amount ?? open;
    if (taken < 1 || taken > open) {
      throw invalid('The requested capture amount is greater than the amount you can capture.', {
        code: 'amount_too_large',
        param: 'amount_to_capture',
      });
    }
    if (!final && !intent.multicapture) throw invalid('This PaymentIntent does not support multicapture.', { param: 'final_capture' });
    intent.received += taken;
    charge.amountCaptured = intent.received;
    if (final || intent.received === intent.amount) {
      charge.captured = true;
      charge.amountRefunded = intent.amount - intent.received;
      intent.status = 'succeeded';
      this.happened('charge.captured', { charge, intent });
      this.happened('payment_intent.succeeded', { intent });
    } else this.happened('payment_intent.amount_capturable_updated', { intent });
    return intent;
  }

  cancel(id: string): Intent {
    const intent = this.intent(id);
    if (intent.status === 'succeeded' || intent.status === 'canceled') throw this.unexpected(intent, 'canceled');
    if (intent.charge) intent.charge.amountRefunded = intent.amount - intent.received;
    intent.status = 'canceled';
    this.happened('payment_intent.canceled', { intent });
    return intent;
  }

  refund(intentId: string, amount: number | undefined, metadata: Readonly<Record<string, string>>): Refund {
    const intent = this.intents.find((one) => one.id === intentId);
    if (!intent) throw missing('payment_intent', intentId, { status: 400, param: 'payment_intent' });
    const { charge, received } = intent;
    if (!charge || received === 0) throw invalid(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`);
    const left = charge.amount - charge.amountRefunded;
    const back = amount ?? left;
    if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
    if (back < 1 || back > left)
      throw invalid(`Refund amount (${back}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' });
    charge.amountRefunded += back;
    const behaviour = TEST_CARDS.get(intent.paymentMethod)?.refunds;
    const refund: Refund = {
      ...{
        id: newStripeId('re'),
        created: seconds(),
        intent: intentId,
        charge: charge.id,
        amount: back,
        currency: intent.currency,
        metadata,
      },
      ...{ status: behaviour === 'pending' ? 'pending' : 'succeeded', failureReason: null },
    };
    this.refunds.push(refund);
    this.happened('refund.created', { refund });
    this.happened('charge.refunded', { charge, intent });
    return refund;
  }

  /** A bank has decided about a refund. */
  settleRefund(id: string, status: 'succeeded' | 'failed'): Refund {
    const refund = this.refunds.find((one) => one.id === id);
    if (!refund) throw missing('refund', id);
    refund.status = status;
    if (status === 'failed') {
      refund.failureReason = 'expired_or_canceled_card';
      const { charge } = this.intent(refund.intent);
      if (charge) charge.amountRefunded -= refund.amount;
    }
    this.happened(status === 'failed' ? 'refund.failed' : 'refund.updated', { refund });
    return refund;
  }

  closeDispute(id: string, status: 'won' | 'lost'): Dispute {
    const dispute = this.disputes.find((one) => one.id === id);
    if (!dispute) throw missing('dispute', id);
    dispute.status = status;
    this.happened('charge.dispute.closed', { dispute });
    return dispute;
  }

  /** Money that was taken and not given back, in minor units: what our own books must say. */
  balance(): number {
    const taken = this.intents.reduce((sum, { received }) => sum + received, 0);
    return taken - this.refunds.reduce((sum, { amount, status }) => sum + (status === 'failed' ? 0 : amount), 0);
  }

  private charge(intent: Intent): void {
    const { amount, currency, captureMethod } = intent;
    const automatic = captureMethod === 'automatic';
    const charge: Charge = {
      ...{ id: newStripeId('ch'), created: seconds(), amount, currency, status: 'succeeded', disputed: false },
      ...{ captured: automatic, amountCaptured: automatic ? amount : 0, amountRefunded: 0 },
    };
    Object.assign(intent, {
      charge,
      lastError: null,
      status: automatic ? 'succeeded' : 'requires_capture',
      received: automatic ? amount : 0,
    });
    this.happened('charge.succeeded', { charge, intent });
    this.happened(automatic ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', { intent });
    if (automatic && TEST_CARDS.get(intent.paymentMethod)?.disputed) this.dispute(intent, charge);
  }

  private dispute(intent: Intent, charge: Charge): void {
    charge.disputed = true;
    const { amount, currency } = charge;
    const dispute: Dispute = {
      id: newStripeId('du'),
      created: seconds(),
      intent: intent.id,
      charge: charge.id,
      amount,
      currency,
      status: 'needs_response',
    };
    this.disputes.push(dispute);
    this.happened('charge.dispute.created', { dispute });
    this.happened('charge.dispute.funds_withdrawn', { dispute });
  }

  private decline(intent: Intent, code: string, declineCode: string | undefined): void {
    intent.status = 'requires_payment_method';
    intent.lastError = {
      code,
      ...(declineCode !== undefined && { decline_code: declineCode }),
      message: 'Your card was declined.',
      type: 'card_error',
    };
    this.happened('payment_intent.payment_failed', { intent });
  }

  private unexpected(intent: Intent, what: string): StripeProblem {
    const message = `This PaymentIntent could not be ${what} because it has a status of ${intent.status}.`;
    return invalid(message, { code: 'payment_intent_unexpected_state', payment_intent: this.shown(intent) });
  }
}
