import { Catch, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Moved, sendMoved } from './moved';
import { renderProblem } from './render-problem';
import type { RenderedProblem } from './render-problem';
import { requestIdOf } from './request-trace';

/** The one place where failures become answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (error instanceof Moved) return sendMoved(error, request, http.getResponse<FastifyReply>());
    const rendered = renderProblem(error, request);
    this.log(rendered, request);
    sendProblem(rendered, http.getResponse<FastifyReply>());
  }

  private log({ problem, status }: RenderedProblem, request: FastifyRequest): void {
    if (status < 500) return;
    const { type, detail, options } = problem;
    const entry = { msg: `${type.code}: ${detail}`, code: type.code, requestId: requestIdOf(request.raw), err: options.cause };
    // A refused surplus is the server doing its job; only what nobody foresaw needs a look.
    if (status === 500) this.logger.error(entry);
    else this.logger.warn(entry);
  }
}

export function sendProblem({ status, headers, body }: RenderedProblem, reply: FastifyReply): void {
  if (reply.raw.headersSent) {
    // Half an answer cannot be taken back; breaking the connection is the only way to say that it is no good.
    reply.raw.destroy();
    return;
  }
  // As bytes: to a text Fastify would add a charset, which this media type does not have.
  void reply.removeHeader('etag').code(status).headers(headers).send(Buffer.from(body));
}
