import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../platform/clock';
import { Config } from '../../../../platform/config';
import { Database } from '../../../../platform/database';
import { Money } from '../../../../platform/money';
import { PaymentGateway } from '../gateway.port';
import type { CaptureRequest, ChargeReference, ChargeRequest, GatewayCharge, PaymentFact } from '../gateway.port';
import type { PaymentMethodOffer, RefundRequest, WebhookVerdict } from '../gateway.port';
import { withinTime } from '../within-time';
import { ManualBook } from './manual.book';
import { MANUAL_METHODS } from './manual.entity';
import type { ManualCharge, ManualMethod } from './manual.entity';

const PAGE = 100;
const TIMEOUT_MS = 5_000;
/** A movement that timed out may still wait for its row. */
const MISSING_IS_FINAL_AFTER_MS = 5_000;

const isManual = (paymentMethod: string): paymentMethod is ManualMethod => MANUAL_METHODS.some((method) => method === paymentMethod);

/** Bank transfer and cash on delivery: confirming promises the money, staff record what comes in and what goes back. */
@Injectable()
export class ManualGateway extends PaymentGateway {
  readonly name = 'manual';
  readonly mode = 'live';
  readonly enabled: boolean;
  readonly timeoutMs = TIMEOUT_MS;
  readonly missingIsFinalAfterMs = MISSING_IS_FINAL_AFTER_MS;
  readonly methods: readonly PaymentMethodOffer[] = [
    { code: 'bank_transfer', title: 'Bank transfer', kind: 'direct' },
    { code: 'cash_on_delivery', title: 'Cash on delivery', kind: 'direct' },
  ];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly book: ManualBook,
    config: Config,
  ) {
    super();
    this.enabled = config.manualGateway === 'on';
  }

  recognises(paymentMethod: string): boolean {
    return isManual(paymentMethod);
  }

  /** Never captures by itself, whatever was asked for: nobody has seen the money yet. */
  async authorise(request: ChargeRequest): Promise<PaymentFact> {
    const { paymentMethod } = request;
    const open = this.openOutcome(request, null);
    if (!isManual(paymentMethod)) return { ...open, kind: 'failed', declineCode: 'unknown_method', retryable: false };
    return this.ask(open, async () => this.factOf(await this.book.expect(request, paymentMethod), open));
  }

  async capture(request: CaptureRequest): Promise<PaymentFact> {
    const open = { ...this.openOutcome(request, request.gatewayId), captureId: request.captureId };
    return this.ask(open, async () => {
      const { charge, movementId } = await this.book.capture(await this.idOf(request), request);
      if (movementId !== null) return this.factOf(charge, open);
      return { ...open, kind: 'failed', declineCode: 'capture_too_large', retryable: false };
    });
  }

  async cancel(charge: ChargeReference): Promise<PaymentFact> {
    const open = this.openOutcome(charge, charge.gatewayId);
    return this.ask(open, async () => this.factOf(await this.book.cancel(await this.idOf(charge)), open));
  }

  async refund(request: RefundRequest): Promise<PaymentFact> {
    const open = { ...this.openOutcome(request, request.gatewayId), refundId: request.refundId };
    return this.ask(open, async () => {
      const { movementId } = await this.book.refund(request);
      if (movementId !== null) return { ...open, kind: 'refunded', gatewayRefundId: movementId };
      return { ...open, kind: 'failed', declineCode: 'refund_too_large', retryable: false };
    });
  }

  async retrieve(charge: ChargeReference): Promise<PaymentFact | null> {
    this.database.forbidTransaction();
    const { gatewayId, requestKey } = charge;
    const found = await withinTime(this.book.find(gatewayId === null ? { requestKey } : { id: gatewayId }), this.timeoutMs);
    return found && this.factOf(found, { ...this.openOutcome(charge, found.id), source: 'poll' });
  }

  async *listSince(since: Date): AsyncGenerator<GatewayCharge> {
    this.database.forbidTransaction();
    let page: ManualCharge[];
    let after = { createdAt: since, id: '' };
    do {
      page = await this.book.page(after, PAGE);
      for (const { id, status, captured, refunded, currency, createdAt } of page) {
        yield { gatewayId: id, kind: status, captured: Money.of(captured, currency), refunded: Money.of(refunded, currency), createdAt };
        after = { createdAt, id };
      }
    } while (page.length === PAGE);
  }

  /** Nobody sends us messages about it. */
  verifyWebhook(): WebhookVerdict {
    return { valid: false, reason: 'missing' };
  }

  readEvent(): null {
    return null;
  }

  private openOutcome(about: Pick<PaymentFact, 'paymentId' | 'attemptId' | 'amount'>, gatewayId: string | null): PaymentFact {
    const { paymentId, attemptId, amount } = about;
    const ours = { ...(paymentId !== undefined && { paymentId }), ...(attemptId !== undefined && { attemptId }) };
    const { name: gateway, mode } = this;
    return { ...ours, gateway, mode, gatewayId, amount, kind: 'unknown', occurredAt: this.clock.now(), source: 'answer' };
  }

  /** A database that does not answer leaves the outcome open, as any other gateway would. */
  private async ask(open: PaymentFact, call: () => Promise<PaymentFact>): Promise<PaymentFact> {
    this.database.forbidTransaction();
    try {
      return await withinTime(call(), this.timeoutMs);
    } catch {
      return open;
    }
  }

  private async idOf(charge: ChargeReference): Promise<string> {
    const id = charge.gatewayId ?? (await this.book.find({ requestKey: charge.requestKey }))?.id;
    if (id === undefined) throw new Error('There is no such charge');
    return id;
  }

  private factOf(charge: ManualCharge, open: PaymentFact): PaymentFact {
    const { id: gatewayId, status: kind, currency, updatedAt: occurredAt } = charge;
    return {
      ...{ ...open, gatewayId, kind, amount: Money.of(charge.amount, currency), occurredAt },
      ...(kind !== 'voided' && { captured: Money.of(charge.captured, currency) }),
    };
  }
}
