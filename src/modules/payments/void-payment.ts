import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { Events } from '../../platform/events';
import { PaymentCapture } from './capture.entity';
import { VOIDABLE } from './payment.machine';
import { PaymentStore } from './payment.store';
import { PaymentVoided } from './payments.events';
import { CaptureInProgress, PaymentInProgress, PaymentStateConflict } from './payments.errors';
import { viewOfPayment } from './payments.views';
import type { PaymentView } from './payments.views';

/** `callNeeded`: a gateway holds a charge; send `callGatewayVoid` once this is committed and apply its fact. */
export interface VoidStep {
  readonly payment: PaymentView;
  readonly callNeeded: boolean;
}

/** Gives a payment up. One that no gateway has heard of ends here; the others end with their gateway's word. */
@Injectable()
export class VoidPayment {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
    private readonly events: Events,
  ) {}

  async begin(paymentId: string): Promise<VoidStep> {
    return this.database.transaction(async () => {
      const matched = await this.database.execute(
        `UPDATE payments_payment SET status = 'voided', open_order_id = NULL, version = version + 1, updated_at = ?
         WHERE id = ? AND status = 'created'`,
        [this.clock.now(), paymentId],
      );
      const payment = await this.payments.get(paymentId);
      if (matched === 1) await this.events.publish(PaymentVoided, { paymentId, orderId: payment.orderId });
      if (payment.status === 'authorised') await this.refuseDuringCapture(paymentId);
      if (payment.status === 'processing' || payment.status === 'unknown') throw new PaymentInProgress(paymentId);
      if (payment.status !== 'voided' && !VOIDABLE.includes(payment.status)) {
        throw new PaymentStateConflict(paymentId, 'cancelled', payment.status);
      }
      return { payment: viewOfPayment(payment), callNeeded: payment.status !== 'voided' };
    });
  }

  /** A capture that is under way has an outcome first; the gateway decides between one that begins now and the void. */
  private async refuseDuringCapture(paymentId: string): Promise<void> {
    const capturing = await this.database.repository(PaymentCapture).existsBy({ openPaymentId: paymentId });
    if (capturing) throw new CaptureInProgress(paymentId);
  }
}
