import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, CustomerOnly } from '../auth';
import type { Caller } from '../auth';
import { AmountTooLarge } from '../pricing';
import { AllUrgent, Answers, Idempotent, NotFound, Operation, Tagged } from '../../platform/http';
import { CartResponse, MergeCartRequest } from './cart.dto';
import { CartService } from './cart.service';
import { MergeCarts } from './merge-carts';

@ApiTags('Cart')
@AllUrgent()
@Controller('v1/me/cart')
export class MyCartController {
  constructor(
    private readonly carts: CartService,
    private readonly merging: MergeCarts,
  ) {}

  @Get()
  @CustomerOnly()
  @Tagged()
  @Operation({
    id: 'getMyCart',
    summary: 'Read my cart',
    description: 'The one active cart of the customer, the same from every device; opened at the first call.',
    problems: [AmountTooLarge],
  })
  @Answers(CartResponse)
  async get(@CurrentCaller() caller: Caller): Promise<CartResponse> {
    return CartResponse.from(await this.carts.mine(caller));
  }

  @Post('merge')
  @HttpCode(200)
  @CustomerOnly()
  @Idempotent({ required: false, atomic: false })
  @Operation({
    id: 'mergeMyCart',
    summary: 'Bring a guest cart into mine',
    description:
      'Moves the lines of a guest cart into the customer’s cart, typically right after login. It happens once: the guest token dies with it, and calling again changes nothing.',
    problems: [NotFound, AmountTooLarge],
  })
  @Answers(CartResponse)
  async merge(@CurrentCaller() caller: Caller, @Body() body: MergeCartRequest): Promise<CartResponse> {
    return CartResponse.from(await this.merging.merge(caller, { cartId: body.cartId, token: body.token }, body.policy ?? 'sum'));
  }
}
