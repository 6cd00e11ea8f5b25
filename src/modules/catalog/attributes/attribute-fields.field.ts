import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { withoutControls } from '../../../platform/http';
import { ATTRIBUTE_KEY, MAX_TEXT } from './attribute-value';

const controls = withoutControls(false);
const MAX_ENTRIES = 100;
const RULE = `must be an object of at most ${MAX_ENTRIES} attribute keys, each with a text, a whole number, true, false or null`;
const VALUE = [{ type: 'string' as const, maxLength: MAX_TEXT }, { type: 'integer' as const }, { type: 'boolean' as const }];
const COMMON = { type: 'object' as const, maxProperties: MAX_ENTRIES };

/** As answers show it. */
export const ATTRIBUTES_SCHEMA = { ...COMMON, additionalProperties: { anyOf: VALUE }, example: { material: 'stoneware', capacity: '0.3' } };

/** A JSON object from attribute keys to values: `{ "material": "stoneware", "capacity": "0.3" }`. */
export function AttributeFields(): PropertyDecorator {
  return applyDecorators(
    ValidateBy({ name: 'attributeFields', validator: { validate: isRecord, defaultMessage: () => RULE } }),
    ApiProperty({ ...COMMON, additionalProperties: { anyOf: [...VALUE, { type: 'null' as never }] }, example: { material: 'stoneware' } }),
  );
}

function isRecord(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries: [string, unknown][] = Object.entries(value);
  return entries.length <= MAX_ENTRIES && entries.every(([key, item]) => ATTRIBUTE_KEY.test(key) && isValue(item));
}

function isValue(value: unknown): boolean {
  if (typeof value === 'string') return [...value].length <= MAX_TEXT && controls(value) === undefined;
  return value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value));
}
