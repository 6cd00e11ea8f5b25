import { HttpException } from '@nestjs/common';
import { databaseProblem } from './database-problems';
import { Problem } from './problem';
import * as problems from './problems';
import { StrictJsonError } from './strict-json';

type Answer = (detail: string) => Problem;

/** Failures of Fastify and its plugins that say more than their status. */
const BY_FASTIFY_CODE: Readonly<Record<string, Answer>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new problems.BodyTooLarge(),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new problems.UnsupportedMediaType(['application/json']),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new problems.MalformedRequest('The body is not as long as Content-Length says.'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: () => new problems.UnsupportedMediaType(['multipart/form-data']),
  FST_FILES_LIMIT: () => new problems.MalformedRequest('The form has more than one file.'),
  FST_FIELDS_LIMIT: () => new problems.MalformedRequest('The form has more fields than this operation.'),
  FST_PARTS_LIMIT: () => new problems.MalformedRequest('The form has more parts than this operation.'),
  FST_ERR_BAD_URL: () => new problems.MalformedRequest('The path is not valid percent-encoded UTF-8.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new problems.UriTooLong(),
};

const BY_STATUS: Readonly<Record<number, Answer>> = {
  401: (detail) => new problems.Unauthenticated(detail),
  403: () => new problems.Forbidden(),
  404: () => new problems.UnknownRoute(),
  406: () => new problems.NotAcceptable(['application/json']),
  408: () => new problems.RequestTimeout(),
  409: () => new problems.Conflict(),
  412: () => new problems.PreconditionFailed(),
  413: () => new problems.BodyTooLarge(),
  414: () => new problems.UriTooLong(),
  415: () => new problems.UnsupportedMediaType(['application/json']),
  417: () => new problems.ExpectationFailed(),
  422: () => new problems.ValueRefused(),
  428: () => new problems.PreconditionRequired(),
  429: () => new problems.TooManyRequests(60),
  431: () => new problems.HeadersTooLarge(),
  503: () => new problems.Unavailable(),
};

/** Whatever was thrown, as something with a name. What nobody foresaw becomes `server/unexpected`, which tells nothing. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StrictJsonError) return jsonProblem(error);
  if (error instanceof HttpException) return statusProblem(error.getStatus(), error.message, error.cause) ?? new problems.Unexpected(error);
  const status = statusOf(error);
  const known = status === undefined ? undefined : statusProblem(status, 'The request cannot be handled.', error);
  return known ?? databaseProblem(error) ?? multipartProblem(error) ?? new problems.Unexpected(error);
}

function jsonProblem(error: StrictJsonError): Problem {
  if (error.pointer !== '') return problems.ValidationFailed.at(error.pointer, error.code, error.detail);
  return new problems.MalformedRequest(error.detail, { errors: [{ pointer: '', code: error.code, detail: error.detail }] });
}

function statusProblem(status: number, detail: string, cause: unknown): Problem | undefined {
  const answer = BY_FASTIFY_CODE[textMember(cause, 'code') ?? ''] ?? BY_STATUS[status];
  if (answer) return answer(detail);
  return status >= 400 && status < 500 ? new problems.MalformedRequest(detail) : undefined;
}

/** Errors of Fastify, http-errors and light-my-request carry a status; 5xx ones are our own faults and stay unexpected. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' && error.statusCode < 500 ? error.statusCode : undefined;
}

const MULTIPART =
  /^Multipart: Boundary not found|unexpected end of multipart data|^Malformed part header|^Unexpected end of multipart data/i;

/** The multipart parser throws plain errors for broken input. */
function multipartProblem(error: unknown): Problem | undefined {
  return error instanceof Error && MULTIPART.test(error.message)
    ? new problems.MalformedRequest('The multipart body is broken.')
    : undefined;
}

function textMember(value: unknown, name: string): string | undefined {
  const member = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof member === 'string' ? member : undefined;
}
