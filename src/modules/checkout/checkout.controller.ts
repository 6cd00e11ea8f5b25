import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, GuestOrCustomer } from '../auth';
import type { Caller } from '../auth';
import { CartIsClosed, CartNotReady } from '../cart';
import { OutOfStock } from '../inventory';
import { AmountTooLarge, CouponNotEligible, CouponUsedUp } from '../pricing';
import {
  Answers,
  IdPipe,
  Idempotent,
  IfMatch,
  MoneyDto,
  NotFound,
  Operation,
  PreconditionFailed,
  Vital,
  exampleId,
} from '../../platform/http';
import { CheckoutRequest, CheckoutResponse } from './checkout.dto';
import { TotalChanged } from './checkout.errors';
import { PlaceOrder } from './place-order';

@ApiTags('Checkout')
@Controller('v1/carts')
export class CheckoutController {
  constructor(private readonly placing: PlaceOrder) {}

  @Post(':id/checkout')
  @GuestOrCustomer('cart')
  @Vital()
  @Idempotent({ required: true, atomic: true })
  @Operation({
    id: 'checkoutCart',
    summary: 'Turn a cart into an order',
    description:
      'Prices the cart a last time, reserves its goods and opens a payment for the total, all or nothing. Send the same Idempotency-Key again if the answer gets lost: ' +
      'it is the same order. With If-Match only this version of the cart is ordered: what the shopper put in. What it costs may change beside that; send `total` to order for this price only.',
    problems: [
      NotFound,
      CartIsClosed,
      CartNotReady,
      OutOfStock,
      CouponUsedUp,
      CouponNotEligible,
      AmountTooLarge,
      PreconditionFailed,
      TotalChanged,
    ],
    example: { path: { id: exampleId('cart', 3) }, body: {} },
  })
  @Answers(CheckoutResponse, { status: 201, location: '/v1/orders/{order.id}' })
  async checkout(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('cart')) id: string,
    @Body() { total }: CheckoutRequest,
    @IfMatch() version?: number,
  ): Promise<CheckoutResponse> {
    const expected = { ...(version !== undefined && { version }), ...(total && { total: MoneyDto.toMoney(total) }) };
    return CheckoutResponse.from(await this.placing.place(id, caller, expected));
  }
}
