import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { edgeOf } from './content-negotiation';
import { waitedFor } from './places';
import { DeadlineExceeded } from './problems';

const DEADLINE_MS = 14_000;

/**
 * Nobody waits longer than this for an answer, time in line included; event streams apart. What nobody waits for any more is not begun; what was
 * begun is not cut, but may still end, which is what Idempotency-Key is for.
 */
@Injectable()
export class DeadlineInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (edgeOf(request).streams) return next.handle();
    const left = DEADLINE_MS - waitedFor(request);
    if (left <= 0 || request.raw.socket.destroyed) throw new DeadlineExceeded();
    return withDeadline(next.handle(), left);
  }
}

/** As `timeout` of rxjs, with one of Node's cheap timers instead of a scheduled action. */
function withDeadline<T>(work: Observable<T>, milliseconds: number): Observable<T> {
  return new Observable<T>((subscriber) => {
    const timer = setTimeout(() => subscriber.error(new DeadlineExceeded()), milliseconds);
    const subscription = work.subscribe(subscriber);
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  });
}
