import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { lastValueFrom, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { AnswerWriter } from './answer-writer';
import { edgeOf } from './content-negotiation';
import { withinDeadline } from './deadline';
import { IdempotentOperations } from './idempotency';
import { holdingPlace } from './places';
import { ShapeCheck } from './shape-check';

/**
 * What stands around every operation, as the one link of the framework's chain: each of those costs an asynchronous resource, two promises and
 * three observables per request. The deadline stands outside: it must never cut a transaction in two. The answer is described inside: one that is
 * kept for its idempotency key must already have its headers.
 */
@Injectable()
export class RequestInterceptor implements NestInterceptor {
  constructor(
    private readonly shape: ShapeCheck,
    private readonly idempotency: IdempotentOperations,
    private readonly answers: AnswerWriter,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!edgeOf(request).streams) return of(await withinDeadline(request, () => this.operate(context, request, next)));
    this.shape.check(context);
    return next.handle();
  }

  private operate(context: ExecutionContext, request: FastifyRequest, next: CallHandler): Promise<unknown> {
    const work = async (): Promise<unknown> => this.answers.write(context, await lastValueFrom<unknown>(next.handle()));
    return holdingPlace(request, () => {
      this.shape.check(context);
      return this.idempotency.once(context, work);
    });
  }
}
