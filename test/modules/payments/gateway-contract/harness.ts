import type { IncomingHttpHeaders } from 'node:http';
import type {
  CaptureRequest,
  ChargeReference,
  ChargeRequest,
  GatewayCharge,
  PaymentFact,
  PaymentGateway,
  RefundRequest,
} from '../../../../src/modules/payments/gateways/gateway.port';
import { newId } from '../../../../src/platform/ids';
import { Money } from '../../../../src/platform/money';
import type { House } from '../house';

export type Trouble = 'lost_answer' | 'server_error' | 'malformed';
export interface SignedMessage {
  readonly raw: Buffer;
  readonly headers: IncomingHttpHeaders;
}

/** The provider's side of one gateway, as the contract needs to see and to disturb it. */
export interface GatewayHarness {
  readonly house: House;
  readonly gateway: PaymentGateway;
  /** An id that has the provider's form and that it does not know. */
  readonly unknownId: string;
  /** How many charges the provider itself has written down. */
  charges(): Promise<number>;
  /** The next call of that kind goes wrong in that way. */
  disturb?(operation: 'authorise' | 'capture' | 'cancel' | 'refund', trouble: Trouble): Promise<void> | void;
  calm?(): Promise<void> | void;
  answerChallenge?(gatewayId: string, outcome: 'complete' | 'fail'): Promise<void> | void;
  /** The last message about the charge, unsigned. */
  lastMessage?(
    gatewayId: string,
  ): Promise<{ readonly eventId: string; readonly raw: Buffer }> | { readonly eventId: string; readonly raw: Buffer };
  sign?(raw: Buffer, options?: { readonly secret?: string; readonly at?: Date }): SignedMessage;
  close(): Promise<void>;
}

/** What a gateway can do; the contract asks for nothing else, and for all of it. */
export interface Capabilities {
  readonly token: string;
  /** Takes money in the same step when asked to. */
  readonly capturesAtOnce: boolean;
  readonly declines: readonly (readonly [token: string, code: string])[];
  readonly challenge?: string;
  /** What can go wrong with a charge, and the token that makes it so; null when the harness does it. */
  readonly troubles: Readonly<Partial<Record<Trouble, string | null>>>;
  /** The harness can lose the answers to captures, cancellations and refunds too. */
  readonly losesAnyAnswer: boolean;
  readonly webhooks: boolean;
}

export interface Contract {
  readonly capabilities: Capabilities;
  readonly at: () => GatewayHarness;
}

export const eur = (amount: number): Money => Money.of(amount, 'EUR');

export function chargeOf(paymentMethod: string, changes: Partial<ChargeRequest> = {}): ChargeRequest {
  const ids = { paymentId: newId('pay'), attemptId: newId('att'), requestKey: newId('att') };
  return { ...ids, amount: eur(1_000), paymentMethod, captureMethod: 'manual', returnUrl: 'https://shop.example.com/thanks', ...changes };
}

export function referenceTo(request: ChargeRequest, gatewayId: string | null): ChargeReference {
  const { paymentId, attemptId, requestKey, amount } = request;
  return { paymentId, attemptId, requestKey, gatewayId, amount, requestedAt: new Date() };
}

export function captureOf(charge: ChargeReference, amount: number, { final = false, key = newId('mov') } = {}): CaptureRequest {
  return { ...charge, captureId: key, captureKey: `capture-${key}`, toCapture: eur(amount), final };
}

export function refundOf(charge: ChargeReference, amount: number, key = newId('ref')): RefundRequest {
  const { paymentId, gatewayId } = charge;
  return {
    paymentId,
    refundId: key,
    requestKey: `refund-${key}`,
    gatewayId: gatewayId ?? '',
    amount: eur(amount),
    reason: 'for Ada Lovelace',
  };
}

/** An authorised charge, and how to speak of it. */
export async function authorised({ capabilities, at }: Contract, changes: Partial<ChargeRequest> = {}): Promise<ChargeReference> {
  const request = chargeOf(capabilities.token, changes);
  const fact = await at().gateway.authorise(request);
  expect(fact).toMatchObject({ kind: 'authorised' });
  return referenceTo(request, fact.gatewayId);
}

/** A charge that is taken in full. */
export async function taken(contract: Contract, amount = 1_000): Promise<ChargeReference> {
  const charge = await authorised(contract, { amount: eur(amount) });
  expect(await contract.at().gateway.capture(captureOf(charge, amount, { final: true }))).toMatchObject({ kind: 'captured' });
  return charge;
}

export const sumOf = (fact: PaymentFact | null): number | undefined => fact?.captured?.amount;

export async function lineOf({ at }: Contract, { gatewayId }: ChargeReference): Promise<GatewayCharge | undefined> {
  for await (const line of at().gateway.listSince(new Date(0))) if (line.gatewayId === gatewayId) return line;
  return undefined;
}
