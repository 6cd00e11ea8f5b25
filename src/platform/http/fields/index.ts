export * from './body';
export * from './query';
export { parseInstant } from './checks';
export type { FieldOptions } from './field';
