import { z } from 'zod';
import { Money } from '../../../../platform/money';
import type { FactKind, PaymentFact, WebhookEvent } from '../gateway.port';

const envelope = z.object({
  id: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[\x21-\x7e]+$/),
  type: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\x21-\x7e]+$/),
});
const money = z.object({ amount: z.int().nonnegative(), currency: z.string().regex(/^[A-Z]{3}$/) });
const event = envelope.extend({
  livemode: z.boolean(),
  createdAt: z.iso.datetime(),
  charge: money.extend({ id: z.string().min(1).max(128), captured: z.int().nonnegative().optional(), declineCode: z.string().nullable() }),
  refund: z.object({ id: z.string().min(1).max(128), amount: z.int().nonnegative(), failureCode: z.string().nullable() }).optional(),
  dispute: z.object({ id: z.string().min(1).max(128), amount: z.int().nonnegative() }).optional(),
});

const KINDS: ReadonlyMap<string, FactKind> = new Map([
  ['charge.captured', 'captured'],
  ['charge.authorised', 'authorised'],
  ['charge.partially_captured', 'authorised'],
  ['charge.failed', 'failed'],
  ['charge.voided', 'voided'],
  ['refund.succeeded', 'refunded'],
  ['refund.failed', 'failed'],
  ['dispute.created', 'disputed'],
  ['dispute.won', 'dispute_won'],
  ['dispute.lost', 'dispute_lost'],
]);

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}

export function readEnvelope(raw: Buffer): WebhookEvent | null {
  const { data } = envelope.safeParse(parse(raw));
  return data === undefined ? null : { eventId: data.id, type: data.type };
}

/** `charge.requires_action` tells nothing that the answer did not, and lacks the address of the page: it is not a fact. */
export function factOfEvent(raw: Buffer, eventId: string, gateway: string): PaymentFact | null {
  const { data } = event.safeParse(parse(raw));
  const kind = data === undefined ? undefined : KINDS.get(data.type);
  if (data === undefined || kind === undefined || data.id !== eventId) return null;
  const { charge, refund, dispute, livemode } = data;
  if (data.type.startsWith('dispute.') !== (dispute !== undefined)) return null;
  const code = refund ? refund.failureCode : charge.declineCode;
  return {
    ...{ gateway, gatewayId: charge.id, kind, mode: livemode ? 'live' : 'test', occurredAt: new Date(data.createdAt), source: 'webhook' },
    amount: Money.of((refund ?? dispute ?? charge).amount, charge.currency),
    ...(charge.captured !== undefined && !refund && !dispute && { captured: Money.of(charge.captured, charge.currency) }),
    ...(dispute && { gatewayDisputeId: dispute.id }),
    ...(refund && { gatewayRefundId: refund.id }),
    ...(code !== null && { declineCode: code, retryable: false }),
  };
}
