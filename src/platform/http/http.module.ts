import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { Admission } from './admission';
import { DeadlineInterceptor } from './deadline.interceptor';
import { CursorCodec } from './cursor-codec';
import { IdempotencyInterceptor, IdempotencyKeysController, IdempotencyStore, IdempotencySweeper, ReplayFilter } from './idempotency';
import { KeptAnswers } from './kept-answers';
import { KeysetPages } from './keyset-pages';
import { Lifecycle } from './lifecycle';
import { ProblemFilter } from './problem.filter';
import { ProblemPagesController } from './problem-pages.controller';
import { PlaceInterceptor } from './places';
import { RequestInterceptor } from './request.interceptor';
import { ShapeInterceptor } from './shape.interceptor';
import { SlowReaders } from './slow-readers';
import { DtoPipe } from './validation.pipe';

/** How requests come in and answers go out. */
@Global()
@Module({
  controllers: [IdempotencyKeysController, ProblemPagesController],
  providers: [
    Admission,
    CursorCodec,
    KeptAnswers,
    KeysetPages,
    Lifecycle,
    SlowReaders,
    { provide: APP_FILTER, useClass: ProblemFilter },
    ...[DeadlineInterceptor, PlaceInterceptor, ShapeInterceptor, IdempotencyInterceptor],
    { provide: APP_INTERCEPTOR, useClass: RequestInterceptor },
    { provide: APP_FILTER, useClass: ReplayFilter },
    IdempotencyStore,
    IdempotencySweeper,
    { provide: APP_PIPE, useClass: DtoPipe },
  ],
  exports: [Admission, CursorCodec, KeptAnswers, KeysetPages, Lifecycle],
})
export class HttpModule {}
