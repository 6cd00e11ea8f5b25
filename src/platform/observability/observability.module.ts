import { Global, Module, Optional } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Database } from '../database';
import { AdmissionMetrics } from './admission-metrics';
import { HttpMetrics } from './http-metrics';
import { LoggingModule } from './logging.module';
import { Metrics } from './metrics';
import { OperationsController } from './operations.controller';
import { Readiness } from './readiness';
import { RequestLog } from './request-log';

/** What the process tells about itself: logs, metrics, health. */
@Global()
@Module({
  imports: [LoggingModule],
  controllers: [OperationsController],
  providers: [AdmissionMetrics, HttpMetrics, Metrics, Readiness, RequestLog],
  exports: [Metrics, Readiness],
})
export class ObservabilityModule implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    @Optional() private readonly database?: Database,
  ) {}

  onModuleInit(): void {
    const { database } = this;
    if (database) this.readiness.register('database', () => database.query('SELECT 1'));
  }
}
