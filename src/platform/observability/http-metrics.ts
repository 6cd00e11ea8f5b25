import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { unheardStatements, workFor } from '../database';
import { requestIdOf } from '../http/request-trace';
import { wasServedFromMemory } from '../http/shared-answers';
import { Metrics } from './metrics';
import { RequestLog } from './request-log';

/** How long answers take, by route template: an id in a label would make a series of its own. */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly metrics: Metrics,
    private readonly log: RequestLog,
  ) {}

  onModuleInit(): void {
    // A command (seeding, importing) has no server.
    const adapter: HttpAdapterHost['httpAdapter'] | null = this.host.httpAdapter;
    if (!adapter) return;
    const duration = this.metrics.histogram('portico_http_request_seconds', 'Time to answer a request', ['method', 'route', 'status']);
    const remembered = this.metrics.counter('portico_http_answers_from_memory_total', 'Requests answered without a handler', ['route']);
    const instance: FastifyInstance = adapter.getInstance();
    this.log.install(instance);
    this.countStatements(instance);
    instance.addHook('onResponse', (request, reply, done) => {
      const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
      duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      if (wasServedFromMemory(request)) remembered.inc({ route });
      done();
    });
  }

  /** Of the answer alone: what its events set off afterwards counts as background. */
  private countStatements(instance: FastifyInstance): void {
    const help = 'Statements sent to the database, by the operation that sent them';
    const statements = this.metrics.counter('portico_db_statements_total', help, ['method', 'route']);
    this.metrics.gauge('portico_db_background_statements', 'Statements of jobs, events and the start', [], (gauge) =>
      gauge.set(unheardStatements()),
    );
    const tallies = new WeakMap<object, number>();
    // After the body has arrived: its events come from the connection, which knows nothing of the request's context.
    instance.addHook('preHandler', (request, _reply, done) => {
      let tally = 0;
      workFor(requestIdOf(request.raw), () => tallies.set(request, (tally += 1)), done);
    });
    instance.addHook('onResponse', (request, _reply, done) => {
      const tally = tallies.get(request);
      if (tally !== undefined) statements.inc({ method: request.method, route: request.routeOptions.url ?? 'unknown' }, tally);
      done();
    });
  }
}
