import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { accountOf, CurrentCaller, GuestOrCustomer, RequirePermission } from '../auth';
import type { Caller } from '../auth';
import { OrderQueries, OrderResponse, OrdersFacade } from '../orders';
import { CaptureInProgress, PaymentInProgress } from '../payments';
import { Answers, IdPipe, Idempotent, NotFound, Operation, Vital, exampleId } from '../../platform/http';
import { CancelOrder } from './cancel-order';
import { CancelOrderRequest } from './checkout.dto';
import { OrderNotCancellable } from './checkout.errors';

const PROBLEMS = [NotFound, OrderNotCancellable, PaymentInProgress, CaptureInProgress] as const;

/** Cancelling an order moves money and stock, so it is decided here and not among the orders. */
@Controller('v1')
export class OrderActionsController {
  constructor(
    private readonly cancelling: CancelOrder,
    private readonly orders: OrdersFacade,
    private readonly queries: OrderQueries,
  ) {}

  @Post('orders/:id/cancel')
  @ApiTags('Orders')
  @HttpCode(200)
  @GuestOrCustomer('order')
  @Vital()
  @Idempotent({ required: false, atomic: false })
  @Operation({
    id: 'cancelOrder',
    summary: 'Cancel an order',
    description:
      'Before payment the goods and the payment are let go. After it, until goods are sent or a part of the money went back, the goods are restocked and the money goes back. ' +
      'An order of which a part went back already is not cancelled: the rest is refunded. Cancelling twice changes nothing.',
    problems: [...PROBLEMS],
    example: { path: { id: exampleId('ord', 2) } },
  })
  @Answers(OrderResponse)
  async cancel(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('ord')) id: string,
    @Body() body: CancelOrderRequest,
  ): Promise<OrderResponse> {
    if (!(await this.orders.ownedBy(id, caller))) throw new NotFound('order');
    await this.cancelling.cancel(id, body.reason ?? 'cancelled by the shopper', caller.accountId ?? 'guest', { mayReturnMoney: true });
    return this.queries.response(id);
  }

  @Post('admin/orders/:id/cancel')
  @ApiTags('Admin orders')
  @HttpCode(200)
  @RequirePermission('orders:write')
  @Vital()
  @Idempotent({ required: false, atomic: false })
  @Operation({
    id: 'cancelOrderAsStaff',
    summary: 'Cancel an order for the shop',
    description:
      'As the shopper would: goods are released or restocked, money that was taken goes back. Where money was taken, `orders:refund` is needed too. ' +
      'An order of which goods were sent or a part went back already is not cancelled: refund the rest with POST /v1/admin/orders/{id}/refunds.',
    problems: [...PROBLEMS],
    example: { path: { id: exampleId('ord', 3) } },
  })
  @Answers(OrderResponse)
  async cancelAsStaff(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe('ord')) id: string,
    @Body() body: CancelOrderRequest,
  ): Promise<OrderResponse> {
    await this.cancelling.cancel(id, body.reason ?? 'cancelled by the shop', accountOf(caller), {
      mayReturnMoney: caller.permissions.has('orders:refund'),
    });
    return this.queries.response(id);
  }
}
