import type { IncomingMessage } from 'node:http';
import { maskCardNumbers } from '../security';
import type { Problem, ProblemType } from './problem';
import { originForm } from './request-target';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export interface ProblemContext {
  readonly publicUrl: string;
  readonly requestId: string;
  /** The path of the request; without its query, which may hold personal data. */
  readonly instance?: string;
}

/** RFC 9457 with our own members `code` and `requestId`, and `errors` where fields are to blame. */
export function problemBody(problem: Problem, { publicUrl, requestId, instance }: ProblemContext): Record<string, unknown> {
  const { code, status, title } = problem.type;
  return {
    type: problemUrl(publicUrl, problem.type),
    title,
    status,
    detail: problem.detail,
    ...(instance !== undefined && { instance }),
    code,
    requestId,
    ...problem.extensions,
  };
}

export function problemUrl(publicUrl: string, { code }: Pick<ProblemType, 'code'>): string {
  return `${publicUrl}/problems/${code}`;
}

export function problemHeaders({ options }: Problem): Record<string, string> {
  const { headers = {}, retryAfter } = options;
  return { ...headers, ...(retryAfter !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }) };
}

/** What no path of a URI may hold as it is (RFC 3986, sections 2.1 and 3.3); a percent sign that encodes nothing may come of cutting the path off, too. */
const NOT_IN_A_PATH = /[^\w\-.~!$&'()*+,;=:@/%]|%(?![0-9a-f]{2})/gi;

/** The path alone, safe to show and to log, and a URI reference whatever was sent. */
export function pathOf(request: IncomingMessage): string {
  const [path = '/'] = originForm(request.url ?? '/').split('?');
  return maskCardNumbers(path.slice(0, 512)).replace(NOT_IN_A_PATH, encodeURIComponent);
}
