export { Metrics } from './metrics';
export { ObservabilityModule } from './observability.module';
export { Readiness } from './readiness';
