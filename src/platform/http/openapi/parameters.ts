import { CACHE_METADATA } from '../cache';
import type { CachePolicy } from '../cache';
import { IF_MATCH_METADATA, REQUIRE_IF_MATCH_METADATA, TAGGED_METADATA } from '../etag';
import { exampleId } from '../fields';
import { idSource } from '../fields/checks';
import { IDEMPOTENT_METADATA } from '../idempotency';
import type { IdempotentOptions } from '../idempotency';
import type { Handler } from './handlers';
import { isRef } from './types';
import type { OperationObject, ParameterObject } from './types';

/** Completes what the library found: kinds of ids, lists by comma, families of names, and the headers that decorators ask for. */
export function completeParameters(operation: OperationObject, handler: Handler, method: string): void {
  const found = (operation.parameters ?? []).map((parameter) => (isRef(parameter) ? parameter : completeParameter(parameter, handler)));
  if (method === 'delete') nameSpare(found, handler);
  const headers = headerParameters(handler, method).map((name) => ({ $ref: `#/components/parameters/${name}` }));
  operation.parameters = [...found, ...headers];
}

/** What a deletion takes away is a spare, so that the other operations still find theirs. */
function nameSpare(parameters: readonly object[], handler: Handler): void {
  const last = parameters.filter((parameter): parameter is ParameterObject => 'in' in parameter && parameter.in === 'path').at(-1);
  const prefix = last && handler.idPrefix(last.name);
  if (prefix) last.example = exampleId(prefix, 2);
}

function completeParameter(parameter: ParameterObject, handler: Handler): ParameterObject {
  if (parameter.in === 'path') return pathParameter(parameter, handler);
  if (parameter.in !== 'query') return parameter;
  const { 'x-query-list': list, 'x-query-prefix': prefix, ...rest } = parameter as ParameterObject & Record<string, unknown>;
  if (prefix !== undefined) return familyOf(rest, String(prefix));
  return wordedExample(list === undefined ? parameter : { ...rest, style: 'form', explode: false });
}

/** Swagger UI fills examples in; all filters at once would find nothing, so those of optional ones are told in words. */
function wordedExample(parameter: ParameterObject): ParameterObject {
  const { example, ...schema } = (parameter.schema ?? {}) as Record<string, unknown>;
  if (parameter.required || example === undefined) return parameter;
  return { ...parameter, description: `${parameter.description ?? ''} Example: \`${String(example)}\`.`.trim(), schema };
}

function pathParameter(parameter: ParameterObject, handler: Handler): ParameterObject {
  const prefix = handler.idPrefix(parameter.name);
  const told = handler.spec.example?.path?.[parameter.name] ?? parameter.example;
  if (prefix === undefined) {
    return { ...parameter, description: parameter.description ?? `The ${parameter.name}.`, ...(told !== undefined && { example: told }) };
  }
  const description = parameter.description ?? `The id: \`${prefix}_\` and 22 letters and digits.`;
  return {
    ...parameter,
    description,
    schema: { type: 'string', pattern: idSource(prefix) },
    example: told ?? exampleId(prefix),
  };
}

/** `option.colour=Black`: with style `form` and `explode` the keys of the object are the names of the parameters. */
function familyOf(parameter: ParameterObject, prefix: string): ParameterObject {
  const names = { propertyNames: { pattern: `^${prefix.replace('.', '\\.')}.+$` } };
  // Without an example Swagger UI would make one up.
  return { ...parameter, required: false, style: 'form', explode: true, example: {}, schema: Object.assign({}, parameter.schema, names) };
}

function headerParameters(handler: Handler, method: string): string[] {
  const idempotent = handler.metadata<IdempotentOptions>(IDEMPOTENT_METADATA);
  const required = handler.metadata(REQUIRE_IF_MATCH_METADATA) !== undefined;
  return [
    ...(idempotent ? [idempotent.required ? 'RequiredIdempotencyKey' : 'IdempotencyKey'] : []),
    ...(required ? ['RequiredIfMatch'] : handler.metadata(IF_MATCH_METADATA) ? ['IfMatch'] : []),
    ...(method === 'get' && handler.metadata(TAGGED_METADATA) ? ['IfNoneMatch'] : []),
  ];
}

/** The headers that a successful answer of this operation carries. */
export function answerHeaders(handler: Handler, path: string, answer: { readonly page: boolean; readonly located: boolean }): string[] {
  const cache = handler.metadata<CachePolicy>(CACHE_METADATA);
  return [
    'X-Request-Id',
    ...(path.startsWith('/v') ? ['RateLimit-Policy', 'RateLimit'] : []),
    ...(handler.metadata(TAGGED_METADATA) ? ['ETag'] : []),
    ...(answer.located ? ['Location'] : []),
    ...(answer.page ? ['Link'] : []),
    ...(handler.metadata(IDEMPOTENT_METADATA) ? ['Idempotent-Replayed'] : []),
    ...(cache ? ['Cache-Control'] : []),
    ...(cache?.kept ? ['Vary'] : []),
    ...(cache?.varies?.includes('accept-language') ? ['Content-Language'] : []),
  ];
}
