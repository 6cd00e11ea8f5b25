import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Admission } from '../http/admission';
import { Metrics } from './metrics';

/** How long answers take, by route template: an id in a label would make a series of its own. */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly metrics: Metrics,
    private readonly admission: Admission,
  ) {}

  onModuleInit(): void {
    // A command (seeding, importing) has no server.
    const adapter: HttpAdapterHost['httpAdapter'] | null = this.host.httpAdapter;
    if (!adapter) return;
    this.metrics.gauge('portico_http_in_flight', 'Requests being worked on', [], (gauge) => gauge.set(this.admission.current));
    const duration = this.metrics.histogram('portico_http_request_seconds', 'Time to answer a request', ['method', 'route', 'status']);
    const instance: FastifyInstance = adapter.getInstance();
    instance.addHook('onResponse', (request, reply, done) => {
      const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
      duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      done();
    });
  }
}
