import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { DECORATORS, ApiExtraModels, ApiOperation, ApiProperty, ApiResponse, ApiSchema } from '@nestjs/swagger';
import { ANSWER_METADATA, OPERATION_METADATA, PROBLEMS_METADATA, problemsOf } from './operation-metadata';
import type { AnswerSpec, OperationSpec } from './operation-metadata';
import { locationOf } from './location';
import { PageInfo } from './page.dto';
import type { ProblemClass } from './problem';

/** What an operation is, for people and for the document. The generic problems (400, 401, 403, 404 of its path, 429, 503) come by themselves. */
export function Operation(spec: OperationSpec): MethodDecorator {
  const { id, summary, description, deprecated = false, problems = [] } = spec;
  return applyDecorators(
    ApiOperation({ operationId: id, summary, description, ...(deprecated && { deprecated }) }),
    SetMetadata(OPERATION_METADATA, spec),
    ApiProblems(...problems),
  );
}

/** Problems of this operation beyond the generic ones; the document and the `/problems` pages show them. */
export function ApiProblems(...problems: readonly ProblemClass[]): MethodDecorator {
  return (_target, _key, descriptor) => {
    const handler: unknown = descriptor.value;
    if (typeof handler !== 'function') return;
    Reflect.defineMetadata(PROBLEMS_METADATA, [...problemsOf(handler), ...problems], handler);
  };
}

export interface AnswerOptions {
  readonly status?: number;
  readonly description?: string;
  /** Must satisfy the schema; without one the document makes it from the fields' own examples. */
  readonly example?: unknown;
  /** For 201 and 202: the address of what was made, with fields of the answer: `/v1/carts/{id}`, `/v1/orders/{order.id}`. */
  readonly location?: string;
}

export interface PageOptions extends Omit<AnswerOptions, 'status' | 'location'> {
  /** The whole page, where it says more than other pages do. */
  readonly page?: DtoClass;
}

type DtoClass = abstract new (...args: never[]) => object;

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Accepted; the work goes on.',
  204: 'Done; there is nothing to say.',
};

/** The answer of an operation; `Answers([Model])` for a bare list. */
export function Answers(model: DtoClass | readonly [DtoClass], options: AnswerOptions = {}): MethodDecorator {
  const list = isList(model);
  const type = list ? model[0] : model;
  const { location, ...spec } = options;
  const { status = 200, description = DESCRIPTIONS[status] ?? 'Done.' } = spec;
  const documented = answer(
    { ...spec, status, description, page: false, mediaType: 'application/json', hasBody: true },
    { type, isArray: list },
  );
  return location === undefined ? documented : applyDecorators(documented, locationOf(location));
}

/** A page of a list: `{ data, page: { nextCursor, hasMore }, total? }`. */
export function AnswersPage(model: DtoClass, { page, ...options }: PageOptions = {}): MethodDecorator {
  const { description = 'A page; follow `page.nextCursor` or the Link header for the next one.' } = options;
  return answer(
    { ...options, status: 200, description, page: true, mediaType: 'application/json', hasBody: true },
    { type: page ?? pageClassOf(model), isArray: false },
  );
}

/** No body. */
export function AnswersNothing(status = 204, options: Pick<AnswerOptions, 'description'> = {}): MethodDecorator {
  const { description = DESCRIPTIONS[status] ?? 'Done.' } = options;
  const spec: AnswerSpec = { status, description, page: false, mediaType: '', hasBody: false };
  return applyDecorators(HttpCode(status), SetMetadata(ANSWER_METADATA, spec), ApiResponse({ status, description }));
}

/** Text, a file or a stream instead of JSON; goes with `@Produces(mediaType)`. */
export function AnswersText(
  mediaType: string,
  options: { readonly description: string; readonly example?: string; readonly status?: number },
): MethodDecorator {
  const { status = 200, description, example } = options;
  const spec: AnswerSpec = { status, description, example, page: false, mediaType, hasBody: true };
  const content = { [mediaType]: { schema: { type: 'string' as const } } };
  return applyDecorators(HttpCode(status), SetMetadata(ANSWER_METADATA, spec), ApiResponse({ status, description, content }));
}

function answer(spec: AnswerSpec, schema: { readonly type: DtoClass; readonly isArray: boolean }): MethodDecorator {
  const type = schema.type as new () => object;
  return applyDecorators(
    HttpCode(spec.status),
    SetMetadata(ANSWER_METADATA, spec),
    ApiExtraModels(type),
    ApiResponse({ status: spec.status, description: spec.description, type, isArray: schema.isArray }),
  );
}

/** An example for a response field whose type does not suggest one. */
export function Example(value: unknown): PropertyDecorator {
  return (target, key) => {
    ApiProperty({ example: value })(target, key);
    const property = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, target, key) as Record<string, unknown>;
    // Of `string | null` only Object is left at run time; the example knows better, and what is open stays open for the doc comments.
    const { type, ...known } = property;
    const guessed = type === Object ? TYPES[typeof value] : type;
    Reflect.defineMetadata(DECORATORS.API_MODEL_PROPERTIES, { ...known, ...(guessed !== undefined && { type: guessed }) }, target, key);
  };
}

const TYPES: Readonly<Record<string, string>> = { string: 'string', number: 'integer', boolean: 'boolean' };

const pageClasses = new Map<DtoClass, new () => object>();

/** Each kind of page is a named schema of its own, so that generated clients have a type for it. */
function pageClassOf(model: DtoClass): new () => object {
  const known = pageClasses.get(model);
  if (known) return known;
  class PageOf {}
  ApiProperty({ type: () => model as new () => object, isArray: true, description: 'The entries of this page.' })(PageOf.prototype, 'data');
  ApiProperty({ type: () => PageInfo, description: 'Where the page stands in the list.' })(PageOf.prototype, 'page');
  ApiProperty({ type: 'integer', minimum: 0, required: false, description: 'All entries that match, with `include=total` only.' })(
    PageOf.prototype,
    'total',
  );
  ApiSchema({ name: `${model.name.replace(/Response$/, '')}Page` })(PageOf);
  pageClasses.set(model, PageOf);
  return PageOf;
}

function isList(model: DtoClass | readonly [DtoClass]): model is readonly [DtoClass] {
  return Array.isArray(model);
}
