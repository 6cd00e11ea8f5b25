import type { OpenAPIObject } from '@nestjs/swagger';
import { NEED_A_BODY } from '../shape-check';
import { isRef, METHODS } from './types';
import type { RequestBodyObject, Schema } from './types';

/** What our rules know of every schema and the library cannot: numbers are whole, what is called `...At` is a time, request bodies are closed, and some may be left out. */
export function refineSchemas(document: OpenAPIObject): void {
  wholeNumbers(document);
  for (const schema of Object.values(document.components?.schemas ?? {})) if (!isRef(schema)) times(schema as Schema);
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const body = item[method]?.requestBody;
      if (!body || isRef(body)) continue;
      closeAll(Object.values(body.content), document);
      if (!NEED_A_BODY.includes(method.toUpperCase())) body.required = needsFields(body, document);
    }
  }
}

function needsFields({ content }: RequestBodyObject, { components }: OpenAPIObject): boolean {
  const schemas = Object.values(content).flatMap(({ schema }) => schema ?? []);
  const named = schemas.map((schema) => (isRef(schema) ? components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''] : schema));
  return named.some((schema) => schema && !isRef(schema) && (schema.required ?? []).length > 0);
}

/** No field of this API is a fraction: money is in minor units, percentages are decimal texts. */
function wholeNumbers(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (Reflect.get(node, 'type') === 'number') Reflect.set(node, 'type', 'integer');
  for (const [key, value] of Object.entries(node)) if (key !== 'example' && key !== 'examples') wholeNumbers(value);
}

function times({ properties = {} }: Schema): void {
  for (const [name, field] of Object.entries(properties)) {
    if (name.endsWith('At') && [field.type].flat().includes('string')) Object.assign(field, { format: 'date-time' });
  }
}

function closeAll(node: unknown, document: OpenAPIObject, seen = new Set<unknown>()): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  if ('properties' in node && !('additionalProperties' in node)) Reflect.set(node, 'additionalProperties', false);
  const name = '$ref' in node ? String(node.$ref).split('/').at(-1) : undefined;
  if (name !== undefined) closeAll(document.components?.schemas?.[name], document, seen);
  for (const [key, value] of Object.entries(node)) if (key !== 'example' && key !== 'examples') closeAll(value, document, seen);
}
