import { defineProblem } from './problem';
import type { ProblemOptions } from './problem';
import { optional } from './problem-members';
import type { Member } from './problem-members';

type Checks = Readonly<Record<string, 'ok' | 'failing'>>;

const checks: Member<Checks> = {
  description: 'Of `/health/ready` only: what was looked at, part by part.',
  schema: { type: 'object', additionalProperties: { type: 'string', enum: ['ok', 'failing'] } },
  example: { database: 'failing', serving: 'ok' },
};

export class Unexpected extends defineProblem({
  code: 'server/unexpected',
  status: 500,
  title: 'Something went wrong on our side',
  help: 'An error nobody foresaw. It is logged under the requestId; tell us that id. A request with an Idempotency-Key can be sent again safely.',
}) {
  constructor(cause: unknown) {
    super('An unexpected error happened; it is logged under the requestId.', {}, { cause });
  }
}

export class Overloaded extends defineProblem({
  code: 'server/overloaded',
  status: 503,
  title: 'The server is busy',
  help: 'There is more to do than the server can do in time, so it refused early. Try again after the seconds in Retry-After, with the same Idempotency-Key.',
}) {
  constructor(detail = 'The server is busy; try again shortly.', options: ProblemOptions = {}) {
    super(detail, {}, { retryAfter: 1, ...options });
  }
}

export class Unavailable extends defineProblem({
  code: 'server/unavailable',
  status: 503,
  title: 'The service is not available for a moment',
  help: 'The database cannot be reached, or the server is restarting. Nothing was decided; try again after the seconds in Retry-After, with the same Idempotency-Key.',
  members: { checks: optional(checks) },
}) {
  constructor(
    detail = 'The service is not available for a moment; try again shortly.',
    options: ProblemOptions = {},
    extensions: { readonly checks?: Checks } = {},
  ) {
    super(detail, extensions, { retryAfter: 2, ...options });
  }
}

export class DeadlineExceeded extends defineProblem({
  code: 'server/deadline-exceeded',
  status: 503,
  title: 'The answer took too long',
  help: 'The request was given up after its deadline; what it did may or may not have happened. Send it again with the same Idempotency-Key, or read the state.',
}) {
  constructor() {
    super('The request was given up after its deadline.', {}, { retryAfter: 2 });
  }
}

export class OutcomeUnknown extends defineProblem({
  code: 'server/outcome-unknown',
  status: 503,
  title: 'It is not known whether this happened',
  help: 'The connection to the database broke at the very moment of saving. Send the request again with the same Idempotency-Key, or read the state.',
}) {
  constructor(cause: unknown) {
    super('It is not known whether this was saved.', {}, { retryAfter: 2, cause });
  }
}
