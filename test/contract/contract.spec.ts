import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
}
interface Property {
  readonly type?: string | readonly string[];
  readonly format?: string;
}
interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Property>>;
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Response>>;
}
interface Response {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, Media>>;
}

const ROOT = join(__dirname, '..', '..');
const text = readFileSync(join(__dirname, 'openapi.json'), 'utf8');
const document: {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly tags: readonly { readonly name: string }[];
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
} = JSON.parse(text);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);

it('is what the code says: run `npm run openapi` after a change of the API, and read the difference', () => {
  execFileSync(process.execPath, ['deploy/local/build.mjs'], { cwd: ROOT });
  const printed = execFileSync(process.execPath, ['dist/src/openapi.js'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  expect(printed === text).toBe(true);
}, 120_000);

it('is OpenAPI 3.1 with unique operation ids, and says all that a reader needs of each operation', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const tags = document.tags.map(({ name }) => name);
  const lacking = operations.filter(({ operation: { operationId, summary, description, tags: own, security } }) => {
    const named = /^[a-z]+[A-Za-z0-9]*$/.test(operationId ?? '') && summary && description;
    return !named || own?.length !== 1 || !tags.includes(own[0] ?? '') || !security;
  });
  expect(lacking.map(({ name }) => name)).toEqual([]);
});

it('lists at least one success and one error of each operation, each described', () => {
  const lacking = operations.filter(({ operation: { responses } }) => {
    const statuses = Object.keys(responses);
    const described = Object.values(responses).every((response) => response.$ref !== undefined || response.description);
    return !statuses.some((status) => /^[23]/.test(status)) || !statuses.some((status) => status.startsWith('4')) || !described;
  });
  expect(lacking.map(({ name }) => name)).toEqual([]);
});

it('tells the ETag of what is made wherever reading it does, so that it can be changed at once', () => {
  const tagged = (operation: Operation | undefined, status: string) => operation?.responses[status]?.headers?.['ETag'] !== undefined;
  const lacking = Object.entries(document.paths).filter(([path, { post }]) => {
    const made = Object.entries(document.paths).find(([other]) => other.startsWith(`${path}/{`) && other.endsWith('}'));
    return post?.responses['201'] !== undefined && tagged(made?.[1]['get'], '200') && !tagged(post, '201');
  });
  expect(lacking.map(([path]) => path)).toEqual([]);
});

it('says nothing of an answer twice', () => {
  const twice = operations.filter(({ operation: { responses } }) =>
    Object.values(responses).some(({ description = '' }) => {
      const parts = description.split('\n\n');
      return new Set(parts).size < parts.length;
    }),
  );
  expect(twice.map(({ name }) => name)).toEqual([]);
});

it('tells every time of an answer as a time', () => {
  const schemas = Object.entries(document.components.schemas);
  const times = schemas.flatMap(([name, { properties = {} }]) =>
    Object.entries(properties)
      .filter(([field, { type }]) => field.endsWith('At') && [type].flat().includes('string'))
      .map(([field, { format }]) => ({ field: `${name}.${field}`, format })),
  );
  expect(times.length).toBeGreaterThan(50);
  expect(times.filter(({ format }) => format !== 'date-time')).toEqual([]);
});

const ANSWER = /(?:Response|Summary|Entry|Page|Row)$/;
/** The same shape as what is sent, where a part of an address that is not there is left out. */
const AS_SENT = ['AddressResponse'];

it('promises every field of an answer that is null when there is nothing: it is never left out', () => {
  const answers = Object.entries(document.components.schemas).filter(([name]) => ANSWER.test(name) && !AS_SENT.includes(name));
  const nullable = answers.flatMap(([name, { properties = {}, required = [] }]) =>
    Object.entries(properties)
      .filter(([, property]) => JSON.stringify(property).includes('"null"'))
      .map(([field]) => ({ field: `${name}.${field}`, promised: required.includes(field) })),
  );
  expect(nullable.length).toBeGreaterThan(50);
  expect(nullable.filter(({ promised }) => !promised)).toEqual([]);
});

it('says which bodies may be left out: those of a POST that no field is required in', () => {
  const optional = operations.filter(({ operation: { requestBody } }) => requestBody && requestBody.required !== true);
  expect(optional.map(({ operation }) => operation.operationId)).toContain('createCart');
  expect(optional.filter(({ name }) => !name.startsWith('POST'))).toEqual([]);
});

it('has an example that fits its schema for every JSON body and answer', () => {
  const ajv = addFormats(new Ajv2020({ strict: false }));
  ajv.addSchema({ ...document, $id: 'openapi' });
  const inDocument = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/'));
  const wrong = operations.flatMap(({ name, operation: { requestBody, responses } }) => {
    const bodies = Object.entries(requestBody?.content ?? {}).map(([type, media]) => ({ where: `${name} body`, type, media }));
    const answers = Object.entries(responses).flatMap(([status, { content = {} }]) =>
      Object.entries(content).map(([type, media]) => ({ where: `${name} ${status}`, type, media })),
    );
    return [...bodies, ...answers]
      .filter(({ type }) => /json/.test(type))
      .flatMap(({ where, media: { schema, example, examples = {} } }) => {
        const values = [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)];
        if (values.length === 0) return [`${where}: no example`];
        return values.filter((value) => schema && !ajv.validate(inDocument(schema), value)).map(() => `${where}: ${ajv.errorsText()}`);
      });
  });
  expect(wrong).toEqual([]);
});
