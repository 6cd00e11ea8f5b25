import type { PaymentFact } from '../gateway.port';
import { fromStripeAmount } from './stripe.amounts';
import { kindOfRefund, modeOf, toldOfIntent } from './stripe.facts';
import type { Told } from './stripe.facts';
import { chargeSchema, disputeSchema, eventSchema, intentSchema, refundSchema } from './stripe.objects';

type Words = Told & Pick<PaymentFact, 'gatewayRefundId' | 'gatewayDisputeId'>;
type Reader = (object: unknown) => Words | null;

/** What each type must say; one that says otherwise has been overtaken, and what overtook it sends its own message. */
const aboutIntent =
  (...kinds: readonly PaymentFact['kind'][]): Reader =>
  (object) => {
    const told = toldOfIntent(intentSchema.parse(object));
    return kinds.includes(told.kind) ? told : null;
  };

/** A charge that is taken in full. When a part is left, only the PaymentIntent tells whether it can still be taken. */
const aboutCharge: Reader = (object) => {
  const { payment_intent: gatewayId, amount, amount_captured: taken, captured, currency } = chargeSchema.parse(object);
  if (!captured || taken !== amount || !gatewayId) return null;
  const money = fromStripeAmount(amount, currency);
  return { gatewayId, kind: 'captured', amount: money, captured: money };
};

const aboutRefund: Reader = (object) => {
  const refund = refundSchema.parse(object);
  const kind = kindOfRefund(refund);
  if (kind === 'unknown' || !refund.payment_intent) return null;
  const { id: gatewayRefundId, amount, currency, payment_intent: gatewayId, failure_reason: reason } = refund;
  const failure = kind === 'failed' ? { declineCode: reason ?? 'refund_failed', retryable: false } : {};
  return { ...failure, gatewayId, gatewayRefundId, kind, amount: fromStripeAmount(amount, currency) };
};

/** A `warning_` is a question of the bank: no money has moved. */
const aboutDispute: Reader = (object) => {
  const { id: gatewayDisputeId, status, amount, currency, payment_intent: gatewayId } = disputeSchema.parse(object);
  if (status.startsWith('warning_') || status === 'prevented' || !gatewayId) return null;
  const kind = status === 'won' ? 'dispute_won' : status === 'lost' ? 'dispute_lost' : 'disputed';
  return { gatewayId, gatewayDisputeId, kind, amount: fromStripeAmount(amount, currency) };
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['payment_intent.succeeded', aboutIntent('captured')],
  ['payment_intent.amount_capturable_updated', aboutIntent('authorised')],
  ['payment_intent.payment_failed', aboutIntent('failed')],
  ['payment_intent.canceled', aboutIntent('voided', 'captured')],
  ['payment_intent.requires_action', aboutIntent('requires_action')],
  ['charge.captured', aboutCharge],
  ['refund.created', aboutRefund],
  ['refund.updated', aboutRefund],
  ['refund.failed', aboutRefund],
  ['charge.refund.updated', aboutRefund],
  ['charge.dispute.created', aboutDispute],
  ['charge.dispute.funds_withdrawn', aboutDispute],
  ['charge.dispute.closed', aboutDispute],
]);

export function readEnvelope(event: unknown): { readonly eventId: string; readonly type: string } | null {
  const { data } = eventSchema.safeParse(event);
  return data === undefined ? null : { eventId: data.id, type: data.type };
}

/**
 * `charge.refunded` is not read: it carries a sum and no refund, and `refund.created` and `refund.updated` tell each one.
 * @throws when a type that speaks about money cannot be understood: then somebody has to look, and the message is not just ignored
 */
export function factOfEvent(raw: Buffer, eventId: string, gateway: string): PaymentFact | null {
  const event = eventSchema.parse(JSON.parse(raw.toString('utf8')));
  const told = event.id === eventId ? READERS.get(event.type)?.(event.data.object) : null;
  if (!told) return null;
  return { ...told, gateway, mode: modeOf(event.livemode), occurredAt: new Date(event.created * 1_000), source: 'webhook' };
}
