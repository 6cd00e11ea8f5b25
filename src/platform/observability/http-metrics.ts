import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PinoLogger } from 'nestjs-pino';
import { Admission } from '../http/admission';
import { requestIdOf } from '../http/request-trace';
import { wasServedFromMemory } from '../http/shared-answers';
import { Metrics } from './metrics';

/** How long answers take, by route template: an id in a label would make a series of its own. */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly metrics: Metrics,
    private readonly admission: Admission,
    private readonly log: PinoLogger,
  ) {}

  onModuleInit(): void {
    // A command (seeding, importing) has no server.
    const adapter: HttpAdapterHost['httpAdapter'] | null = this.host.httpAdapter;
    if (!adapter) return;
    this.metrics.gauge('portico_http_in_flight', 'Requests being worked on', [], (gauge) => gauge.set(this.admission.current));
    const duration = this.metrics.histogram('portico_http_request_seconds', 'Time to answer a request', ['method', 'route', 'status']);
    const remembered = this.metrics.counter('portico_http_answers_from_memory_total', 'Requests answered without a handler', ['route']);
    const instance: FastifyInstance = adapter.getInstance();
    instance.addHook('onResponse', (request, reply, done) => {
      const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
      duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      if (wasServedFromMemory(request)) {
        remembered.inc({ route });
        this.logRequest(request, reply);
      }
      done();
    });
  }

  /** The line that every request has; see logging.module.ts. */
  private logRequest({ raw }: FastifyRequest, { raw: res, elapsedTime }: FastifyReply): void {
    this.log.logger.info({ requestId: requestIdOf(raw), req: raw, res, responseTime: Math.round(elapsedTime) }, 'request completed');
  }
}
