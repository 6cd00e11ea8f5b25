import { Money } from '../../../../platform/money';
import type { FactKind, GatewayCharge, GatewayMode, PaymentFact } from '../gateway.port';
import { fromStripeAmount } from './stripe.amounts';
import { declineOf } from './stripe.declines';
import type { StripeIntent, StripeRefund } from './stripe.objects';

/** What Stripe tells of a thing; who is meant, and how we heard, is the caller's. */
export type Told = Pick<PaymentFact, 'gatewayId' | 'kind' | 'amount' | 'captured' | 'declineCode' | 'retryable' | 'nextAction'>;

export const modeOf = (livemode: boolean): GatewayMode => (livemode ? 'live' : 'test');

/** `processing` and whatever Stripe invents later leave the outcome open. */
export function kindOfIntent({ status, amount_received: received }: Pick<StripeIntent, 'status' | 'amount_received'>): FactKind {
  switch (status) {
    case 'succeeded':
      return 'captured';
    case 'requires_capture':
      return 'authorised';
    case 'requires_action':
      return 'requires_action';
    case 'requires_payment_method':
      return 'failed';
    case 'canceled':
      // Cancelled after a part was taken: that part stays taken, the rest was let go.
      return received > 0 ? 'captured' : 'voided';
    default:
      return 'unknown';
  }
}

export function toldOfIntent(intent: StripeIntent): Told {
  const { id: gatewayId, amount, amount_received: received, currency, last_payment_error: error, next_action: action } = intent;
  const kind = kindOfIntent(intent);
  const url = action?.redirect_to_url?.url;
  return {
    ...{ gatewayId, kind, amount: fromStripeAmount(amount, currency) },
    ...((kind === 'captured' || kind === 'authorised') && { captured: fromStripeAmount(received, currency) }),
    ...(kind === 'failed' && declineOf(error?.code, error?.decline_code)),
    ...(kind === 'requires_action' && typeof url === 'string' && { nextAction: { type: 'redirect' as const, url } }),
  };
}

/** A refund that a bank still works on is neither done nor refused. */
export function kindOfRefund({ status }: Pick<StripeRefund, 'status'>): 'refunded' | 'failed' | 'unknown' {
  if (status === 'succeeded') return 'refunded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'unknown';
}

export function lineOfBook(intent: StripeIntent): GatewayCharge {
  const { id: gatewayId, amount_received: received, currency, created, latest_charge: charge } = intent;
  return {
    ...{ gatewayId, kind: kindOfIntent(intent), createdAt: new Date(created * 1_000) },
    captured: fromStripeAmount(received, currency),
    refunded: typeof charge === 'object' && charge !== null ? refundedOf(charge) : Money.zero(currency.toUpperCase()),
  };
}

/** Stripe counts what was authorised and never taken as refunded too; that is no money that went back. */
function refundedOf(charge: Exclude<StripeIntent['latest_charge'], string | null | undefined>): Money {
  const { amount, amount_captured: captured, amount_refunded: refunded, currency } = charge;
  const letGo = amount - captured;
  return fromStripeAmount(refunded >= letGo ? refunded - letGo : refunded, currency);
}
