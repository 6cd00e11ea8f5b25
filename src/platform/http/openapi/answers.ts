import { STATUS_CODES } from 'node:http';
import { IDEMPOTENT_METADATA, IdempotencyKeyInvalid, IdempotencyKeyMissing, IdempotencyKeyReused, RequestInProgress } from '../idempotency';
import type { IdempotentOptions } from '../idempotency';
import { IF_MATCH_METADATA, REQUIRE_IF_MATCH_METADATA } from '../etag';
import { PROBLEMS_METADATA } from '../operation-metadata';
import type { ProblemClass, ProblemType } from '../problem';
import { PROBLEM_MEDIA_TYPE } from '../problem-response';
import * as problems from '../problems';
import type { AccessSpec } from './access';
import type { Handler } from './handlers';
import { exampleOfKind, kindName, schemaOfKinds } from './problem-kinds';
import { isRef } from './types';
import type { Components, OperationObject, ResponseObject } from './types';

/** Every problem that this operation can answer with: its own, and those that its shape and policy bring along. */
export function problemsOfOperation(
  handler: Handler,
  access: AccessSpec,
  operation: OperationObject,
  { path, method }: { readonly path: string; readonly method: string },
): readonly ProblemType[] {
  const classes: ProblemClass[] = [
    problems.ValidationFailed,
    problems.MalformedRequest,
    problems.Unauthenticated,
    problems.CardDataRefused,
  ];
  const when = (condition: unknown, ...more: readonly ProblemClass[]) => condition && classes.push(...more);
  when(access.kind === 'permission', problems.Forbidden);
  when(path.includes('{'), problems.NotFound, problems.UriTooLong);
  when(
    path.startsWith('/v'),
    problems.NotAcceptable,
    problems.TooManyRequests,
    problems.Overloaded,
    problems.Unavailable,
    problems.DeadlineExceeded,
  );
  when(path.startsWith('/v') && method !== 'get', problems.OutcomeUnknown);
  when(operation.requestBody, problems.BodyTooLarge, problems.UnsupportedMediaType);
  when(handler.metadata(IF_MATCH_METADATA) || handler.metadata(REQUIRE_IF_MATCH_METADATA), problems.PreconditionFailed);
  when(handler.metadata(REQUIRE_IF_MATCH_METADATA), problems.PreconditionRequired);
  const idempotent = handler.metadata<IdempotentOptions>(IDEMPOTENT_METADATA);
  when(idempotent, IdempotencyKeyInvalid, IdempotencyKeyReused, RequestInProgress);
  when(idempotent?.required, IdempotencyKeyMissing);
  classes.push(...(handler.metadata<readonly ProblemClass[]>(PROBLEMS_METADATA) ?? []));
  return [...new Set(classes)].map(({ problem }) => problem);
}

/** Adds the answers to the operation. Equal sets of problems share one component, which keeps the document readable. */
export function addProblemAnswers(operation: OperationObject, types: readonly ProblemType[], components: Components): void {
  const responses = (components.responses ??= {});
  for (const status of [...new Set(types.map((type) => type.status))].sort()) {
    const same = types.filter((type) => type.status === status).sort((a, b) => (a.code < b.code ? -1 : 1));
    const name = same.map(kindName).join('_');
    responses[name] ??= problemResponse(status, same, components);
    operation.responses[String(status)] = { $ref: `#/components/responses/${name}` };
  }
}

function problemResponse(status: number, types: readonly ProblemType[], components: Components): ResponseObject {
  const examples = Object.fromEntries(types.map((type) => [kindName(type), { summary: type.title, value: exampleOfKind(type) }]));
  const headers: NonNullable<ResponseObject['headers']> = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };
  if (status === 429 || status === 503) headers['Retry-After'] = { $ref: '#/components/headers/Retry-After' };
  return {
    description: `${STATUS_CODES[status] ?? 'Problem'}: ${types.map(({ code }) => `\`${code}\``).join(', ')}.`,
    headers,
    content: { [PROBLEM_MEDIA_TYPE]: { schema: schemaOfKinds(types, components), examples } },
  };
}

/** Headers that the successful answers carry. */
export function addAnswerHeaders(operation: OperationObject, names: readonly string[]): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!response || isRef(response) || !status.startsWith('2')) continue;
    response.headers = {
      ...response.headers,
      ...Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    };
  }
}
