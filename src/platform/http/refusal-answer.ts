import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../config';
import { newId } from '../ids';
import { comeBack } from './admission';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problem-response';
import { Overloaded } from './problems';
import { RawAnswer } from './raw-answer';
import { requestIdOf, traceparentOf } from './request-trace';
import { securityHeaders } from './security-headers';

const { status } = Overloaded.problem;

/** The problem server/overloaded with all its headers, written beforehand but for its ids. */
export class RefusalAnswer {
  private readonly headers: readonly string[];
  private readonly raw: RawAnswer;
  private readonly body: readonly [before: string, after: string];

  constructor(config: Config, keepAliveMs: number) {
    const problem = problemBody(new Overloaded(), { publicUrl: config.publicUrl, requestId: '\0' });
    const [before = '', after = ''] = JSON.stringify(problem).split(JSON.stringify('\0').slice(1, -1));
    this.body = [before, after];
    this.headers = [...Object.entries(securityHeaders(config)).flat(), 'content-type', PROBLEM_MEDIA_TYPE, 'cache-control', 'no-store'];
    this.raw = new RawAnswer(status, this.headers, keepAliveMs);
  }

  /** `more` are names and values of headers. */
  give(request: IncomingMessage, response: ServerResponse, more: readonly string[]): void {
    const requestId = requestIdOf(request);
    const body = this.bodyFor(requestId);
    const own = ['retry-after', String(comeBack()), 'x-request-id', requestId, 'traceparent', traceparentOf(request)];
    response.writeHead(status, [...this.headers, ...own, ...more, 'content-length', String(body.length)]).end(body, 'latin1');
  }

  /** The same without the framework and without Node's response, to somebody who names neither the request nor its trace. */
  write(socket: Socket, more: readonly string[]): void {
    const requestId = newId('req');
    this.raw.write(socket, requestId, ['retry-after', String(comeBack()), ...more], this.bodyFor(requestId));
  }

  /** Ids are ASCII, and so is all the rest: as many bytes as characters. */
  private bodyFor(requestId: string): string {
    const [before, after] = this.body;
    return before + requestId + after;
  }
}
