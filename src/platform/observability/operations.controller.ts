import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, AnswersText, OpenRoute, Operation, Produces, Unavailable } from '../http';
import { Metrics } from './metrics';
import { HealthResponse } from './operations.dto';
import { Readiness } from './readiness';

/** What machines ask: the orchestrator and the metrics collector. */
@ApiTags('Operations')
@Controller()
export class OperationsController {
  private making: Promise<string> | undefined;

  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @OpenRoute()
  @Operation({
    id: 'getLiveness',
    summary: 'Is the process alive',
    description: 'Answers as long as the process can answer at all. Restart it when it does not.',
  })
  @Answers(HealthResponse, { example: { status: 'ok', checks: {} } })
  live(): HealthResponse {
    return { status: 'ok', checks: {} };
  }

  @Get('health/ready')
  @OpenRoute()
  @Operation({
    id: 'getReadiness',
    summary: 'Should the process get requests',
    description: 'Looks at the database and at whether the process is shutting down. Send no requests while it answers 503.',
    problems: [Unavailable],
  })
  @Answers(HealthResponse)
  async ready(): Promise<HealthResponse> {
    const { ready, checks } = await this.readiness.report();
    if (!ready) throw new Unavailable('Not ready for requests.', { retryAfter: 1 }, { checks });
    return { status: 'ok', checks };
  }

  @Get('metrics')
  @OpenRoute()
  @Produces('text/plain')
  @Operation({
    id: 'getMetrics',
    summary: 'Metrics for Prometheus',
    description: 'Counters, gauges and histograms of this process in the Prometheus text format.',
  })
  @AnswersText('text/plain', { description: 'Prometheus text format 0.0.4.', example: 'portico_http_in_flight 0\n' })
  read(): Promise<string> {
    // Nobody limits who asks: many at once get the text that is made for the first of them.
    this.making ??= this.metrics.registry.metrics().finally(() => (this.making = undefined));
    return this.making;
  }
}
