export { Metrics } from './metrics';
export { ObservabilityModule } from './observability.module';
export { Readiness } from './readiness';
export type { ReadinessCheck, ReadinessReport } from './readiness';
