import { Controller, Get, Headers, Query, Sse, UseGuards } from '@nestjs/common';
import type { MessageEvent } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import {
  Answers,
  AnswersPage,
  AnswersText,
  IdParam,
  mapPage,
  NotFound,
  Operation,
  Overloaded,
  PageQuery,
  Streams,
  Tagged,
  Urgent,
} from '../../platform/http';
import type { Page } from '../../platform/http';
import { CurrentCaller, CustomerOnly, GuestOrCustomer } from '../auth';
import type { Caller } from '../auth';
import { OpenStreamGuard } from './open-stream.guard';
import { OrderResponse } from './order-response.dto';
import { OrderStreams, readLastEventId } from './order-streams';
import { OrderSummaryResponse } from './orders.dto';
import { OrdersService } from './orders.service';

const STREAM_EXAMPLE =
  'event: order\nid: 2\ndata: {"orderId":"ord_02ITLcBYoUJdzTUMCSHuv3","version":2,"from":"pending_payment","to":"paid",' +
  '"reason":"payment received","at":"2026-11-20T10:00:00.000Z"}\n\n';

@ApiTags('Orders')
@Controller('v1')
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly streams: OrderStreams,
  ) {}

  @Get('orders/:id')
  @Urgent()
  @GuestOrCustomer('order')
  @Tagged()
  @Operation({
    id: 'getOrder',
    summary: 'Read an order',
    description: 'For the customer who placed it, for the guest who holds its token (`X-Order-Token`), and for staff with `orders:read`.',
    problems: [NotFound],
  })
  @Answers(OrderResponse)
  async get(@IdParam('ord') id: string, @CurrentCaller() caller: Caller): Promise<OrderResponse> {
    return OrderResponse.from(await this.orders.getFor(id, caller));
  }

  @Get('me/orders')
  @CustomerOnly()
  @Operation({
    id: 'listMyOrders',
    summary: 'List my orders',
    description: 'The purchase history of the signed-in customer, the newest first.',
  })
  @AnswersPage(OrderSummaryResponse)
  async mine(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<Page<OrderSummaryResponse>> {
    return mapPage(await this.orders.listMine(caller, query), OrderSummaryResponse.from);
  }

  @Sse('orders/:id/events')
  @GuestOrCustomer('order')
  @UseGuards(OpenStreamGuard)
  @Streams()
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The id of the last event that arrived; only later ones are sent.' })
  @Operation({
    id: 'streamOrderEvents',
    summary: 'Follow an order',
    description:
      'Server-Sent Events, one of type `order` per step of its history, from the first or from after `Last-Event-ID`. The id is the version ' +
      'of the order. Comments keep the connection open. A stream ends after 15 minutes or when the server restarts: connect again.',
    problems: [NotFound, Overloaded],
  })
  @AnswersText('text/event-stream', { description: 'A stream of events.', example: STREAM_EXAMPLE })
  events(@IdParam('ord') id: string, @Headers('last-event-id') lastEventId: string | undefined): Observable<MessageEvent> {
    return this.streams.open(id, readLastEventId(lastEventId));
  }
}
