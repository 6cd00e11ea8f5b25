import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { kindName, schemaOfKind } from '../../src/platform/http/openapi/problem-kinds';
import { problemCatalogue } from '../../src/platform/http/problem';
import { Contract } from '../support/contract';

const SOURCES = join(__dirname, '..', '..', 'src');
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => /(\.errors|\/problems)\.ts$/.test(file));
for (const file of files) jest.requireActual(join(SOURCES, file));

interface Media {
  readonly schema: { readonly anyOf?: readonly { readonly $ref: string }[] };
  readonly examples: Readonly<Record<string, { readonly value: Readonly<Record<string, unknown>> }>>;
}
interface Document {
  readonly components: {
    readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
    readonly schemas: Readonly<Record<string, object>>;
  };
}

const document: Document = JSON.parse(readFileSync(join(__dirname, 'openapi.json'), 'utf8'));
const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema({ ...document, $id: 'openapi' });
const faults = (schema: object, value: unknown): string | undefined =>
  ajv.validate(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')), value) ? undefined : ajv.errorsText();

const kinds = problemCatalogue();
const withMembers = kinds.filter(({ members }) => Object.keys(members).length > 0);
const answers = Object.values(document.components.responses).flatMap(({ content }) => content?.['application/problem+json'] ?? []);

it('says of every member what it is, with an example that fits', () => {
  const members = withMembers.flatMap(({ code, members: own }) =>
    Object.entries(own).map(([name, member]) => ({ at: `${code} ${name}`, ...member })),
  );
  expect(members.length).toBeGreaterThan(50);
  expect(members.filter(({ description }) => !/^[A-Z].{8,}\.$/.test(description)).map(({ at }) => at)).toEqual([]);
  const wrong = members.map(({ at, schema, example }) => ({ at, fault: faults(schema, example) })).filter(({ fault }) => fault);
  expect(wrong).toEqual([]);
});

it('has a schema for every kind with members that an operation lists, as its class declares it', () => {
  const listed = new Set(answers.flatMap(({ examples }) => Object.keys(examples)));
  const expected = withMembers.filter((kind) => listed.has(kindName(kind)));
  expect(expected.length).toBeGreaterThan(30);
  for (const kind of expected) expect(document.components.schemas[`${kindName(kind)}Problem`]).toEqual(schemaOfKind(kind));
});

it('names, beside the common problem, the kinds with members that an answer can be; each example fits its own', () => {
  for (const { schema, examples } of answers) {
    const own = Object.keys(examples).filter((name) => withMembers.some((kind) => kindName(kind) === name));
    const refs = [...own.map((name) => `${name}Problem`), 'Problem'].map((name) => ({ $ref: `#/components/schemas/${name}` }));
    expect(schema).toEqual(own.length > 0 ? { anyOf: refs } : refs[0]);
    for (const name of own) expect(faults({ $ref: `#/components/schemas/${name}Problem` }, examples[name]?.value)).toBeUndefined();
    for (const { value } of Object.values(examples)) expect(faults(schema, value)).toBeUndefined();
  }
});

describe('an error answer of a test', () => {
  const contract = new Contract();
  const path = '/v1/admin/payments/pay_02ITLcBYoUJdzTUMCSHuv3/refunds';
  const examples = Object.assign({}, ...answers.map((answer) => answer.examples)) as Media['examples'];
  const check = (kind: string, change: object) => () =>
    contract.check('POST', path, 422, 'application/problem+json', { ...examples[kind]?.value, ...change });

  it('has the members of its kind', () => {
    expect(check('PaymentsRefundTooLarge', {})).not.toThrow();
    expect(check('IdempotencyKeyReused', {})).not.toThrow();
    expect(check('PaymentsRefundTooLarge', { refundable: undefined })).toThrow('refundable');
    expect(check('PaymentsRefundTooLarge', { refundable: 7 })).toThrow('must be object');
  });

  it('has no other member, and is of a kind that the operation lists', () => {
    expect(check('PaymentsRefundTooLarge', { left: 1 })).toThrow('unevaluated');
    expect(check('IdempotencyKeyReused', { refundable: { amount: 1, currency: 'EUR' } })).toThrow('unevaluated');
    expect(check('PaymentsRefundTooLarge', { refundable: { amount: 1, currency: 'EUR', more: true } })).toThrow('additional');
    expect(check('CartFull', {})).toThrow('does not list cart/full');
  });
});
