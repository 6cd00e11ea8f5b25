import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, AnswersPage, IdParam, Idempotent, mapPage, NotFound, Operation, Tagged, Vital } from '../../platform/http';
import type { Page } from '../../platform/http';
import { CurrentCaller, RequirePermission } from '../auth';
import type { Caller } from '../auth';
import { OrderResponse } from './order-response.dto';
import { FulfilmentExceedsOrder, IllegalOrderTransition, NothingToFulfil } from './orders.errors';
import { AdminOrderSummaryResponse, CreateFulfilmentRequest, OrdersQuery } from './orders.dto';
import { OrdersService } from './orders.service';

@ApiTags('Admin orders')
@Controller('v1/admin/orders')
export class AdminOrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  @RequirePermission('orders:read')
  @Operation({ id: 'listOrders', summary: 'List orders', description: 'All orders, the newest first. The filters combine with "and".' })
  @AnswersPage(AdminOrderSummaryResponse)
  async list(@Query() query: OrdersQuery): Promise<Page<AdminOrderSummaryResponse>> {
    return mapPage(await this.orders.list(OrdersQuery.toFilter(query), query), AdminOrderSummaryResponse.from);
  }

  @Get(':id')
  @RequirePermission('orders:read')
  @Tagged()
  @Operation({ id: 'getOrderAsStaff', summary: 'Read any order', description: 'The same as its owner sees.', problems: [NotFound] })
  @Answers(OrderResponse)
  async get(@IdParam('ord') id: string): Promise<OrderResponse> {
    return OrderResponse.from(await this.orders.get(id));
  }

  @Post(':id/fulfilments')
  @RequirePermission('orders:write')
  @Vital()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createFulfilment',
    summary: 'Send goods of an order',
    description:
      'Records a parcel. Without `lines` it holds everything that is still open. When nothing is open any more the order is `fulfilled`, before ' +
      'that `part_fulfilled`. Answers the order.',
    problems: [NotFound, IllegalOrderTransition, FulfilmentExceedsOrder, NothingToFulfil],
  })
  @Answers(OrderResponse, { status: 201, location: '/v1/admin/orders/{id}' })
  async fulfil(@IdParam('ord') id: string, @Body() body: CreateFulfilmentRequest, @CurrentCaller() caller: Caller): Promise<OrderResponse> {
    return OrderResponse.from(await this.orders.fulfil(id, body, caller));
  }
}
