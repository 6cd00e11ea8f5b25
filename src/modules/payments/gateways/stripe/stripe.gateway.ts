import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import Stripe from 'stripe';
import { Clock } from '../../../../platform/clock';
import { Config } from '../../../../platform/config';
import { Database } from '../../../../platform/database';
import { PaymentGateway } from '../gateway.port';
import type { CaptureRequest, ChargeReference, ChargeRequest, GatewayCharge, GatewayMode } from '../gateway.port';
import type { PaymentFact, PaymentMethodOffer, RefundRequest, WebhookVerdict } from '../gateway.port';
import { checkSignature, SIGNATURE_TOLERANCE_SECONDS } from '../webhook-signature';
import { withinTime } from '../within-time';
import { toStripeAmount } from './stripe.amounts';
import { StripeBook } from './stripe.book';
import { stripeClient } from './stripe.client';
import { declineOf } from './stripe.declines';
import { factOfEvent, readEnvelope } from './stripe.events';
import { kindOfRefund, modeOf, toldOfIntent } from './stripe.facts';
import { intentSchema, refundSchema } from './stripe.objects';
import type { StripeRefund } from './stripe.objects';
import { refusalOf } from './stripe.refusals';
import type { Refusal } from './stripe.refusals';
import { chargeParams, refundParams } from './stripe.requests';

/** Stripe itself gives a request up after 80 s; whatever it has not written down by then, it never will. */
const MISSING_IS_FINAL_AFTER_MS = 90_000;
/** Taken or let go before: the sum that was taken says whether this capture is in it. */
const UNEXPECTED_STATE = 'payment_intent_unexpected_state';
const TOKEN = /^(pm|ctoken)_[A-Za-z0-9_]{1,240}$/;

/** A gateway whose answer cannot be had now. Says so in our own words: the SDK's classes stay in this folder. */
class StripeNotAsked extends Error {}

/** PaymentIntents, confirmed in the request that makes them. The token is all we see of a card. */
@Injectable()
export class StripeGateway extends PaymentGateway {
  readonly name = 'stripe';
  readonly mode: GatewayMode;
  readonly enabled: boolean;
  readonly timeoutMs: number;
  readonly missingIsFinalAfterMs = MISSING_IS_FINAL_AFTER_MS;
  readonly methods: readonly PaymentMethodOffer[] = [{ code: 'card', title: 'Card', kind: 'token' }];
  private readonly logger = new Logger('Stripe');
  private opened: { readonly client: Stripe; readonly book: StripeBook } | undefined;
  private readonly webhookSecret: string;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    super();
    const { secretKey, webhookSecret, timeoutMs } = config.stripe;
    this.enabled = secretKey !== undefined;
    this.mode = secretKey?.includes('_live_') ? 'live' : 'test';
    this.timeoutMs = timeoutMs;
    this.webhookSecret = webhookSecret ?? '';
  }

  private get client(): Stripe {
    return this.open().client;
  }

  private get book(): StripeBook {
    return this.open().book;
  }

  /** At first use: most shops have no key, and the SDK is large. */
  private open(): { readonly client: Stripe; readonly book: StripeBook } {
    const { secretKey = 'sk_test_switched_off', apiBase, timeoutMs } = this.config.stripe;
    if (this.opened) return this.opened;
    const client = stripeClient({ secretKey, apiBase, timeoutMs });
    return (this.opened = { client, book: new StripeBook(client) });
  }

  recognises(paymentMethod: string): boolean {
    return TOKEN.test(paymentMethod);
  }

  async authorise(request: ChargeRequest): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const open = this.openOutcome(request, null);
    const amount = toStripeAmount(request.amount);
    if (amount === null) return { ...open, kind: 'failed', declineCode: 'amount_not_supported', retryable: false };
    const params = chargeParams(request, amount, { returnUrl: this.config.storefrontUrl, multicapture: this.config.stripe.multicapture });
    return this.ask(
      open,
      () => this.client.paymentIntents.create(params, { idempotencyKey: request.requestKey }),
      (refusal) => {
        const { meaning, code, bankCode } = refusal;
        const known = this.chargeIn(refusal, open);
        if (meaning === 'declined') return { ...open, gatewayId: known?.gatewayId ?? null, kind: 'failed', ...declineOf(code, bankCode) };
        if (meaning === 'denied') return { ...open, kind: 'failed', declineCode: 'not_processed', retryable: true };
        if (known && known.kind !== 'failed') return known;
        return { ...open, gatewayId: known?.gatewayId ?? null, kind: 'failed', declineCode: code ?? 'invalid_request', retryable: false };
      },
    );
  }

  async capture(request: CaptureRequest): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const { captureId, captureKey, toCapture, final } = request;
    const open = { ...this.openOutcome(request, request.gatewayId), captureId };
    const amount = toStripeAmount(toCapture);
    const refused = { ...open, kind: 'failed', retryable: false } as const;
    if (amount === null) return { ...refused, declineCode: 'amount_not_supported' };
    if (!final && !this.config.stripe.multicapture) return { ...refused, declineCode: 'partial_capture_not_supported' };
    const params = { amount_to_capture: amount, ...(!final && { final_capture: false }) };
    return this.ask(
      open,
      async () => this.client.paymentIntents.capture(await this.idOf(request), params, { idempotencyKey: captureKey }),
      (refusal) => {
        if (refusal.meaning === 'denied') return open;
        const known = refusal.code === UNEXPECTED_STATE ? this.chargeIn(refusal, open) : null;
        return known ?? { ...refused, declineCode: refusal.code ?? 'capture_failed' };
      },
    );
  }

  /** Without a fixed idempotency key: cancelling twice is harmless, and a kept error would be answered for ever. */
  async cancel(charge: ChargeReference): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const open = this.openOutcome(charge, charge.gatewayId);
    return this.ask(
      open,
      async () => this.client.paymentIntents.cancel(await this.idOf(charge)),
      (refusal) => this.chargeIn(refusal, open) ?? open,
    );
  }

  /**
   * Looks for the refund before it asks for one. Stripe forgets idempotency keys, and answers a remembered one with what it said the first
   * time; a refund that a bank takes days for is asked about for longer than that.
   */
  async refund(request: RefundRequest): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const { refundId, requestKey, gatewayId } = request;
    const open = { ...this.openOutcome(request, gatewayId), refundId };
    const amount = toStripeAmount(request.amount);
    const refused = { ...open, kind: 'failed', retryable: false } as const;
    if (amount === null) return { ...refused, declineCode: 'amount_not_supported' };
    try {
      const before = await withinTime(this.book.refundOf(gatewayId, requestKey), this.timeoutMs);
      const refund =
        before ??
        (await withinTime(this.client.refunds.create(refundParams(request, amount), { idempotencyKey: requestKey }), this.timeoutMs));
      return this.factOfRefund(refundSchema.parse(refund), open);
    } catch (error) {
      const { meaning, code } = this.noted(error, 'refund', request.paymentId);
      return meaning === 'open' || meaning === 'denied' ? open : { ...refused, declineCode: code ?? 'refund_failed' };
    }
  }

  async retrieve(charge: ChargeReference): Promise<PaymentFact | null> {
    this.database.forbidTransaction();
    const { gatewayId } = charge;
    try {
      const found = await withinTime<unknown>(
        gatewayId === null ? this.book.chargeOf(charge.requestKey, charge.requestedAt) : this.client.paymentIntents.retrieve(gatewayId),
        this.timeoutMs,
      );
      return found === null ? null : this.factOf(found, { ...this.openOutcome(charge, gatewayId), source: 'poll' });
    } catch (error) {
      const { meaning, summary } = this.noted(error, 'retrieve', charge.paymentId);
      if (meaning === 'missing') return null;
      throw new StripeNotAsked(`Stripe could not be asked about payment ${charge.paymentId}: ${summary}`);
    }
  }

  async *listSince(since: Date): AsyncGenerator<GatewayCharge> {
    this.database.forbidTransaction();
    try {
      yield* await this.book.since(since);
    } catch (error) {
      throw new StripeNotAsked(`The book of Stripe could not be read: ${this.noted(error, 'list', null).summary}`);
    }
  }

  /** Our own check holds the exact bytes and both ends of the tolerance, the SDK's holds the text that it reads; both must agree. */
  verifyWebhook(raw: Buffer, headers: IncomingHttpHeaders): WebhookVerdict {
    const header = [headers['stripe-signature']].flat().join(',');
    const now = this.clock.now();
    const verdict = checkSignature(this.webhookSecret, raw, header, now);
    if (verdict !== 'valid') return { valid: false, reason: verdict };
    try {
      const event = this.client.webhooks.constructEvent(
        raw,
        header,
        this.webhookSecret,
        SIGNATURE_TOLERANCE_SECONDS,
        undefined,
        now.getTime(),
      );
      const envelope = readEnvelope(event);
      return { valid: true, events: envelope === null ? [] : [envelope] };
    } catch (error) {
      return error instanceof Stripe.errors.StripeSignatureVerificationError
        ? { valid: false, reason: 'forged' }
        : { valid: true, events: [] };
    }
  }

  readEvent(raw: Buffer, eventId: string): PaymentFact | null {
    return factOfEvent(raw, eventId, this.name);
  }

  /** What we know before Stripe has answered: nothing. */
  private openOutcome(about: Pick<PaymentFact, 'paymentId' | 'attemptId' | 'amount'>, gatewayId: string | null): PaymentFact {
    const { paymentId, attemptId, amount } = about;
    const ours = { ...(paymentId !== undefined && { paymentId }), ...(attemptId !== undefined && { attemptId }) };
    const { name: gateway, mode } = this;
    return { ...ours, gateway, mode, gatewayId, amount, kind: 'unknown', occurredAt: this.clock.now(), source: 'answer' };
  }

  /** An answer that is late, lost or cannot be understood leaves the outcome open. */
  private async ask(open: PaymentFact, call: () => Promise<unknown>, refused: (refusal: Refusal) => PaymentFact): Promise<PaymentFact> {
    try {
      return this.factOf(await withinTime(call(), this.timeoutMs), open);
    } catch (error) {
      const refusal = this.noted(error, 'request', open.paymentId ?? null);
      return refusal.meaning === 'open' ? open : refused(refusal);
    }
  }

  private factOf(answer: unknown, open: PaymentFact): PaymentFact {
    const intent = intentSchema.parse(answer);
    return { ...open, ...toldOfIntent(intent), mode: modeOf(intent.livemode) };
  }

  private factOfRefund(refund: StripeRefund, open: PaymentFact): PaymentFact {
    const kind = kindOfRefund(refund);
    const failure = kind === 'failed' ? { declineCode: refund.failure_reason ?? 'refund_failed', retryable: false } : {};
    return { ...open, ...failure, kind, gatewayRefundId: refund.id };
  }

  /** Stripe shows the charge that it will not change: what it is already is the answer. */
  private chargeIn({ intent }: Refusal, open: PaymentFact): PaymentFact | null {
    return intentSchema.safeParse(intent).success ? this.factOf(intent, open) : null;
  }

  private async idOf(charge: ChargeReference): Promise<string> {
    const id = charge.gatewayId ?? (await this.book.chargeOf(charge.requestKey, charge.requestedAt))?.id;
    if (id === undefined) throw new StripeNotAsked('Stripe knows no such charge yet');
    return id;
  }

  /** Declines are everyday; what Stripe refuses otherwise is a mistake of ours or of the set-up, and somebody should see it. */
  private noted(error: unknown, during: string, paymentId: string | null): Refusal {
    const refusal = refusalOf(error);
    const { meaning, summary } = refusal;
    if (meaning === 'denied') this.logger.error({ during, paymentId, summary }, 'Stripe does not accept our key');
    else if (meaning === 'refused' || meaning === 'open')
      this.logger.warn({ during, paymentId, meaning, summary }, 'Stripe did not do what it was asked');
    return refusal;
  }
}
