export { IdempotencyInterceptor } from './idempotency.interceptor';
export { IdempotencyKeysController } from './idempotency-keys.controller';
export { EXAMPLE_LOOKUP_KEY } from './idempotency-keys.dto';
export { IdempotencyStore } from './idempotency.store';
export { IdempotencySweeper } from './idempotency.sweeper';
export { ReplayFilter } from './replay.filter';
export { IdempotencyKeyInvalid, IdempotencyKeyMissing, IdempotencyKeyReused, RequestInProgress } from './idempotency.errors';
export { IDEMPOTENT_METADATA, Idempotent } from './idempotent';
export type { IdempotentOptions } from './idempotent';
