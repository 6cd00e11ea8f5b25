import { Injectable } from '@nestjs/common';
import { OrderResponse } from './order-response.dto';
import { OrdersService } from './orders.service';

/** For use cases above that answer with the order: one shape of it, wherever it is read. */
@Injectable()
export class OrderQueries {
  constructor(private readonly orders: OrdersService) {}

  /** Who may read it has been decided by the caller. @throws NotFound */
  async response(orderId: string): Promise<OrderResponse> {
    return OrderResponse.from(await this.orders.get(orderId));
  }
}
