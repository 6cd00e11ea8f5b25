import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, Operation, Urgent } from '../../platform/http';
import { Public } from '../auth';
import { Gateways } from './gateways/gateways';
import { PaymentMethodsResponse } from './payment-methods.dto';

@ApiTags('Payments')
@Controller('v1/payment-methods')
export class PaymentMethodsController {
  constructor(private readonly gateways: Gateways) {}

  @Get()
  @Urgent()
  @Public()
  @Operation({
    id: 'listPaymentMethods',
    summary: 'List the ways to pay',
    description:
      "What this shop takes, in the order to offer it. A `token` method needs the provider's own form, which gives out the token to confirm the payment with; the code of a `direct` method is itself what is sent as `paymentMethod`.",
  })
  @Answers(PaymentMethodsResponse)
  list(): PaymentMethodsResponse {
    return PaymentMethodsResponse.from(this.gateways.all());
  }
}
