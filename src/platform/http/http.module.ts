import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { Admission } from './admission';
import { AnswerWriter } from './answer-writer';
import { CursorCodec } from './cursor-codec';
import { Downloads } from './downloads';
import { IdempotencyKeysController, IdempotencyStore, IdempotencySweeper, IdempotentOperations, ReplayFilter } from './idempotency';
import { KeptAnswers } from './kept-answers';
import { KeysetPages } from './keyset-pages';
import { Lifecycle } from './lifecycle';
import { ProblemFilter } from './problem.filter';
import { ProblemPagesController } from './problem-pages.controller';
import { RequestInterceptor } from './request.interceptor';
import { ShapeCheck } from './shape-check';
import { SlowReaders } from './slow-readers';
import { DtoPipe } from './validation.pipe';

/** How requests come in and answers go out. */
@Global()
@Module({
  controllers: [IdempotencyKeysController, ProblemPagesController],
  providers: [
    Admission,
    CursorCodec,
    Downloads,
    KeptAnswers,
    KeysetPages,
    Lifecycle,
    SlowReaders,
    { provide: APP_FILTER, useClass: ProblemFilter },
    ...[AnswerWriter, IdempotentOperations, ShapeCheck],
    { provide: APP_INTERCEPTOR, useClass: RequestInterceptor },
    { provide: APP_FILTER, useClass: ReplayFilter },
    IdempotencyStore,
    IdempotencySweeper,
    { provide: APP_PIPE, useClass: DtoPipe },
  ],
  exports: [Admission, CursorCodec, KeptAnswers, KeysetPages, Lifecycle],
})
export class HttpModule {}
