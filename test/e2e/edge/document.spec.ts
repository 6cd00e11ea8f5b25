import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { buildDocument, loadDocComments } from '../../../src/platform/http';
import { startEdgeApp } from './edge.fixture';
import type { EdgeApp } from './edge.fixture';

interface Content {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Operation {
  readonly operationId: string;
  readonly security: unknown;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string; readonly schema?: Record<string, unknown> }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, Content>>; readonly headers?: object }>
  >;
}
interface Document {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Content>> }>>;
    readonly schemas: Readonly<Record<string, Record<string, unknown>>>;
  };
}

let edge: EdgeApp;
let document: Document;
beforeAll(async () => {
  edge = await startEdgeApp();
  await loadDocComments();
  document = JSON.parse(JSON.stringify(buildDocument(edge.app))) as Document;
});
afterAll(() => edge.close());

const operation = (method: string, path: string): Operation => {
  const found = document.paths[path]?.[method];
  if (!found) throw new Error(`no ${method} ${path}`);
  return found;
};

/** The codes of all problems that an operation documents. */
function problemCodes({ responses }: Operation): string[] {
  return Object.values(responses).flatMap(({ $ref = '' }) => {
    const content = document.components.responses[$ref.split('/').at(-1) ?? '']?.content['application/problem+json'];
    return Object.values(content?.examples ?? {}).map(({ value }) => (value as { code: string }).code);
  });
}

describe('the API document', () => {
  it('is OpenAPI 3.1 with described tags in the order of the story', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.tags.map(({ name }) => name)).toEqual(['Catalog', 'Admin operations', 'Operations']);
    expect(document.tags.every(({ description }) => description.length > 10)).toBe(true);
  });

  it('has an example for every body and answer, and each satisfies its schema', () => {
    const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
    ajv.addFormat('int64', true);
    ajv.addSchema({ ...document, $id: 'openapi' });
    const contents = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.values(item).flatMap(({ requestBody, responses }) =>
        [requestBody?.content, ...Object.values(responses).map(({ content }) => content)].flatMap((content) =>
          Object.values(content ?? {}).map((one) => ({ path, ...one })),
        ),
      ),
    );
    const shared = Object.entries(document.components.responses).flatMap(([path, { content }]) =>
      Object.values(content).map((one) => ({ path, ...one })),
    );
    const wrong = [...contents, ...shared].flatMap(({ path, schema, example, examples }) => {
      const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object);
      const values = examples ? Object.values(examples).map(({ value }) => value) : [example];
      return values
        .filter((value) => !validate(value))
        .map((value) => `${path}: ${ajv.errorsText(validate.errors)} ${JSON.stringify(value)}`);
    });
    expect(contents.length).toBeGreaterThan(8);
    expect(wrong).toEqual([]);
  });

  it('lists the problems that decorators and shape bring along', () => {
    expect(problemCodes(operation('get', '/v1/things/{id}'))).toEqual(
      expect.arrayContaining(['resource/not-found', 'request/invalid', 'request/too-many', 'server/overloaded']),
    );
    expect(problemCodes(operation('patch', '/v1/things/{id}'))).toEqual(
      expect.arrayContaining(['request/stale', 'request/precondition-required', 'request/too-large']),
    );
    expect(problemCodes(operation('get', '/v1/things'))).not.toContain('request/too-large');
    expect(problemCodes(operation('patch', '/v1/things/{id}'))).toContain('server/outcome-unknown');
    expect(problemCodes(operation('get', '/v1/things'))).not.toContain('server/outcome-unknown');
    expect(problemCodes(operation('get', '/health/ready'))).toContain('server/unavailable');
    expect(Object.keys(operation('get', '/v1/things/{id}').responses)).toContain('304');
  });

  it('tells kinds of ids, ranges, lists and headers', () => {
    const { parameters, requestBody, responses } = operation('patch', '/v1/things/{id}');
    expect(parameters[0]?.schema).toEqual({ type: 'string', pattern: '^prod_[0-9A-Za-z]{22}$' });
    expect(parameters.map(({ $ref }) => $ref)).toContain('#/components/parameters/RequiredIfMatch');
    expect(Object.keys(requestBody?.content ?? {})).toEqual(['application/json', 'application/merge-patch+json']);
    expect(Object.keys(responses['200']?.headers ?? {})).toEqual(['X-Request-Id', 'RateLimit-Policy', 'RateLimit']);
    expect(Object.keys(operation('post', '/v1/things').responses['201']?.headers ?? {})).toContain('Location');
    expect(operation('get', '/v1/things').parameters.find(({ name }) => name === 'include')).toMatchObject({
      style: 'form',
      explode: false,
    });
    expect(document.components.schemas['ThingRequest']).toMatchObject({
      additionalProperties: false,
      required: ['quantity'],
      properties: {
        quantity: { type: 'integer', minimum: 0, maximum: 1_000_000 },
        parts: { items: { $ref: '#/components/schemas/PartDto' } },
      },
    });
    expect(document.components.schemas['ThingResponse']).toMatchObject({ properties: { version: { type: 'integer' } } });
  });

  it('is served as JSON, as YAML and as Swagger UI, which may run its scripts', async () => {
    const json = await fetch(`${edge.url}/openapi.json`);
    expect([json.status, await json.json()]).toEqual([200, document]);
    const yaml = await fetch(`${edge.url}/openapi.yaml`);
    expect(await yaml.text()).toContain('openapi: 3.1.0');
    const page = await fetch(`${edge.url}/docs`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self' 'unsafe-inline'");
    expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    const samePage = await fetch(`${edge.url}/%64ocs`);
    expect(samePage.headers.get('content-security-policy')).toBe(page.headers.get('content-security-policy'));
    expect(await page.text()).toContain('Sign in with one click:');
    const script = await (await fetch(`${edge.url}/docs/swagger-ui-init.js`)).text();
    expect(script).toContain('authorizeWithPersistOption');
    expect(() => new Function(script)).not.toThrow();
    const bundle = await fetch(`${edge.url}/docs/swagger-ui-bundle.js`);
    expect((await bundle.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
    expect([bundle.status, bundle.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
  });
});
