import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, GuestOrCustomer, Public } from '../auth';
import type { Caller } from '../auth';
import { OutOfStock } from '../inventory';
import { AmountTooLarge } from '../pricing';
import {
  AllUrgent,
  Answers,
  IdPipe,
  Idempotent,
  IfMatch,
  NotFound,
  Operation,
  PreconditionFailed,
  Starting,
  Tagged,
} from '../../platform/http';
import { ExplanationResponse, RequirementsResponse, ShippingMethodResponse, ShippingMethodsResponse } from './cart-advice.dto';
import { AddCouponRequest, AddLineRequest, CartResponse, CreateCartRequest, UpdateCartRequest, UpdateLineRequest } from './cart.dto';
import { CartIsClosed, CartIsFull, CouponIneligible, CurrencyNotOffered, ProductNotSellable } from './cart.errors';
import { CartService } from './cart.service';

const CHANGE_PROBLEMS = [NotFound, CartIsClosed, PreconditionFailed, AmountTooLarge] as const;

@ApiTags('Cart')
@AllUrgent()
@Controller('v1/carts')
export class CartController {
  constructor(private readonly carts: CartService) {}

  @Post()
  @Public()
  @Tagged()
  @Starting()
  @Idempotent({ required: false, atomic: 'keyed' })
  @Operation({
    id: 'createCart',
    summary: 'Create a cart',
    description:
      'A guest gets a new cart and, once, the token that opens it. A signed-in customer gets their one active cart, without a token. Lines and contact may come ' +
      'along: then nothing happens unless all of it is right.',
    problems: [CurrencyNotOffered, ProductNotSellable, OutOfStock, CartIsFull, AmountTooLarge],
  })
  @Answers(CartResponse, { status: 201, location: '/v1/carts/{id}' })
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateCartRequest): Promise<CartResponse> {
    return CartResponse.from(await this.carts.create(caller, body));
  }

  @Get(':id')
  @GuestOrCustomer('cart')
  @Tagged()
  @Operation({
    id: 'getCart',
    summary: 'Read a cart',
    description: 'The cart at the prices, taxes and stock of this moment.',
    problems: [NotFound, AmountTooLarge],
  })
  @Answers(CartResponse)
  async get(@CurrentCaller() caller: Caller, @Param('id', IdPipe('cart')) id: string): Promise<CartResponse> {
    return CartResponse.from(await this.carts.get(id, caller));
  }

  @Patch(':id')
  @GuestOrCustomer('cart')
  @Tagged()
  @Operation({
    id: 'updateCart',
    summary: 'Set e-mail, addresses and shipping method',
    description: 'JSON Merge Patch: what is absent stays, null takes away. Billing defaults to shipping.',
    problems: [...CHANGE_PROBLEMS, CurrencyNotOffered],
  })
  @Answers(CartResponse)
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('cart')) id: string,
    @Body() body: UpdateCartRequest,
    @IfMatch() version?: number,
  ): Promise<CartResponse> {
    return CartResponse.from(await this.carts.update(id, caller, body, version));
  }

  @Post(':id/lines')
  @GuestOrCustomer('cart')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'addCartLine',
    summary: 'Put a variant into the cart',
    description: 'Joins the line of the same variant if there is one. Nothing is reserved until checkout.',
    problems: [...CHANGE_PROBLEMS, ProductNotSellable, OutOfStock, CartIsFull],
  })
  @Answers(CartResponse, { status: 201 })
  async addLine(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('cart')) id: string,
    @Body() body: AddLineRequest,
    @IfMatch() version?: number,
  ): Promise<CartResponse> {
    return CartResponse.from(await this.carts.addLine(id, caller, body, version));
  }

  @Patch(':id/lines/:lineId')
  @GuestOrCustomer('cart')
  @Tagged()
  @Operation({
    id: 'updateCartLine',
    summary: 'Change the quantity of a line',
    description: 'Sets the quantity; 0 removes the line.',
    problems: [...CHANGE_PROBLEMS, OutOfStock],
  })
  @Answers(CartResponse)
  async updateLine(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('cart')) id: string,
    @Param('lineId', IdPipe('line')) lineId: string,
    @Body() body: UpdateLineRequest,
    @IfMatch() version?: number,
  ): Promise<CartResponse> {
    return CartResponse.from(await this.carts.setQuantity(id, caller, lineId, body.quantity, version));
  }

  @Delete(':id/lines/:lineId')
  @GuestOrCustomer('cart')
  @Tagged()
  @Operation({
    id: 'removeCartLine',
    summary: 'Take a line out',
    description: 'Answers the cart without the line.',
    problems: [...CHANGE_PROBLEMS],
  })
  @Answers(CartResponse)
  async removeLine(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('cart')) id: string,
    @Param('lineId', IdPipe('line')) lineId: string,
    @IfMatch() version?: number,
  ): Promise<CartResponse> {
    return CartResponse.from(await this.carts.removeLine(id, caller, lineId, version));
  }

  @Post(':id/coupons')
  @GuestOrCustomer('cart')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'addCartCoupon',
    summary: 'Redeem a coupon code',
    description: 'Applies the code to the cart. A code that does not apply is refused with the reason, and the cart stays as it was.',
    problems: [...CHANGE_PROBLEMS, CouponIneligible, CartIsFull],
  })
  @Answers(CartResponse, { status: 201 })
  async addCoupon(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('cart')) id: string,
    @Body() body: AddCouponRequest,
    @IfMatch() version?: number,
  ): Promise<CartResponse> {
    return CartResponse.from(await this.carts.addCoupon(id, caller, body.code, version));
  }

  @Delete(':id/coupons/:code')
  @GuestOrCustomer('cart')
  @Tagged()
  @Operation({
    id: 'removeCartCoupon',
    summary: 'Take a coupon off',
    description: 'Answers the cart at its price without the coupon.',
    problems: [...CHANGE_PROBLEMS],
    example: { path: { code: 'WELCOME10' } },
  })
  @Answers(CartResponse)
  async removeCoupon(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('cart')) id: string,
    @Param('code') code: string,
    @IfMatch() version?: number,
  ): Promise<CartResponse> {
    return CartResponse.from(await this.carts.removeCoupon(id, caller, code, version));
  }

  @Get(':id/shipping-methods')
  @GuestOrCustomer('cart')
  @Operation({
    id: 'listCartShippingMethods',
    summary: 'List the shipping methods of a cart',
    description:
      'Those that serve its address (or the shop’s own country while it has none), at their price for this cart. Empty when nothing needs shipping.',
    problems: [NotFound, AmountTooLarge],
  })
  @Answers(ShippingMethodsResponse)
  async shippingMethods(@CurrentCaller() caller: Caller, @Param('id', IdPipe('cart')) id: string): Promise<ShippingMethodsResponse> {
    const options = await this.carts.shippingMethods(id, caller);
    return { data: options.map((option) => ShippingMethodResponse.from(option)) };
  }

  @Get(':id/requirements')
  @GuestOrCustomer('cart')
  @Operation({
    id: 'getCartRequirements',
    summary: 'Ask what is missing for checkout',
    description: 'Everything that checkout would refuse the cart for, each with a JSON pointer.',
    problems: [NotFound, AmountTooLarge],
  })
  @Answers(RequirementsResponse)
  async requirements(@CurrentCaller() caller: Caller, @Param('id', IdPipe('cart')) id: string): Promise<RequirementsResponse> {
    return RequirementsResponse.from(await this.carts.requirements(id, caller));
  }

  @Get(':id/explanation')
  @GuestOrCustomer('cart')
  @Operation({
    id: 'explainCart',
    summary: 'Explain the prices of a cart',
    description: 'Every price decision in order: what was tried, applied or refused and why, and how it was rounded.',
    problems: [NotFound, AmountTooLarge],
  })
  @Answers(ExplanationResponse)
  async explanation(@CurrentCaller() caller: Caller, @Param('id', IdPipe('cart')) id: string): Promise<ExplanationResponse> {
    return ExplanationResponse.from(await this.carts.get(id, caller));
  }
}
