import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Money } from '../../platform/money';
import { ApplyFact } from './apply-fact';
import { AttemptBook } from './attempt-book';
import { PaymentCapture } from './capture.entity';
import type { ChargeReference, PaymentFact } from './gateways/gateway.port';
import { Gateways } from './gateways/gateways';
import { PaymentStore } from './payment.store';
import { PaymentRefund } from './payments.entity';
import type { Payment, PaymentAttempt } from './payments.entity';
import { PaymentInProgress } from './payments.errors';

/** Everything that leaves the house. Never called in a transaction, never throws for what a gateway may do: open outcomes are `unknown`. */
@Injectable()
export class GatewayCalls {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly payments: PaymentStore,
    private readonly attempts: AttemptBook,
    private readonly facts: ApplyFact,
    private readonly config: Config,
  ) {}

  /** Sends an attempt. An earlier one that the customer left unfinished is cancelled first, so that only one can ever take money. */
  async authorise(attemptId: string): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const charges = await this.payments.chargesBeside(attemptId);
    const own = charges.find(({ attempt }) => attempt.id === attemptId);
    if (!own) throw new Error(`There is no attempt ${attemptId}`);
    const { payment, attempt } = own;
    const attempts = charges.map((charge) => charge.attempt);
    const obstacle = await this.cancelOthers(payment, attempt, attempts);
    if (obstacle && tookMoney(obstacle)) {
      await this.attempts.wasNeverSent(attemptId);
      return obstacle;
    }
    if (obstacle) return { ...this.says(payment, attempt, 'failed'), declineCode: 'not_processed', retryable: true };
    const { requestKey, paymentMethod, returnUrl } = attempt;
    const captureMethod = this.config.paymentCapture;
    const request = { paymentId: payment.id, attemptId, requestKey, amount: payment.total, paymentMethod, captureMethod, returnUrl };
    return this.gateways.named(attempt.gateway).authorise(request);
  }

  /** Sends a capture, or takes it up again: then the gateway is asked first what it has taken, and only what is missing is sent. */
  async capture(captureId: string): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const capture = await this.database.repository(PaymentCapture).findOneByOrFail({ id: captureId });
    const [attempt, payment] = await this.attemptAndPayment(capture.attemptId);
    const gateway = this.gateways.named(attempt.gateway);
    const reference = referenceOf(payment, attempt);
    const open: PaymentFact = { ...this.says(payment, attempt, 'unknown'), captureId };
    if (capture.state === 'unknown' || capture.inquiries > 0) {
      const known = await gateway.retrieve(reference).catch(() => open);
      if (known === null || known.kind === 'unknown') return open;
      if (known.kind !== 'authorised' || (known.captured?.amount ?? 0) >= capture.target) return { ...known, captureId };
    }
    const toCapture = Money.of(capture.amount, capture.currency);
    const captureKey = capture.requestKey;
    return gateway.capture({ ...reference, captureId, captureKey, toCapture, final: capture.target === payment.amount });
  }

  /**
   * Cancels every charge of the payment that could still take money; says `voided` only when none is left.
   * @throws PaymentInProgress when the customer has sent another attempt since the voiding began: its answer may be money
   */
  async cancel(paymentId: string): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const payment = await this.payments.get(paymentId);
    const current = await this.requireAttempt(payment);
    if (current.state === 'processing' || current.state === 'unknown') throw new PaymentInProgress(payment.id);
    const beside = await this.payments.chargesBeside(current.id);
    const obstacle = await this.cancelOthers(
      payment,
      current,
      beside.map(({ attempt }) => attempt),
    );
    if (obstacle) return obstacle;
    if (!isLive(current)) return this.says(payment, current, 'voided');
    return this.gateways.named(current.gateway).cancel(referenceOf(payment, current));
  }

  /** Sends a refund, or sends it again: the request key makes it one refund. */
  async refund(refundId: string): Promise<PaymentFact> {
    this.database.forbidTransaction();
    const refund = await this.database.repository(PaymentRefund).findOneByOrFail({ id: refundId });
    const { requestKey, reason, paymentId, surplusOf } = refund;
    const charge = surplusOf === null ? await this.payments.get(paymentId) : await this.payments.attempt(surplusOf);
    if (!charge?.gatewayId) throw new Error(`Payment ${paymentId} was captured without a gateway id`);
    const amount = Money.of(refund.amount, refund.currency);
    return this.gateways.named(refund.gateway).refund({ paymentId, refundId, requestKey, gatewayId: charge.gatewayId, amount, reason });
  }

  /** Answers the fact that stands in the way, if any other charge could not be cancelled. */
  private async cancelOthers(payment: Payment, keep: PaymentAttempt, attempts: readonly PaymentAttempt[]): Promise<PaymentFact | null> {
    for (const attempt of attempts.filter((other) => other.id !== keep.id && isLive(other))) {
      const fact = await this.gateways.named(attempt.gateway).cancel(referenceOf(payment, attempt));
      if (fact.kind !== 'voided' && fact.kind !== 'failed') return fact;
      await this.database.transaction(() => this.facts.apply(fact));
    }
    return null;
  }

  private async attemptAndPayment(attemptId: string): Promise<[PaymentAttempt, Payment]> {
    const attempt = await this.payments.attempt(attemptId);
    if (!attempt) throw new Error(`There is no attempt ${attemptId}`);
    return [attempt, await this.payments.get(attempt.paymentId)];
  }

  private async requireAttempt(payment: Payment): Promise<PaymentAttempt> {
    const attempt = await this.payments.currentAttempt(payment);
    if (!attempt) throw new Error(`Payment ${payment.id} was never sent to a gateway`);
    return attempt;
  }

  /** What we know without asking: nothing was sent, nothing is left, or nothing at all. */
  private says(payment: Payment, attempt: PaymentAttempt, kind: 'failed' | 'voided' | 'unknown'): PaymentFact {
    const { id: attemptId, gateway, gatewayId, mode } = attempt;
    const about = { gateway, gatewayId, mode, paymentId: payment.id, attemptId, amount: payment.total };
    return { ...about, kind, occurredAt: this.clock.now(), source: 'answer' };
  }
}

function tookMoney({ kind, captured }: PaymentFact): boolean {
  return kind === 'captured' || (captured !== undefined && !captured.isZero());
}

/** Whether the gateway may still take money for it. Attempts without an answer are asked about, not cancelled. */
function isLive({ state, gatewayId }: PaymentAttempt): boolean {
  return (state === 'requires_action' || state === 'authorised') && gatewayId !== null;
}

export function referenceOf(payment: Payment, attempt: PaymentAttempt): ChargeReference {
  const { id: attemptId, requestKey, gatewayId, createdAt: requestedAt } = attempt;
  return { paymentId: payment.id, attemptId, requestKey, gatewayId, amount: payment.total, requestedAt };
}
