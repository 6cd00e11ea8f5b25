import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface ResponseSpec {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}
interface OperationSpec {
  readonly operationId?: string;
  readonly responses?: Readonly<Record<string, ResponseSpec>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationSpec>>>>;
  readonly components: { readonly responses?: Readonly<Record<string, ResponseSpec>> };
}

const FILE = join(__dirname, '..', 'contract', 'openapi.json');

/** Holds answers against the committed OpenAPI document: an operation, status, media type or field that it does not list is a failure. */
export class Contract {
  private readonly document: Document = JSON.parse(readFileSync(FILE, 'utf8'), closed);
  private readonly ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly templates = Object.keys(this.document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    variables: path.split('{').length - 1,
  }));

  constructor() {
    this.templates.sort((a, b) => a.variables - b.variables);
    this.ajv.addSchema({ ...this.document, $id: 'openapi' });
  }

  /** @throws Error saying what the document does not allow */
  check(method: string, path: string, status: number, mediaType: string, body: unknown): void {
    const template = this.templates.find(({ pattern }) => pattern.test(path));
    const operation = template && this.document.paths[template.path]?.[method.toLowerCase()];
    if (!template || !operation) {
      if (status === 404 || status === 405) return;
      throw new Error(`The document has no ${method} ${path}`);
    }
    const name = `${method} ${template.path} ${status}`;
    const own = ['paths', template.path, method.toLowerCase(), 'responses', String(status)];
    const listed = operation.responses?.[String(status)];
    const shared = listed?.$ref?.split('/').pop();
    const response = shared === undefined ? listed : this.document.components.responses?.[shared];
    if (!response) throw new Error(`The document has no answer ${name}: ${JSON.stringify(body)}`);
    if (!response.content) {
      if (body !== undefined) throw new Error(`The document has no body for ${name}`);
      return;
    }
    if (!response.content[mediaType]) throw new Error(`The document has no ${mediaType} for ${name}`);
    if (!/[/+]json$/.test(mediaType)) return;
    const validate = this.validator([
      ...(shared === undefined ? own : ['components', 'responses', shared]),
      'content',
      mediaType,
      'schema',
    ]);
    if (!validate(body)) throw new Error(`${name} breaks its schema: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  }

  private validator(path: readonly string[]): ValidateFunction {
    const pointer = path.map(escaped).join('/');
    const known = this.validators.get(pointer) ?? this.ajv.compile({ $ref: `openapi#/${pointer}` });
    this.validators.set(pointer, known);
    return known;
  }
}

/** Clients must take fields that they do not know, so the document leaves answers open; only problems have some that it does not list. */
function closed(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('properties' in value) || 'additionalProperties' in value) return value;
  const { properties } = value;
  const isProblem = typeof properties === 'object' && properties !== null && 'requestId' in properties;
  return isProblem ? value : { ...value, additionalProperties: false };
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
