import { Injectable, Logger } from '@nestjs/common';
import { GatewayEventReceived, PaymentsFacade, SurplusCaptureFound } from '../payments';
import type { PaymentFact } from '../payments';
import { Database } from '../../platform/database';
import { OnEvent } from '../../platform/events';
import type { PayloadOf } from '../../platform/events';
import { Every, oneByOne } from '../../platform/jobs';
import { Money } from '../../platform/money';
import { RefundDue } from './checkout.events';
import { RefundMoney } from './refund-money';
import { SettlePayment } from './settle-payment';

const BATCH = 20;

/** Brings what gateways tell, or are asked, to the one door. */
@Injectable()
export class PaymentListeners {
  private readonly logger = new Logger('Payments');

  constructor(
    private readonly database: Database,
    private readonly payments: PaymentsFacade,
    private readonly settling: SettlePayment,
    private readonly refunding: RefundMoney,
  ) {}

  /** Leased, so that a failure can be written down outside the transaction that failed; the inbox gives a message up after ten. */
  @OnEvent(GatewayEventReceived, { listener: 'checkout.gateway_event', mode: 'leased' })
  async onGatewayEvent({ inboxId }: PayloadOf<typeof GatewayEventReceived>): Promise<void> {
    try {
      await this.database.transaction(() => this.settle(inboxId));
    } catch (error) {
      if ((await this.payments.markFailed(inboxId, error)) !== 'dead') throw error;
    }
  }

  /** The request key makes a repeated delivery the same refund. */
  @OnEvent(RefundDue, { listener: 'checkout.refund', mode: 'leased' })
  async onRefundDue({ paymentId, amount, currency, requestKey, reason }: PayloadOf<typeof RefundDue>): Promise<void> {
    await this.refunding.returned(paymentId, { amount: Money.of(amount, currency), requestKey, reason, actor: 'system' });
  }

  /** The return is written down already; this only sends it at once, instead of at the poller's next turn. */
  @OnEvent(SurplusCaptureFound, { listener: 'checkout.surplus', mode: 'leased' })
  async onSurplus({ refundId }: PayloadOf<typeof SurplusCaptureFound>): Promise<void> {
    const { state } = await this.payments.refund(refundId);
    if (state === 'pending' || state === 'unknown') await this.settling.apply(await this.payments.callGatewayRefund(refundId));
  }

  /** Answers that never came: only the gateway knows, so it is asked until it says. */
  @Every({ name: 'checkout.inquire', everyMs: 1_000 })
  async inquire(): Promise<void> {
    await this.askAll(await this.payments.dueForInquiry(BATCH), (id) => this.payments.inquire(id));
    await this.askAll(await this.payments.capturesDueForInquiry(BATCH), (id) => this.payments.callGatewayCapture(id));
    await this.askAll(await this.payments.refundsDueForInquiry(BATCH), (id) => this.payments.callGatewayRefund(id));
  }

  /** The next turn of one that fails is booked already. */
  private askAll(ids: readonly string[], gateway: (id: string) => Promise<PaymentFact>): Promise<void> {
    return oneByOne(
      ids,
      async (id) => this.settling.apply(await gateway(id)),
      (err, id) => this.logger.error({ err, id }, 'A payment could not be settled; it is asked about again'),
    );
  }

  private async settle(inboxId: string): Promise<void> {
    const fact = await this.payments.factFromEvent(inboxId);
    if (!fact) return;
    await this.settling.apply(fact);
    await this.payments.markProcessed(inboxId);
  }
}
