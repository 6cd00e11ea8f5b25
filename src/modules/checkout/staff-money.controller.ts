import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { accountOf, CurrentCaller, RequirePermission } from '../auth';
import type { Caller } from '../auth';
import { IllegalOrderTransition, NothingToRefund, RefundExceedsOrder } from '../orders';
import {
  CaptureInProgress,
  CaptureRequestReused,
  CaptureTooLarge,
  PaymentInProgress,
  PaymentsFacade,
  PaymentStateConflict,
  RefundRequestReused,
  RefundResponse,
  RefundTooLarge,
  WrongCurrency,
} from '../payments';
import type { PaymentView } from '../payments';
import { Answers, IdParam, Idempotent, NotFound, Operation, RequestKey, Vital, exampleId } from '../../platform/http';
import type { MoneyDto } from '../../platform/http';
import { Money } from '../../platform/money';
import { CancelOrder } from './cancel-order';
import { CapturePayment } from './capture-payment';
import { PaymentResponse } from './checkout.dto';
import { OrderNotPayable } from './checkout.errors';
import { RefundMoney } from './refund-money';
import { CapturePaymentRequest, RefundOrderRequest, RefundPaymentRequest } from './staff-money.dto';

const REFUND_PROBLEMS = [NotFound, PaymentStateConflict, RefundTooLarge, WrongCurrency, RefundRequestReused, NothingToRefund] as const;
const moneyOf = (amount: MoneyDto | undefined) => (amount === undefined ? {} : { amount: Money.of(amount.amount, amount.currency) });

/** Staff move money: every one of these moves payment, order and stock, so they live here and not among the payments. */
@Controller('v1/admin')
export class StaffMoneyController {
  constructor(
    private readonly payments: PaymentsFacade,
    private readonly capturing: CapturePayment,
    private readonly cancelling: CancelOrder,
    private readonly refunding: RefundMoney,
  ) {}

  @Post('payments/:id/capture')
  @ApiTags('Admin Payments')
  @HttpCode(200)
  @RequirePermission('payments:write')
  @Vital()
  @Idempotent({ required: true, atomic: false })
  @Operation({
    id: 'capturePayment',
    summary: 'Take authorised money',
    description:
      'All that is left, or a part of it; as often as something is left. The order is paid once everything is taken. `captured` in the answer tells what ' +
      'has been taken; when it did not rise, the gateway refused or has not answered yet: GET /v1/admin/payments/{id} lists each capture.',
    problems: [NotFound, OrderNotPayable, PaymentStateConflict, CaptureTooLarge, WrongCurrency, CaptureInProgress, CaptureRequestReused],
    example: { path: { id: exampleId('pay', 7) } },
  })
  @Answers(PaymentResponse)
  async capture(
    @IdParam('pay') id: string,
    @Body() body: CapturePaymentRequest,
    @RequestKey() requestKey: string,
  ): Promise<PaymentResponse> {
    return PaymentResponse.from(await this.capturing.capture(id, { ...moneyOf(body.amount), requestKey }));
  }

  @Post('payments/:id/cancel')
  @ApiTags('Admin Payments')
  @HttpCode(200)
  @RequirePermission('payments:write')
  @Vital()
  @Idempotent({ required: true, atomic: false })
  @Operation({
    id: 'cancelPaymentAsStaff',
    summary: 'Release what was not taken',
    description:
      'The unpaid order ends: its goods and coupons are free again, and what had been taken in part goes back. Cancelling twice changes nothing.',
    problems: [NotFound, PaymentInProgress, PaymentStateConflict, CaptureInProgress],
    example: { path: { id: exampleId('pay', 8) } },
  })
  @Answers(PaymentResponse)
  async cancel(@IdParam('pay') id: string, @CurrentCaller() caller: Caller): Promise<PaymentResponse> {
    await this.cancelling.cancelPayment(await this.payment(id), accountOf(caller));
    return PaymentResponse.from(await this.payment(id));
  }

  @Post('payments/:id/refunds')
  @ApiTags('Admin Payments')
  @RequirePermission('orders:refund')
  @Vital()
  @Idempotent({ required: true, atomic: false })
  @Operation({
    id: 'refundPayment',
    summary: 'Give money back',
    description:
      'All that is left, or a part of it, without saying for which goods. The answer may be `unknown` while the gateway is silent: the shop keeps asking. ' +
      'A refund that the gateway refuses is an answer too: `failed`, and the amount can be refunded again.',
    problems: REFUND_PROBLEMS,
    example: { path: { id: exampleId('pay', 9) } },
  })
  @Answers(RefundResponse, { status: 201, location: '/v1/admin/payments/{paymentId}/refunds' })
  async refund(
    @IdParam('pay') id: string,
    @Body() body: RefundPaymentRequest,
    @CurrentCaller() caller: Caller,
    @RequestKey() requestKey: string,
  ): Promise<RefundResponse> {
    const request = { requestKey, reason: body.reason ?? null, actor: accountOf(caller), ...moneyOf(body.amount) };
    return RefundResponse.from(await this.refunding.ofPayment(id, request));
  }

  @Post('orders/:id/refunds')
  @ApiTags('Admin orders')
  @RequirePermission('orders:refund')
  @Vital()
  @Idempotent({ required: true, atomic: false })
  @Operation({
    id: 'refundOrder',
    summary: 'Refund goods of an order',
    description:
      'By lines, shipping and a free amount together; everything that is left when none is named. A line is shared over its units, discounts and tax included, and the last ' +
      'unit takes what rounding left. Units that were not sent are taken first, and are not sent any more; `returned` says of a line that its units were sent and came back. With `restock` the goods go back on the shelf once the money is back. GET /v1/admin/orders/{id} shows the refunds line by line.',
    problems: [...REFUND_PROBLEMS, RefundExceedsOrder, IllegalOrderTransition],
    example: { path: { id: exampleId('ord') } },
  })
  @Answers(RefundResponse, { status: 201, location: '/v1/admin/payments/{paymentId}/refunds' })
  async refundOrder(
    @IdParam('ord') id: string,
    @Body() body: RefundOrderRequest,
    @CurrentCaller() caller: Caller,
    @RequestKey() requestKey: string,
  ): Promise<RefundResponse> {
    const { lines, shipping, amount, restock = false, reason = null } = body;
    const wish = { ...(lines && { lines }), ...(shipping !== undefined && { shipping }), ...moneyOf(amount) };
    return RefundResponse.from(await this.refunding.ofOrder(id, { wish, restock, reason, requestKey, actor: accountOf(caller) }));
  }

  private async payment(id: string): Promise<PaymentView> {
    const payment = await this.payments.find(id);
    if (!payment) throw new NotFound('payment');
    return payment;
  }
}
