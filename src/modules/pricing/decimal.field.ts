import { Text } from '../../platform/http';
import type { FieldOptions } from '../../platform/http';

/** At most 16 characters, as the columns have. */
const FRACTION = /^(0|1)(\.\d{1,12})?$/;
const PERCENT = /^(0|[1-9]\d{0,2})(\.\d{1,6})?$/;

/** A tax rate: a decimal fraction as text, `"0.19"` for 19 %. A JSON number would pass through a float. */
export const RateField = (options: FieldOptions = {}): PropertyDecorator =>
  Text(1, 16, { pattern: FRACTION, patternDetail: 'must be a decimal fraction such as "0.19"', example: '0.19', ...options });

/** A percentage as text, `"10.5"`. */
export const PercentField = (options: FieldOptions = {}): PropertyDecorator =>
  Text(1, 16, { pattern: PERCENT, patternDetail: 'must be a percentage such as "10.5"', example: '10', ...options });
