export { IdempotencyModule } from './idempotency.module';
export { IdempotencyKeyInvalid, IdempotencyKeyMissing, IdempotencyKeyReused, RequestInProgress } from './idempotency.errors';
export { IDEMPOTENT_METADATA, Idempotent } from './idempotent';
export type { IdempotentOptions } from './idempotent';
