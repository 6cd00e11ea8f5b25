import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ReplayedAnswer } from './idempotent-operations';

/** Sends a stored answer byte for byte, marked as a replay. */
@Catch(ReplayedAnswer)
export class ReplayFilter implements ExceptionFilter<ReplayedAnswer> {
  catch({ answer }: ReplayedAnswer, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply
      .code(answer.status)
      .headers({ 'content-type': 'application/json; charset=utf-8', ...answer.headers, 'idempotent-replayed': 'true' })
      // As bytes: to a text Fastify would add a charset, also where the first answer had none.
      .send(Buffer.from(answer.body));
  }
}
