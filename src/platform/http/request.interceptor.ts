import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { defer } from 'rxjs';
import type { Observable } from 'rxjs';
import { DeadlineInterceptor } from './deadline.interceptor';
import { IdempotencyInterceptor } from './idempotency';
import { PlaceInterceptor } from './places';
import { ShapeInterceptor } from './shape.interceptor';

interface Link {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown>;
}

/**
 * What stands around every operation, as one link of the framework's chain: each of those costs an asynchronous resource, two promises and
 * three observables per request. The deadline stands outside: it must never cut a transaction in two.
 */
@Injectable()
export class RequestInterceptor implements NestInterceptor {
  private readonly links: readonly Link[];

  constructor(deadline: DeadlineInterceptor, place: PlaceInterceptor, shape: ShapeInterceptor, idempotency: IdempotencyInterceptor) {
    this.links = [deadline, place, shape, idempotency];
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return this.links
      .reduceRight<CallHandler>((inner, link) => ({ handle: () => defer(() => link.intercept(context, inner)) }), next)
      .handle();
  }
}
