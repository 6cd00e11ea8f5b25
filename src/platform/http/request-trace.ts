import type { IncomingMessage } from 'node:http';
import type {} from 'pino-http';
import { newId } from '../ids';
import { freshBytes } from '../random-bytes';
import { findCardNumber } from '../security';

/** Without an @, because ids are logged, and addresses of people never. */
const SANE_ID = /^[\w.:+/=-]{1,128}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's X-Request-Id when it is one, else a new one. Logs, problems and the answer's header show the same. */
export function requestIdOf(request: IncomingMessage): string {
  if (typeof request.id === 'string') return request.id;
  const given = request.headers?.['x-request-id'];
  const id = typeof given === 'string' && SANE_ID.test(given) && !findCardNumber(given) ? given : newId('req');
  request.id = id;
  return id;
}

/** The caller's W3C trace context when it is well formed, else the start of a new trace. */
export function traceparentOf(request: IncomingMessage): string {
  const given = request.headers['traceparent'];
  if (typeof given === 'string' && TRACEPARENT.test(given)) return given;
  return newTraceparent();
}

/** The start of a new trace. */
export const newTraceparent = (): string => `00-${freshBytes(16).toString('hex')}-${freshBytes(8).toString('hex')}-01`;
