import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Gateways } from './gateways/gateways';
import type { PaymentGateway } from './gateways/gateway.port';
import { CONFIRMABLE } from './payment.machine';
import { PaymentStore } from './payment.store';
import { PaymentAttempt } from './payments.entity';
import type { Payment } from './payments.entity';
import { PaymentInProgress, PaymentStateConflict, UnknownPaymentMethod } from './payments.errors';
import { viewOfAttempt, viewOfPayment } from './payments.views';
import type { AttemptView, PaymentView } from './payments.views';
import { checkedReturnUrl } from './return-url';

export interface Confirmation {
  readonly paymentMethod: string;
  readonly returnUrl?: string | null;
  /** The first one that knows the payment method when absent. */
  readonly gateway?: string;
}

/** `attempt` is to be sent to the gateway once this is committed; when there is nothing left to do, `payment` is the answer. */
export type ConfirmStep =
  { readonly payment: null; readonly attempt: AttemptView } | { readonly payment: PaymentView; readonly attempt: null };

interface Wanted {
  readonly id: string;
  readonly paymentId: string;
  readonly gateway: PaymentGateway;
  readonly paymentMethod: string;
  readonly returnUrl: string | null;
}

/** A crash between commit and answer leaves a payment in `processing`; the poller takes it up after this and the gateway's own timeout. */
const CRASH_GRACE_MS = 10_000;

/** Claims a payment for one attempt, before the gateway hears of it. */
@Injectable()
export class ConfirmPayment {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly payments: PaymentStore,
    private readonly config: Config,
  ) {}

  async begin(paymentId: string, confirmation: Confirmation, attemptId: string): Promise<ConfirmStep> {
    const returnUrl = checkedReturnUrl(confirmation.returnUrl, this.config.returnOrigins);
    const gateway = this.gateways.forMethod(confirmation.paymentMethod, confirmation.gateway);
    return this.database.transaction(async () => {
      if (!gateway) return this.settledOrThrow(await this.payments.get(paymentId), confirmation, new UnknownPaymentMethod());
      const attempt = this.newAttempt({ id: attemptId, paymentId, gateway, paymentMethod: confirmation.paymentMethod, returnUrl });
      if (!(await this.claim(attempt, gateway))) {
        const payment = await this.payments.get(paymentId);
        return this.settledOrThrow(payment, confirmation, this.refusal(payment));
      }
      await this.database.insert(PaymentAttempt, attempt);
      return { payment: null, attempt: viewOfAttempt(attempt) };
    });
  }

  private async claim(attempt: PaymentAttempt, gateway: PaymentGateway): Promise<boolean> {
    const due = new Date(attempt.createdAt.getTime() + gateway.timeoutMs + CRASH_GRACE_MS);
    const matched = await this.database.execute(
      `UPDATE payments_payment SET status = 'processing', attempt_id = ?, gateway = ?, gateway_id = NULL, failure_code = NULL,
         failure_retryable = 0, next_action = NULL, inquiries = 0, inquiry_due_at = ?, version = version + 1, updated_at = ?
       WHERE id = ? AND status IN (?)`,
      [attempt.id, gateway.name, due, attempt.createdAt, attempt.paymentId, CONFIRMABLE],
    );
    return matched === 1;
  }

  private newAttempt({ id, paymentId, gateway, paymentMethod, returnUrl }: Wanted): PaymentAttempt {
    const now = this.clock.now();
    return this.database.repository(PaymentAttempt).create({
      ...{ id, paymentId, gateway: gateway.name, mode: gateway.mode, gatewayId: null, requestKey: id, paymentMethod, returnUrl },
      ...{ state: 'processing', captured: 0, declineCode: null, unknownSince: null, createdAt: now, updatedAt: now },
    });
  }

  /** Confirming what is paid already is no mistake, nor is repeating the method that was authorised: the answer is the payment. */
  private async settledOrThrow(payment: Payment, { paymentMethod }: Confirmation, problem: Error): Promise<ConfirmStep> {
    const repeated = payment.status === 'authorised' && (await this.payments.currentAttempt(payment))?.paymentMethod === paymentMethod;
    if (payment.status === 'captured' || repeated) return { payment: viewOfPayment(payment), attempt: null };
    throw problem;
  }

  private refusal(payment: Payment): Error {
    const underWay = payment.status === 'processing' || payment.status === 'unknown';
    return underWay ? new PaymentInProgress(payment.id) : new PaymentStateConflict(payment.id, 'confirmed', payment.status);
  }
}
