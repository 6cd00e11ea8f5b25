import { Injectable } from '@nestjs/common';
import { InventoryFacade } from '../inventory';
import { OrdersFacade } from '../orders';
import { PaymentsFacade } from '../payments';
import type { CaptureView, PaymentView } from '../payments';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import type { Money } from '../../platform/money';
import { OrderNotPayable } from './checkout.errors';
import { SettlePayment } from './settle-payment';

/** Staff take what was authorised, or a part of it. The order is paid when nothing is left to take. */
@Injectable()
export class CapturePayment {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly orders: OrdersFacade,
    private readonly inventory: InventoryFacade,
    private readonly payments: PaymentsFacade,
    private readonly settling: SettlePayment,
  ) {}

  async capture(paymentId: string, request: { readonly amount?: Money; readonly requestKey: string }): Promise<PaymentView> {
    this.database.forbidTransaction();
    const payment = await this.get(paymentId);
    const { id, state } = await this.begin(payment, request);
    if (state === 'pending' || state === 'unknown') await this.settling.apply(await this.payments.callGatewayCapture(id));
    return this.get(paymentId);
  }

  private async begin({ id, orderId }: PaymentView, request: { amount?: Money; requestKey: string }): Promise<CaptureView> {
    return this.database.transaction(async () => {
      const { status } = await this.orders.lock(orderId);
      const capture = await this.payments.beginCapture({ paymentId: id, ...request });
      if (capture.state === 'pending' && status !== 'pending_payment') throw new OrderNotPayable(status);
      await this.inventory.extend(orderId, this.config.reservationMinutes);
      return capture;
    });
  }

  private async get(paymentId: string): Promise<PaymentView> {
    const payment = await this.payments.find(paymentId);
    if (!payment) throw new NotFound('payment');
    return payment;
  }
}
