import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateIf, ValidateNested } from 'class-validator';
import type { IdPrefix } from '../../ids';
import * as checks from './checks';
import { field } from './field';
import type { FieldOptions } from './field';

export interface TextOptions extends FieldOptions {
  /** Lets line breaks and tabs through. */
  readonly multiline?: boolean;
  /** Secrets keep their blanks; everything else loses the outer ones. */
  readonly trim?: boolean;
  /** What the text must match, and how to say so. */
  readonly pattern?: RegExp;
  readonly patternDetail?: string;
}

type DtoClass = abstract new (...args: never[]) => object;

/** A whole number. Fractions, exponents and texts are refused, also those that a float would round. */
export function Integer(minimum: number, maximum: number, options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'integer',
    check: checks.integerBetween(minimum, maximum),
    schema: { type: 'integer', format: 'int64', minimum, maximum, ...options },
  });
}

/** Unicode text in NFC without control characters; the length counts characters, as the database does. */
export function Text(minimum: number, maximum: number, options: TextOptions = {}): PropertyDecorator {
  const { multiline = false, trim = true, pattern, patternDetail = 'has the wrong form', ...shown } = options;
  const length = checks.textOfLength(minimum, maximum, multiline);
  return field({
    name: 'text',
    check: (value) => length(value) ?? (pattern && !pattern.test(String(value)) ? { code: 'pattern', detail: patternDetail } : undefined),
    schema: { type: 'string', minLength: minimum, maxLength: maximum, ...(pattern && { pattern: pattern.source }), ...shown },
    normalise: (value) => (typeof value === 'string' ? (trim ? value.normalize('NFC').trim() : value.normalize('NFC')) : value),
  });
}

export function Flag(options: FieldOptions = {}): PropertyDecorator {
  return field({ name: 'flag', check: checks.isFlag, schema: { type: 'boolean', ...options } });
}

/** One of a few values; the name is the name of the type in generated clients. */
export function OneOf(values: readonly string[], enumName: string, options: FieldOptions = {}): PropertyDecorator {
  return field({ name: 'oneOf', check: checks.oneOf(values), schema: { enum: [...values], enumName, ...options } });
}

export function Id(prefix: IdPrefix, options: FieldOptions = {}): PropertyDecorator {
  return field({ name: 'id', check: checks.idOf(prefix), schema: idSchema(prefix, options) });
}

const idSchema = (prefix: IdPrefix, options: FieldOptions) =>
  ({ type: 'string', pattern: checks.idSource(prefix), example: exampleId(prefix), ...options }) as const;

/** A well-formed id for the document, the same on every build. The demo shop has a thing under it; further ones are spares, to be used up. */
export const exampleId = (prefix: IdPrefix, nth: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 = 1): string =>
  `${prefix}_02ITLcBYoUJdzTUMCSHuv${'3456789AB'.charAt(nth - 1)}`;

/** Opens the demo shop's guest carts. Published here, so it protects nothing. */
export const EXAMPLE_CART_TOKEN = 'demo-cart-token-which-everybody-may-know-00';

export function Currency(options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'currency',
    check: checks.isCurrency,
    schema: { type: 'string', pattern: '^[A-Z]{3}$', example: 'EUR', ...options },
  });
}

export function Country(options: FieldOptions = {}): PropertyDecorator {
  return field({ name: 'country', check: checks.isCountry, schema: { type: 'string', pattern: '^[A-Z]{2}$', example: 'DE', ...options } });
}

export function Email(options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'email',
    check: checks.isEmailAddress,
    schema: { type: 'string', format: 'email', maxLength: checks.MAX_EMAIL, example: 'shopper@example.com', ...options },
    normalise: (value) => (typeof value === 'string' ? value.normalize('NFC').trim() : value),
  });
}

export function Url(options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'url',
    check: checks.isWebUrl,
    schema: { type: 'string', format: 'uri', maxLength: checks.MAX_URL, example: 'https://shop.example/thanks', ...options },
  });
}

/** RFC 3339 on the wire, a `Date` in the handler. */
export function Instant(options: FieldOptions = {}): PropertyDecorator {
  return field({
    name: 'instant',
    check: checks.isInstant,
    schema: { type: 'string', format: 'date-time', example: '2026-11-20T10:00:00.000Z', ...options },
    normalise: (value) => checks.parseInstant(value) ?? value,
  });
}

/** An object of the given class, checked field by field. */
export function Nested(type: DtoClass | (() => DtoClass), options: FieldOptions = {}): PropertyDecorator {
  const resolve = lazily(type);
  return applyDecorators(
    field({ name: 'nested', check: checks.isObject, schema: { type: () => resolve(), ...options } }),
    ValidateNested(),
    Type(asConstructor(resolve)),
  );
}

export interface ListOptions extends FieldOptions {
  readonly min?: number;
  readonly max: number;
}

export function ListOf(type: DtoClass | (() => DtoClass), { min = 0, max, ...options }: ListOptions): PropertyDecorator {
  const resolve = lazily(type);
  return applyDecorators(
    field({
      name: 'list',
      check: checks.listOf(min, max, checks.isObject),
      schema: { type: () => resolve(), isArray: true, minItems: min, maxItems: max, ...options },
    }),
    ValidateNested({ each: true }),
    Type(asConstructor(resolve)),
  );
}

/** A list of texts of the given length. */
export function ListOfText(minimum: number, maximum: number, { min = 0, max, ...options }: ListOptions): PropertyDecorator {
  return field({
    name: 'listOfText',
    check: checks.listOf(min, max, checks.textOfLength(minimum, maximum, false)),
    schema: { type: 'array', items: { type: 'string', minLength: minimum, maxLength: maximum }, minItems: min, maxItems: max, ...options },
    normalise: (value) =>
      Array.isArray(value) ? value.map((item: unknown) => (typeof item === 'string' ? item.normalize('NFC').trim() : item)) : value,
  });
}

/** A list of different ids of one kind. */
export function ListOfIds(prefix: IdPrefix, { min = 0, max, ...options }: ListOptions): PropertyDecorator {
  return field({
    name: 'listOfIds',
    check: checks.listOf(min, max, checks.idOf(prefix), true),
    schema: {
      ...{ type: 'array', items: { type: 'string', pattern: checks.idSource(prefix) }, minItems: min, maxItems: max, uniqueItems: true },
      ...{ example: [exampleId(prefix)], ...options },
    },
  });
}

/** May be left out; `null` is refused. */
export function Optional(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_, value) => value !== undefined),
    ApiProperty({ required: false }),
  );
}

/** May be left out, and may be `null`, which in a PATCH takes the value away. */
export function OptionalOrNull(): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_, value) => value !== undefined && value !== null),
    ApiProperty({ required: false, nullable: true }),
  );
}

/** The library tells a class from a function that leads to one by the function's name, `type`, which the property above gives it. */
function lazily(type: DtoClass | (() => DtoClass)): () => DtoClass {
  return isClass(type) ? () => type : type;
}

function isClass(type: DtoClass | (() => DtoClass)): type is DtoClass {
  return /^class\b/.test(Function.prototype.toString.call(type));
}

function asConstructor(resolve: () => DtoClass): () => new () => object {
  return () => resolve() as new () => object;
}
