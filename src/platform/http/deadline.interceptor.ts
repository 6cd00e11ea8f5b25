import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { edgeOf } from './content-negotiation';
import { DeadlineExceeded } from './problems';

export const DEADLINE_MS = 14_000;

/** Nobody waits longer than this for an answer; event streams apart. The work itself may still end, which is what Idempotency-Key is for. */
@Injectable()
export class DeadlineInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (edgeOf(context.switchToHttp().getRequest<FastifyRequest>()).streams) return next.handle();
    return withDeadline(next.handle());
  }
}

/** As `timeout` of rxjs, with one of Node's cheap timers instead of a scheduled action. */
function withDeadline<T>(work: Observable<T>): Observable<T> {
  return new Observable<T>((subscriber) => {
    const timer = setTimeout(() => subscriber.error(new DeadlineExceeded()), DEADLINE_MS);
    const subscription = work.subscribe(subscriber);
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  });
}
