import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../platform/clock';
import { Config } from '../../../../platform/config';
import { Database } from '../../../../platform/database';
import { Money } from '../../../../platform/money';
import { PaymentGateway } from '../gateway.port';
import type {
  CaptureRequest,
  ChargeReference,
  ChargeRequest,
  GatewayCharge,
  PaymentFact,
  RefundRequest,
  WebhookVerdict,
} from '../gateway.port';
import { checkSignature } from '../webhook-signature';
import { withinTime } from '../within-time';
import { SandboxBank } from './sandbox.bank';
import { SandboxDesk } from './sandbox.desk';
import type { CaptureAnswer } from './sandbox.desk';
import type { SandboxCharge, SandboxRefund } from './sandbox.entity';
import { factOfEvent, readEnvelope } from './sandbox.events';
import { SANDBOX_TOKENS } from './sandbox.tokens';
import { SandboxWire } from './sandbox.wire';

export const SIGNATURE_HEADER = 'portico-signature';
const PAGE = 100;
/** A request of ours that timed out may still wait for a connection to the bank's database, which takes a second at most. */
const MISSING_IS_FINAL_AFTER_MS = 5_000;

/** Speaks the port over a wire that loses answers and breaks, as its test tokens ask. */
@Injectable()
export class SandboxGateway extends PaymentGateway {
  readonly name = 'sandbox';
  readonly mode = 'test';
  readonly enabled: boolean;
  readonly timeoutMs: number;
  readonly missingIsFinalAfterMs = MISSING_IS_FINAL_AFTER_MS;
  readonly methods = [{ code: 'card', title: 'Test card', kind: 'token' }] as const;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly bank: SandboxBank,
    private readonly desk: SandboxDesk,
    private readonly wire: SandboxWire,
  ) {
    super();
    this.enabled = config.sandbox.enabled;
    this.timeoutMs = config.sandbox.timeoutMs;
  }

  recognises(paymentMethod: string): boolean {
    return SANDBOX_TOKENS.has(paymentMethod);
  }

  async authorise(request: ChargeRequest): Promise<PaymentFact> {
    const open = this.openOutcome(request, null);
    const neverAnswers = SANDBOX_TOKENS.get(request.paymentMethod)?.answer === 'never';
    return this.ask(open, () =>
      this.wire.carry('authorise', request, async () => {
        const charge = await this.bank.charge(request);
        return neverAnswers ? new Promise<never>(() => undefined) : this.factOf(charge, open);
      }),
    );
  }

  async capture(charge: CaptureRequest): Promise<PaymentFact> {
    const open = this.openOutcome(charge, charge.gatewayId);
    const { captureId } = charge;
    return this.ask({ ...open, captureId }, () =>
      this.wire.carry('capture', charge, async () => {
        const request = { chargeId: await this.idOf(charge), requestKey: charge.captureKey, amount: charge.toCapture, final: charge.final };
        return this.factOfCapture(await this.desk.capture(request), { ...open, captureId });
      }),
    );
  }

  async cancel(charge: ChargeReference): Promise<PaymentFact> {
    const open = this.openOutcome(charge, charge.gatewayId);
    return this.ask(open, () =>
      this.wire.carry('cancel', charge, async () => this.factOf(await this.desk.cancel(await this.idOf(charge)), open)),
    );
  }

  async refund(request: RefundRequest): Promise<PaymentFact> {
    const { refundId, gatewayId } = request;
    const open = { ...this.openOutcome(request, gatewayId), refundId };
    return this.ask(open, () =>
      this.wire.carry('refund', { gatewayId }, async () => this.factOfRefund(await this.desk.refund(request), open)),
    );
  }

  async retrieve(charge: ChargeReference): Promise<PaymentFact | null> {
    this.database.forbidTransaction();
    return withinTime(
      this.wire.carry('retrieve', charge, async () => {
        const found = await this.bank.find(charge.gatewayId === null ? { requestKey: charge.requestKey } : { id: charge.gatewayId });
        return found && this.factOf(found, { ...this.openOutcome(charge, found.id), source: 'poll' });
      }),
      this.timeoutMs,
    );
  }

  async *listSince(since: Date): AsyncGenerator<GatewayCharge> {
    this.database.forbidTransaction();
    let page: SandboxCharge[];
    let after = { createdAt: since, id: '' };
    do {
      page = await this.bank.page(after, PAGE);
      for (const { id, status, captured, refunded, disputed, currency, createdAt } of page) {
        const money = (amount: number): Money => Money.of(amount, currency);
        yield { gatewayId: id, kind: status, captured: money(captured), refunded: money(refunded), disputed: money(disputed), createdAt };
        after = { createdAt, id };
      }
    } while (page.length === PAGE);
  }

  verifyWebhook(raw: Buffer, headers: IncomingHttpHeaders): WebhookVerdict {
    const header = headers[SIGNATURE_HEADER];
    const verdict = checkSignature(
      this.config.sandbox.webhookSecret,
      raw,
      Array.isArray(header) ? header.join(',') : header,
      this.clock.now(),
    );
    if (verdict !== 'valid') return { valid: false, reason: verdict };
    const envelope = readEnvelope(raw);
    return { valid: true, events: envelope === null ? [] : [envelope] };
  }

  readEvent(raw: Buffer, eventId: string): PaymentFact | null {
    return factOfEvent(raw, eventId, this.name);
  }

  /** What we know before the bank has answered: nothing. */
  private openOutcome(
    about: { readonly paymentId: string; readonly attemptId?: string; readonly amount: Money },
    gatewayId: string | null,
  ): PaymentFact {
    const { paymentId, attemptId, amount } = about;
    const ours = attemptId === undefined ? { paymentId } : { paymentId, attemptId };
    const { name: gateway, mode } = this;
    return { ...ours, gateway, mode, gatewayId, amount, kind: 'unknown', occurredAt: this.clock.now(), source: 'answer' };
  }

  /** A call whose answer is late, lost or broken leaves the outcome open. */
  private async ask(open: PaymentFact, call: () => Promise<PaymentFact>): Promise<PaymentFact> {
    this.database.forbidTransaction();
    try {
      return await withinTime(call(), this.timeoutMs);
    } catch {
      return open;
    }
  }

  private async idOf(charge: ChargeReference): Promise<string> {
    if (charge.gatewayId !== null) return charge.gatewayId;
    const found = await this.bank.find({ requestKey: charge.requestKey });
    if (!found) throw new Error('The bank knows no such charge');
    return found.id;
  }

  private factOf(charge: SandboxCharge, open: PaymentFact): PaymentFact {
    const url = `${this.config.publicUrl}/v1/sandbox/challenges/${charge.id}`;
    return {
      ...open,
      ...{ gatewayId: charge.id, kind: charge.status, amount: Money.of(charge.amount, charge.currency), occurredAt: charge.updatedAt },
      captured: Money.of(charge.captured, charge.currency),
      ...(charge.declineCode !== null && { declineCode: charge.declineCode, retryable: false }),
      ...(charge.status === 'requires_action' && { nextAction: { type: 'redirect', url } }),
    };
  }

  /** A charge that cannot give so much says no to the capture and stays what it is. */
  private factOfCapture({ charge, refused }: CaptureAnswer, open: PaymentFact): PaymentFact {
    if (refused === null) return this.factOf(charge, open);
    return { ...open, kind: 'failed', gatewayId: charge.id, declineCode: refused, retryable: false };
  }

  private factOfRefund(refund: SandboxRefund, open: PaymentFact): PaymentFact {
    const kind = refund.status === 'succeeded' ? 'refunded' : 'failed';
    const declineCode = refund.failureCode;
    const amount = Money.of(refund.amount, open.amount.currency);
    return {
      ...open,
      kind,
      amount,
      gatewayRefundId: refund.id,
      occurredAt: refund.createdAt,
      ...(declineCode !== null && { declineCode }),
    };
  }
}
