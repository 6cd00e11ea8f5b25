export * from './body';
export * from './query';
export { integerBetween, isWebUrl, parseInstant, withoutControls } from './checks';
export type { Check, FieldOptions } from './field';
