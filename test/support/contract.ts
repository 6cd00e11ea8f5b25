import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Media {
  readonly schema?: object;
  readonly examples?: Readonly<Record<string, { readonly value?: { readonly code?: string } }>>;
}
interface ResponseSpec {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}
interface SchemaSpec {
  readonly properties?: { readonly code?: { readonly const?: string } };
}
interface OperationSpec {
  readonly operationId?: string;
  readonly responses?: Readonly<Record<string, ResponseSpec>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationSpec>>>>;
  readonly components: {
    readonly responses?: Readonly<Record<string, ResponseSpec>>;
    readonly schemas?: Readonly<Record<string, SchemaSpec>>;
  };
}

const PROBLEM = 'application/problem+json';
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
    this.hold(name, validate, body);
    if (mediaType === PROBLEM) this.checkKind(name, Object.values(response.content[mediaType].examples ?? {}), body);
  }

  /** The answer is of a kind that is listed for it, and has the members of that kind and no other. */
  private checkKind(name: string, listed: NonNullable<Media['examples']>[string][], body: unknown): void {
    const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
    if (!listed.some(({ value }) => value?.code === code)) throw new Error(`${name} does not list ${String(code)}`);
    const schemas = Object.entries(this.document.components.schemas ?? {});
    const [kind = 'Problem'] = schemas.find(([, { properties }]) => properties?.code?.const === code) ?? [];
    this.hold(name, this.validator(['components', 'schemas', kind], true), body);
  }

  private hold(name: string, validate: ValidateFunction, body: unknown): void {
    if (!validate(body)) throw new Error(`${name} breaks its schema: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  }

  private validator(path: readonly string[], alone = false): ValidateFunction {
    const pointer = path.map(escaped).join('/');
    const key = `${pointer} ${alone}`;
    const known =
      this.validators.get(key) ?? this.ajv.compile({ $ref: `openapi#/${pointer}`, ...(alone && { unevaluatedProperties: false }) });
    this.validators.set(key, known);
    return known;
  }
}

/** Clients must take fields that they do not know, so the document leaves answers open. Problems are parts of each other; `checkKind` closes the whole. */
function closed(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('properties' in value) || 'additionalProperties' in value) return value;
  const { properties } = value;
  const isProblem = typeof properties === 'object' && properties !== null && 'requestId' in properties;
  return isProblem || 'allOf' in value ? value : { ...value, additionalProperties: false };
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
