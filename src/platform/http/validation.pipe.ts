import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import type { ValidationError, ValidatorOptions } from 'class-validator';
import { LRUCache } from 'lru-cache';
import { decodeFault } from './fields/field';
import { foldQueryMaps } from './fields/query-maps';
import { escapePointer } from './json-pointer';
import { ValidationFailed } from './problems';
import type { FieldError } from './problems';
import { rememberRules } from './remembered-rules';

const OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
};

/** Per kind of query. */
const MAX_QUERIES = 500;
const MAX_QUERY_LENGTH = 300;

const UNKNOWN_FIELD = 'whitelistValidation';
/** What a parameter's type is at run time when it names no class of ours: bytes, a single value, a union. */
const NOT_DTOS: ReadonlySet<unknown> = new Set([Buffer, Object, String, Number, Boolean, Array]);

/** Makes checked DTOs of bodies and queries. Nothing is converted silently, and unknown fields are refused at every level. */
@Injectable()
export class DtoPipe implements PipeTransform<unknown, unknown> {
  /** Queries are few and asked again and again; the DTO follows from the text alone. */
  private readonly queries = new WeakMap<Type<object>, LRUCache<string, object>>();

  constructor() {
    rememberRules();
  }

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (metatype === undefined || (type !== 'body' && type !== 'query') || !isDto(metatype)) return value;
    if (type === 'body') return this.checked(value, type, metatype);
    const known = this.queries.get(metatype) ?? new LRUCache<string, object>({ max: MAX_QUERIES });
    this.queries.set(metatype, known);
    const text = JSON.stringify(value ?? {});
    const dto = known.get(text) ?? frozen(this.checked(value, type, metatype));
    if (text.length <= MAX_QUERY_LENGTH) known.set(text, dto);
    return dto;
  }

  private checked(value: unknown, type: 'body' | 'query', metatype: Type<object>): object {
    const prefix = type === 'query' ? '?' : '/';
    // Nothing at all may mean no fields, but null is a body that is no object.
    const given = asObject(value === undefined ? {} : value);
    const plain = type === 'query' ? foldQueryMaps(prototypeOf(metatype), given) : given;
    const dto = plainToInstance(metatype, plain);
    const errors = hasFields(metatype)
      ? validateSync(dto, OPTIONS).flatMap((error) => flatten(error, prefix))
      : unknownFields(plain, prefix);
    if (errors.length > 0) throw new ValidationFailed(errors);
    return dto;
  }
}

/** Many requests see the same one. */
function frozen(dto: object): object {
  for (const part of Object.values(dto)) if (typeof part === 'object' && part !== null) frozen(part as object);
  return Object.freeze(dto);
}

function isDto(metatype: Type<unknown>): metatype is Type<object> {
  return !NOT_DTOS.has(metatype);
}

const fielded = new WeakMap<Type<object>, boolean>();

/** The validator takes no class without fields; of such a one every field is unknown. What decorators say does not change. */
function hasFields(metatype: Type<object>): boolean {
  const known = fielded.get(metatype) ?? getMetadataStorage().getTargetValidationMetadatas(metatype, '', false, false).length > 0;
  fielded.set(metatype, known);
  return known;
}

function unknownFields(plain: object, prefix: string): FieldError[] {
  return Object.keys(plain).map((name) => fieldError(`${prefix}${escapePointer(name)}`, UNKNOWN_FIELD, ''));
}

function prototypeOf(metatype: Type<object>): object {
  const { prototype } = metatype as { prototype: object };
  return prototype;
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw ValidationFailed.at('', 'object', 'must be a JSON object');
}

function flatten(error: ValidationError, prefix: string): FieldError[] {
  const pointer = `${prefix}${escapePointer(error.property)}`;
  // What is wrong with an object as a whole makes what its insides lack beside the point.
  const own = Object.entries(error.constraints ?? {}).find(([name]) => name !== 'nestedValidation');
  if (own) return [fieldError(pointer, ...own)];
  const nested = (error.children ?? []).flatMap((child) => flatten(child, `${pointer}/`));
  return nested.length > 0 ? nested : [{ pointer, code: 'invalid', detail: 'is not valid' }];
}

function fieldError(pointer: string, name: string, message: string): FieldError {
  if (name === UNKNOWN_FIELD) return { pointer, code: 'unknown_field', detail: 'is not known here' };
  return { pointer, ...decodeFault(message) };
}
