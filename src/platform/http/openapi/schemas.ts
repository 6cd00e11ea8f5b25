import type { OpenAPIObject } from '@nestjs/swagger';
import { isRef, METHODS } from './types';

/** What our rules know of every schema and the library cannot: numbers are whole, and request bodies are closed. */
export function refineSchemas(document: OpenAPIObject): void {
  wholeNumbers(document);
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const body = item[method]?.requestBody;
      if (body && !isRef(body)) closeAll(Object.values(body.content), document);
    }
  }
}

/** No field of this API is a fraction: money is in minor units, percentages are decimal texts. */
function wholeNumbers(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (Reflect.get(node, 'type') === 'number') Reflect.set(node, 'type', 'integer');
  for (const [key, value] of Object.entries(node)) if (key !== 'example' && key !== 'examples') wholeNumbers(value);
}

function closeAll(node: unknown, document: OpenAPIObject, seen = new Set<unknown>()): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  if ('properties' in node && !('additionalProperties' in node)) Reflect.set(node, 'additionalProperties', false);
  const name = '$ref' in node ? String(node.$ref).split('/').at(-1) : undefined;
  if (name !== undefined) closeAll(document.components?.schemas?.[name], document, seen);
  for (const [key, value] of Object.entries(node)) if (key !== 'example' && key !== 'examples') closeAll(value, document, seen);
}
