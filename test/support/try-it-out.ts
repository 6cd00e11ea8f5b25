import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Reference {
  readonly $ref: string;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema?: { readonly type?: string; readonly default?: unknown; readonly example?: unknown };
}
interface Operation {
  readonly operationId: string;
  readonly 'x-policy': string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>> };
}

/** A request as Swagger UI fills it in. */
export interface Try {
  readonly id: string;
  readonly policy: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType?: string;
  readonly body?: unknown;
}

const FILE = join(__dirname, '..', 'contract', 'openapi.json');

/** Every operation of the committed document. */
export function triesOf(file = FILE): Try[] {
  const document: Document = JSON.parse(readFileSync(file, 'utf8'));
  const resolve = (parameter: Parameter | Reference): Parameter => {
    if (!('$ref' in parameter)) return parameter;
    const shared = document.components.parameters[parameter.$ref.split('/').pop() ?? ''];
    if (!shared) throw new Error(`The document has no ${parameter.$ref}`);
    return shared;
  };
  return Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => tryOf(template, method, operation, (operation.parameters ?? []).map(resolve))),
  );
}

function tryOf(template: string, method: string, operation: Operation, parameters: readonly Parameter[]): Try {
  const filled = parameters.flatMap((parameter) => {
    const value = prefilled(parameter);
    if (value === undefined && parameter.required) throw new Error(`${operation.operationId} has no example of ${parameter.name}`);
    return value === undefined ? [] : [{ ...parameter, value }];
  });
  const within = (place: string) => filled.filter((parameter) => parameter.in === place);
  const path = within('path').reduce((text, { name, value }) => text.replace(`{${name}}`, encodeURIComponent(value)), template);
  const query = new URLSearchParams(Object.fromEntries(within('query').map(({ name, value }) => [name, value]))).toString();
  const [content] = Object.entries(operation.requestBody?.content ?? {});
  return {
    ...{ id: operation.operationId, policy: operation['x-policy'], method: method.toUpperCase() },
    path: query === '' ? path : `${path}?${query}`,
    headers: Object.fromEntries(within('header').map(({ name, value }) => [name, name === 'Idempotency-Key' ? randomUUID() : value])),
    ...(content && { mediaType: content[0], body: content[1].example }),
  };
}

/** Swagger UI takes the parameter's example, else the schema's, else its default; an empty object adds nothing to the query. */
function prefilled({ example, schema }: Parameter): string | undefined {
  const value = example ?? schema?.example ?? schema?.default;
  if (value === undefined || value === null) {
    if (schema?.type === 'object') throw new Error('Swagger UI makes an object up where there is no example');
    return undefined;
  }
  if (typeof value === 'object') return Object.keys(value).length === 0 ? undefined : JSON.stringify(value);
  return String(value as string | number | boolean);
}
