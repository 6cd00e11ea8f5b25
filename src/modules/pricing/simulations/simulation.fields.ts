import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import type { ValidationArguments } from 'class-validator';
import { isDecimal } from '../calculation/rational';

const MAX_COMPONENTS = 10;
const MAX_NAME = 100;
const DECIMAL = '^(0|[1-9]\\d{0,8})(\\.\\d{1,12})?$';
const RATE_RULE = `must be a decimal text such as "0.19", or a list of 1 to ${MAX_COMPONENTS} components { name, rate }`;
const VALUE_RULE = 'must be a decimal text such as "10.5" for a percentage, or whole minor units for a fixed discount';

const rateSchema = { type: 'string', pattern: DECIMAL } as const;

/** `"0.2"`, or the components that add up to the rate. */
export function SimulatedRate(): PropertyDecorator {
  return applyDecorators(
    ValidateBy({ name: 'simulatedRate', validator: { validate: isRate, defaultMessage: () => RATE_RULE } }),
    ApiProperty({
      oneOf: [
        rateSchema,
        {
          ...{ type: 'array', minItems: 1, maxItems: MAX_COMPONENTS },
          items: {
            ...{ type: 'object', required: ['name', 'rate'], additionalProperties: false },
            properties: { name: { type: 'string', minLength: 1, maxLength: MAX_NAME }, rate: rateSchema },
          },
        },
      ],
      example: '0.2',
    }),
  );
}

/** A decimal text for `percent`, whole minor units for the fixed kinds. */
export function SimulatedValue(): PropertyDecorator {
  return applyDecorators(
    ValidateBy({ name: 'simulatedValue', validator: { validate: isValue, defaultMessage: () => VALUE_RULE } }),
    ApiProperty({
      oneOf: [rateSchema, { type: 'integer', format: 'int64', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }],
      example: '10.5',
    }),
  );
}

function isRate(value: unknown): boolean {
  if (typeof value === 'string') return isDecimal(value);
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_COMPONENTS) return false;
  return value.every(isComponent);
}

function isComponent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, rate, ...others }: { name?: unknown; rate?: unknown } = value;
  const named = typeof name === 'string' && name.length > 0 && name.length <= MAX_NAME && !/\p{Cc}/u.test(name);
  return named && typeof rate === 'string' && isDecimal(rate) && Object.keys(others).length === 0;
}

function isValue(value: unknown, args?: ValidationArguments): boolean {
  const { kind }: { kind?: unknown } = args?.object ?? {};
  if (kind === 'percent') return typeof value === 'string' && isDecimal(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
