export * from './body';
export * from './query';
export { integerBetween, parseInstant } from './checks';
export type { Check, FieldOptions } from './field';
