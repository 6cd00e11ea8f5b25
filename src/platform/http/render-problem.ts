import type { FastifyRequest } from 'fastify';
import type { Problem } from './problem';
import { toProblem } from './problem-mapping';
import { pathOf, PROBLEM_MEDIA_TYPE, problemBody, problemHeaders } from './problem-response';
import { requestIdOf } from './request-trace';

declare module 'fastify' {
  interface FastifyInstance {
    /** How the outside reaches this server; part of every problem's type. */
    publicUrl: string;
  }
}

export interface RenderedProblem {
  readonly problem: Problem;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whatever was thrown, as the answer to this request. */
export function renderProblem(error: unknown, request: FastifyRequest): RenderedProblem {
  const problem = toProblem(error);
  const { raw, server } = request;
  const body = problemBody(problem, { publicUrl: server.publicUrl, requestId: requestIdOf(raw), instance: pathOf(raw) });
  return {
    problem,
    status: problem.type.status,
    headers: { ...problemHeaders(problem), 'cache-control': 'no-store', 'content-type': PROBLEM_MEDIA_TYPE },
    body: JSON.stringify(body),
  };
}
