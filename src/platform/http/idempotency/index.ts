export { IdempotencyInterceptor } from './idempotency.interceptor';
export { IdempotencyStore } from './idempotency.store';
export { ReplayFilter } from './replay.filter';
export { IdempotencyKeyInvalid, IdempotencyKeyMissing, IdempotencyKeyReused, RequestInProgress } from './idempotency.errors';
export { IDEMPOTENT_METADATA, Idempotent } from './idempotent';
export type { IdempotentOptions } from './idempotent';
export { RequestKey } from './request-key';
