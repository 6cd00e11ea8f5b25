import { Injectable } from '@nestjs/common';
import { NothingToRefund, OrderRefunds, OrdersFacade } from '../orders';
import type { RefundPlan, RefundWish } from '../orders';
import { PaymentsFacade } from '../payments';
import type { PaymentView, RefundView } from '../payments';
import { Database } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { Money } from '../../platform/money';
import { SettlePayment } from './settle-payment';

/** Who wants money back for whom, and the key that makes it one refund. */
export interface RefundRequest {
  readonly requestKey: string;
  readonly reason: string | null;
  readonly actor: string;
}

export interface GoodsRefund extends RefundRequest {
  readonly wish: Omit<RefundWish, 'amount'> & { readonly amount?: Money };
  readonly restock: boolean;
}

/** Gives money back: set aside under the order's lock, then the gateway, then settled or taken back through the one door. */
@Injectable()
export class RefundMoney {
  constructor(
    private readonly database: Database,
    private readonly orders: OrdersFacade,
    private readonly orderRefunds: OrderRefunds,
    private readonly payments: PaymentsFacade,
    private readonly settling: SettlePayment,
  ) {}

  /** Money of a payment, whatever became of its order; all that is left without an amount. */
  async ofPayment(paymentId: string, request: RefundRequest & { readonly amount?: Money }): Promise<RefundView> {
    this.database.forbidTransaction();
    const payment = await this.payments.find(paymentId);
    if (!payment) throw new NotFound('payment');
    return this.send(
      await this.once(payment.orderId, request.requestKey, async () => {
        const { refundable } = (await this.payments.find(paymentId)) ?? payment;
        const money = request.amount ?? refundable;
        if (money.isZero()) throw new NothingToRefund(payment.orderId);
        return this.beginMoney(payment, money, request);
      }),
    );
  }

  /** By lines, shipping and a free amount; everything that is left when nothing is named. */
  async ofOrder(orderId: string, request: GoodsRefund): Promise<RefundView> {
    this.database.forbidTransaction();
    return this.send(
      await this.once(orderId, request.requestKey, async () => {
        const payment = await this.paymentOf(orderId);
        const { amount, ...wish } = request.wish;
        const plan = await this.orderRefunds.plan(
          orderId,
          { ...wish, ...(amount && { amount: amount.amount }) },
          payment.refundable.amount,
        );
        const currency = amount?.currency ?? payment.amount.currency;
        return this.begin(payment, Money.of(plan.amount, currency), request, plan);
      }),
    );
  }

  /** Money that belongs back although nobody asked: as much of it as is still here. Null when somebody was faster. */
  async returned(paymentId: string, request: RefundRequest & { readonly amount: Money }): Promise<RefundView | null> {
    const payment = await this.payments.find(paymentId);
    if (!payment) throw new NotFound('payment');
    const refund = await this.once(payment.orderId, request.requestKey, async () => {
      const { refundable, status } = (await this.payments.find(paymentId)) ?? payment;
      const amount = refundable.compare(request.amount) < 0 ? refundable : request.amount;
      // A dispute that is open decides about the money first; when it is won, the rest is due again.
      if (amount.isZero() || status === 'disputed') return null;
      return this.beginMoney(payment, amount, request);
    });
    return refund && this.send(refund);
  }

  /** A repeated request is the refund that it was, whatever has changed since. */
  private once<T extends RefundView | null>(orderId: string, requestKey: string, begin: () => Promise<T>): Promise<T | RefundView> {
    return this.database.transaction(async () => {
      await this.orders.lock(orderId);
      return (await this.payments.findRefund(requestKey)) ?? begin();
    });
  }

  private async beginMoney(payment: PaymentView, money: Money, request: RefundRequest): Promise<RefundView> {
    const { orderId } = payment;
    const plan = await this.orderRefunds.planMoney(orderId, money.amount, await this.payments.wasSold(orderId));
    return this.begin(payment, money, { ...request, restock: false }, plan);
  }

  private async begin(
    { id: paymentId, orderId }: PaymentView,
    amount: Money,
    { requestKey, reason, actor, restock }: RefundRequest & { readonly restock: boolean },
    plan: RefundPlan,
  ): Promise<RefundView> {
    const refund = await this.payments.beginRefund({ paymentId, amount, requestKey, ...(reason !== null && { reason }) });
    await this.orderRefunds.record({ refundId: refund.id, paymentId, orderId, restock, reason, actor }, plan);
    return refund;
  }

  private async send(refund: RefundView): Promise<RefundView> {
    if (refund.state === 'succeeded' || refund.state === 'failed') return refund;
    await this.settling.apply(await this.payments.callGatewayRefund(refund.id));
    return this.payments.refund(refund.id);
  }

  private async paymentOf(orderId: string): Promise<PaymentView> {
    const payments = await this.payments.listForOrder(orderId);
    const paid = payments.find(({ captured }) => !captured.isZero());
    if (!paid) throw new NothingToRefund(orderId);
    return paid;
  }
}
