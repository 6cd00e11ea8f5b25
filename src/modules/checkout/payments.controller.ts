import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, GuestOrCustomer } from '../auth';
import type { Caller } from '../auth';
import {
  CaptureInProgress,
  PaymentInProgress,
  PaymentStateConflict,
  ReturnUrlNotAllowed,
  UnknownGateway,
  UnknownPaymentMethod,
} from '../payments';
import { Answers, IdPipe, Idempotent, NotFound, Operation, Tagged, Urgent, Vital, exampleId } from '../../platform/http';
import { CancelOrder } from './cancel-order';
import { ConfirmPaymentRequest, PaymentResponse } from './checkout.dto';
import { OrderNotCancellable, OrderNotPayable } from './checkout.errors';
import { ConfirmPayment } from './confirm-payment';
import { OwnedPayments } from './owned-payments';

@ApiTags('Payments')
@Controller('v1/payments')
export class PaymentsController {
  constructor(
    private readonly owned: OwnedPayments,
    private readonly confirming: ConfirmPayment,
    private readonly cancelling: CancelOrder,
  ) {}

  @Get(':id')
  @Urgent()
  @GuestOrCustomer('order')
  @Tagged()
  @Operation({
    id: 'getPayment',
    summary: 'Read a payment',
    description: 'The payment of an order that the caller owns.',
    problems: [NotFound],
  })
  @Answers(PaymentResponse)
  async get(@CurrentCaller() caller: Caller, @Param('id', IdPipe('pay')) id: string): Promise<PaymentResponse> {
    return PaymentResponse.from(await this.owned.get(id, caller));
  }

  @Post(':id/confirm')
  @HttpCode(200)
  @GuestOrCustomer('order')
  @Vital()
  @Idempotent({ required: true, atomic: false })
  @Operation({
    id: 'confirmPayment',
    summary: 'Pay with a payment method',
    description:
      'Asks the gateway for the money. A declined method is an answer, not an error: the status is `failed`, and the payment may be confirmed again with another one. ' +
      'An `unknown` status means that the gateway has not answered; the shop keeps asking, so poll the payment instead of paying again. ' +
      'A captured payment is the answer whatever is sent, and an authorised one when its own method is repeated; another method is refused then.',
    problems: [
      NotFound,
      OrderNotPayable,
      PaymentInProgress,
      PaymentStateConflict,
      UnknownPaymentMethod,
      UnknownGateway,
      ReturnUrlNotAllowed,
    ],
    example: { path: { id: exampleId('pay', 4) }, body: { paymentMethod: 'pm_card_visa' } },
  })
  @Answers(PaymentResponse)
  async confirm(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('pay')) id: string,
    @Body() body: ConfirmPaymentRequest,
  ): Promise<PaymentResponse> {
    return PaymentResponse.from(await this.confirming.confirm(id, caller, body));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @GuestOrCustomer('order')
  @Vital()
  @Idempotent({ required: true, atomic: false })
  @Operation({
    id: 'cancelPayment',
    summary: 'Give a payment up',
    description:
      'Voids the payment and cancels the unpaid order it is for, so that its goods are free again. Cancelling twice changes nothing.',
    problems: [NotFound, OrderNotCancellable, PaymentInProgress, PaymentStateConflict, CaptureInProgress],
    example: { path: { id: exampleId('pay', 5) } },
  })
  @Answers(PaymentResponse)
  async cancel(@CurrentCaller() caller: Caller, @Param('id', IdPipe('pay')) id: string): Promise<PaymentResponse> {
    const payment = await this.owned.get(id, caller);
    await this.cancelling.cancelPayment(payment, caller.accountId ?? 'guest');
    return PaymentResponse.from(await this.owned.get(id, caller));
  }
}
