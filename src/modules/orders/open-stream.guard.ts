import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { isId } from '../../platform/ids';
import type { Caller } from '../auth';
import { OrderStreams } from './order-streams';
import { OrdersService } from './orders.service';

interface Call {
  readonly params: { readonly id: string };
  readonly caller: Caller;
}

/**
 * Says no to a stream before it begins. Nest sends the headers of a stream, 200, as soon as its handler waits for anything, so that a
 * handler that asks the database whose order it is can no longer answer 404.
 */
@Injectable()
export class OpenStreamGuard implements CanActivate {
  constructor(
    private readonly orders: OrdersService,
    private readonly streams: OrderStreams,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { params, caller } = context.switchToHttp().getRequest<Call>();
    // A malformed id is refused by its pipe.
    if (!isId('ord', params.id)) return true;
    await this.orders.assertReadable(params.id, caller);
    this.streams.assertRoom(params.id);
    return true;
  }
}
