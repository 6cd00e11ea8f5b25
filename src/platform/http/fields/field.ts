import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/** Why a value is refused. The detail completes a sentence: "must be ...". It never repeats the value, which may be a secret. */
export interface Fault {
  readonly code: string;
  readonly detail: string;
}

/** Looks at one value; undefined means it is fine. */
export type Check = (value: unknown) => Fault | undefined;

export const REQUIRED: Fault = { code: 'required', detail: 'is required' };

/** The OpenAPI side of a field. */
export type FieldSchema = ApiPropertyOptions;

/** Where a required query or body field differs from its neighbours: what OpenAPI cannot guess. */
export interface FieldOptions {
  /** Shown in the API document; it must satisfy the field's own rules. */
  readonly example?: unknown;
  readonly description?: string;
}

interface FieldSpec {
  readonly name: string;
  readonly check: Check;
  readonly schema: FieldSchema;
  /** Brings the value into its normal form before it is checked; anything it does not understand it leaves alone. */
  readonly normalise?: (value: unknown) => unknown;
}

const SEPARATOR = '\u0001';

/** One decorator for the three libraries: class-validator decides, class-transformer normalises, OpenAPI describes. */
export function field(spec: FieldSpec): PropertyDecorator {
  const fault = (value: unknown): Fault | undefined => (value === undefined ? REQUIRED : spec.check(value));
  const decorators = [
    ValidateBy({
      name: spec.name,
      validator: {
        validate: (value: unknown) => fault(value) === undefined,
        defaultMessage: (args) => encodeFault(fault(args?.value) ?? REQUIRED),
      },
    }),
    ApiProperty(spec.schema),
  ];
  const { normalise } = spec;
  if (normalise) decorators.push(Transform(({ value }: { value: unknown }) => normalise(value), { toClassOnly: true }));
  return applyDecorators(...decorators);
}

function encodeFault(fault: Fault): string {
  return `${fault.code}${SEPARATOR}${fault.detail}`;
}

/** Reads back what a field's message carries; messages of plain class-validator decorators become `invalid`. */
export function decodeFault(message: string): Fault {
  const [code, detail] = message.split(SEPARATOR);
  return detail === undefined ? { code: 'invalid', detail: message } : { code: code ?? 'invalid', detail };
}
