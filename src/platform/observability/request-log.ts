import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PinoLogger } from 'nestjs-pino';
import { requestIdOf } from '../http/request-trace';
import { wasServedFromMemory } from '../http/shared-answers';
import { whenOver } from '../http/when-over';

/** Asked every few seconds, and nobody reads what was answered. */
const SILENT = /^\/(health\/|metrics$)/;

/** One line for each request that was let in, answered or not. What the edge refused is counted (see `http-metrics.ts`, `admission-metrics.ts`). */
@Injectable()
export class RequestLog {
  constructor(private readonly log: PinoLogger) {}

  install(instance: FastifyInstance): void {
    instance.addHook('onRequest', (request, reply, done) => {
      if (!SILENT.test(request.url)) whenOver(reply.raw, () => this.write(request, reply));
      done();
    });
    // They are answered before the hook above.
    instance.addHook('onSend', (request, reply, _payload, done) => {
      if (wasServedFromMemory(request)) whenOver(reply.raw, () => this.write(request, reply));
      done();
    });
  }

  /** The filter has logged a failure itself; the line of the request only says that there was one. */
  private write({ raw: req }: FastifyRequest, { raw: res, elapsedTime }: FastifyReply): void {
    const entry = { requestId: requestIdOf(req), req, res, responseTime: Math.round(elapsedTime) };
    if (res.statusCode >= 500) this.log.logger.error(entry, 'request errored');
    else this.log.logger.info(entry, res.writableFinished ? 'request completed' : 'request broken off');
  }
}
