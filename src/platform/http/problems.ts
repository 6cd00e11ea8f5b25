import { defineProblem } from './problem';
import type { ProblemOptions } from './problem';
import * as member from './problem-members';

export * from './server-problems';

/** One thing that is wrong with a request, and where: `{ pointer: '/lines/0/quantity', code: 'integer', detail: '...' }`. */
export interface FieldError {
  /** JSON pointer into the body, or `?name` for a query parameter. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

const fieldErrors = (example: FieldError) => member.listOf('What is wrong with the request, field by field.', 'FieldError', example);

export class ValidationFailed extends defineProblem({
  code: 'request/invalid',
  status: 400,
  title: 'The request does not have the documented shape',
  help: 'A field is missing, unknown, of the wrong type or out of range. `errors` names each one with a JSON pointer and a code. Correct the request; sending it again unchanged cannot work.',
  members: { errors: fieldErrors({ pointer: '/quantity', code: 'integer', detail: 'must be a whole number from 1 to 999' }) },
}) {
  constructor(readonly errors: readonly FieldError[]) {
    const first = errors[0];
    const more = errors.length > 1 ? ` and ${errors.length - 1} more` : '';
    super(first ? `${first.pointer || 'The body'}: ${first.detail}${more}` : 'The request is not valid.', { errors });
  }

  static at(pointer: string, code: string, detail: string): ValidationFailed {
    return new ValidationFailed([{ pointer, code, detail }]);
  }
}

export class MalformedRequest extends defineProblem({
  code: 'request/malformed',
  status: 400,
  title: 'The request cannot be read',
  help: 'The HTTP message, its path, a header or its JSON is broken: bad percent-encoding, invalid UTF-8, broken JSON. Correct the client; sending it again unchanged cannot work.',
  members: { errors: member.optional(fieldErrors({ pointer: '', code: 'json', detail: 'The body is not JSON.' })) },
}) {}

export class CardDataRefused extends defineProblem({
  code: 'request/card-data-refused',
  status: 422,
  title: 'A field holds what looks like a card number',
  help: 'Card numbers must never reach this server. Send a payment method token made by the payment gateway instead; the value was neither stored nor logged.',
  members: { errors: fieldErrors({ pointer: '/note', code: 'card_data', detail: 'looks like a card number' }) },
}) {
  constructor(pointer: string) {
    super('Card numbers are not accepted here; send a payment method token.', {
      errors: [{ pointer, code: 'card_data', detail: 'looks like a card number' }],
    });
  }
}

export class Unauthenticated extends defineProblem({
  code: 'auth/unauthenticated',
  status: 401,
  title: 'Sign in first',
  help: 'The access token is missing, expired or not valid. Sign in, or exchange the refresh token for a new access token, and send it as `Authorization: Bearer ...`.',
}) {
  constructor(detail = 'This needs a valid access token.', options: ProblemOptions = {}) {
    super(detail, {}, { ...options, headers: { 'www-authenticate': 'Bearer', ...options.headers } });
  }
}

export class Forbidden extends defineProblem({
  code: 'auth/forbidden',
  status: 403,
  title: 'Not allowed',
  help: 'The account is known but lacks the permission that the operation names. Ask an administrator for it; another token of the same account does not help.',
}) {
  constructor(detail = 'Your account may not do this.') {
    super(detail);
  }
}

export class NotFound extends defineProblem({
  code: 'resource/not-found',
  status: 404,
  title: 'There is no such thing',
  help: 'The id is well formed, but nothing with it exists for you. What belongs to somebody else answers exactly the same.',
}) {
  constructor(what: string) {
    super(`There is no such ${what}.`);
  }
}

export class UnknownRoute extends defineProblem({
  code: 'request/unknown-route',
  status: 404,
  title: 'There is no such address',
  help: 'No operation has this path. Compare it with the API document at /docs; paths are case-sensitive and have no trailing slash.',
}) {
  constructor() {
    super('No operation has this path.');
  }
}

export class MethodNotAllowed extends defineProblem({
  code: 'request/method-not-allowed',
  status: 405,
  title: 'The method is not offered here',
  help: 'The path exists, but not with this method. The Allow header lists the methods it has.',
  members: { allowed: member.texts('The methods that the path has.', ['GET', 'HEAD']) },
}) {
  constructor(method: string, allowed: readonly string[]) {
    super(
      `${method} is not offered here; ${allowed.join(', ')} ${allowed.length > 1 ? 'are' : 'is'}.`,
      { allowed },
      { headers: { allow: allowed.join(', ') } },
    );
  }
}

export class NotAcceptable extends defineProblem({
  code: 'request/not-acceptable',
  status: 406,
  title: 'None of the accepted media types is offered',
  help: 'The Accept header excludes every representation of this resource. Ask for `application/json`, or send no Accept header.',
  members: { offered: member.texts('The media types that it answers with.', ['application/json']) },
}) {
  constructor(offered: readonly string[]) {
    super(`This answers with ${offered.join(' or ')}.`, { offered });
  }
}

export class RequestTimeout extends defineProblem({
  code: 'request/timeout',
  status: 408,
  title: 'The request took too long to arrive',
  help: 'The whole request must arrive within 15 seconds and its headers within 10. Try again over a better connection.',
}) {
  constructor() {
    super('The request did not arrive in time.');
  }
}

export class Conflict extends defineProblem({
  code: 'resource/conflict',
  status: 409,
  title: 'The state of the data does not allow this',
  help: 'Something with the same unique value exists, or something else still refers to this. Read the current state and decide again.',
}) {
  constructor(detail = 'Something with the same unique value exists already, or is still in use.', options: ProblemOptions = {}) {
    super(detail, {}, options);
  }
}

export class PreconditionFailed extends defineProblem({
  code: 'request/stale',
  status: 412,
  title: 'Somebody changed it in the meantime',
  help: 'The version in If-Match is not the current one. Read the resource again, apply your change to what you find, and send the new ETag.',
}) {
  constructor(detail = 'The version in If-Match is not the current one.') {
    super(detail);
  }
}

export class BodyTooLarge extends defineProblem({
  code: 'request/too-large',
  status: 413,
  title: 'The body is too large',
  help: 'JSON bodies may have 1 MiB; uploads name their own limit. Send less, or in several requests.',
}) {
  constructor() {
    super('The body is larger than allowed here.');
  }
}

export class UriTooLong extends defineProblem({
  code: 'request/uri-too-long',
  status: 414,
  title: 'The address is too long',
  help: 'A part of the path is longer than any identifier of this API. Check how the address is put together.',
}) {
  constructor() {
    super('A part of the path is too long.');
  }
}

export class UnsupportedMediaType extends defineProblem({
  code: 'request/unsupported-media-type',
  status: 415,
  title: 'The content type is not taken here',
  help: 'Send JSON as `application/json` in UTF-8; a PATCH may also say `application/merge-patch+json`, an upload is `multipart/form-data`.',
  members: { accepted: member.texts('The media types that it takes.', ['application/json']) },
}) {
  constructor(accepted: readonly string[]) {
    super(`Send the body as ${accepted.join(' or ')}.`, { accepted });
  }
}

export class ExpectationFailed extends defineProblem({
  code: 'request/expectation-failed',
  status: 417,
  title: 'The expectation cannot be met',
  help: 'The Expect header holds something other than `100-continue`. Leave it out.',
}) {
  constructor() {
    super('Only "Expect: 100-continue" is understood.');
  }
}

export class ValueRefused extends defineProblem({
  code: 'request/value-refused',
  status: 422,
  title: 'A value breaks a rule of the data',
  help: 'Each field is fine by itself, but the database refused the combination or a value. Compare the values with the documented rules.',
}) {
  constructor(options: ProblemOptions = {}) {
    super('A value breaks a rule of the data.', {}, options);
  }
}

export class PreconditionRequired extends defineProblem({
  code: 'request/precondition-required',
  status: 428,
  title: 'Say which version you are changing',
  help: 'Staff changes need `If-Match` with the ETag of the version that was read, so that nobody overwrites what a colleague just changed.',
}) {
  constructor() {
    super('Send If-Match with the ETag of the version you read.');
  }
}

export class TooManyRequests extends defineProblem({
  code: 'request/too-many',
  status: 429,
  title: 'Too many requests',
  help: 'The limit in RateLimit-Policy is used up. Wait for the seconds in Retry-After; RateLimit tells on every answer what is left.',
}) {
  constructor(retryAfter: number, detail = 'Too many requests from this address.', options: ProblemOptions = {}) {
    super(detail, {}, { ...options, retryAfter });
  }
}

export class HeadersTooLarge extends defineProblem({
  code: 'request/headers-too-large',
  status: 431,
  title: 'The headers are too large',
  help: 'All headers together may have 16 KiB, and there may be 100 of them. Clear cookies or send fewer headers.',
}) {
  constructor() {
    super('The request line and headers are larger than allowed.');
  }
}
