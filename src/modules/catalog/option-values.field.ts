import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { withoutControls } from '../../platform/http';

const controls = withoutControls(false);
const MAX_ENTRIES = 5;
const MAX_NAME = 100;
const MAX_VALUE = 255;
const RULE = `must be an object of at most ${MAX_ENTRIES} option names and their values, both texts`;

/** A JSON object from option names to values: `{ "Size": "M" }`. */
export function OptionValues(): PropertyDecorator {
  return applyDecorators(
    ValidateBy({ name: 'optionValues', validator: { validate: isOptionValues, defaultMessage: () => RULE } }),
    ApiProperty({
      type: 'object',
      additionalProperties: { type: 'string', minLength: 1, maxLength: MAX_VALUE },
      maxProperties: MAX_ENTRIES,
      example: { Size: 'M' },
    }),
  );
}

function isOptionValues(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries: [string, unknown][] = Object.entries(value);
  return entries.length <= MAX_ENTRIES && entries.every(([name, text]) => fits(name, MAX_NAME) && fits(text, MAX_VALUE));
}

function fits(text: unknown, max: number): boolean {
  return typeof text === 'string' && text.length > 0 && text.length <= max && controls(text) === undefined;
}
