import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../config';
import { comeBack } from './admission';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problem-response';
import { Overloaded } from './problems';
import { newRequestId, newTraceparent, requestIdOf, traceparentOf } from './request-trace';
import { securityHeaders } from './security-headers';

const { status } = Overloaded.problem;

/** The problem server/overloaded with all its headers, written beforehand but for its ids. */
export class RefusalAnswer {
  private readonly headers: readonly string[];
  private readonly head: string;
  private readonly body: readonly [before: string, after: string];

  constructor(config: Config) {
    const problem = problemBody(new Overloaded(), { publicUrl: config.publicUrl, requestId: '\0' });
    const [before = '', after = ''] = JSON.stringify(problem).split(JSON.stringify('\0').slice(1, -1));
    this.body = [before, after];
    this.headers = [...Object.entries(securityHeaders(config)).flat(), 'content-type', PROBLEM_MEDIA_TYPE, 'cache-control', 'no-store'];
    this.head = `HTTP/1.1 ${status} Service Unavailable\r\n${lines(this.headers)}`;
  }

  /** `more` are names and values of headers. */
  give(request: IncomingMessage, response: ServerResponse, more: readonly string[]): void {
    const requestId = requestIdOf(request);
    const body = this.bodyFor(requestId);
    const own = ['retry-after', String(comeBack()), 'x-request-id', requestId, 'traceparent', traceparentOf(request)];
    response.writeHead(status, [...this.headers, ...own, ...more, 'content-length', String(body.length)]).end(body, 'latin1');
  }

  /** The same for a request that asks for nothing in particular, past the framework and Node's `http`. */
  giveAtOnce(socket: Socket, more: readonly string[]): void {
    const requestId = newRequestId();
    const body = this.bodyFor(requestId);
    const own = `retry-after: ${comeBack()}\r\nx-request-id: ${requestId}\r\ntraceparent: ${newTraceparent()}\r\n`;
    const length = `content-length: ${body.length}\r\ndate: ${dateNow()}\r\n\r\n`;
    socket.write(this.head + own + lines(more) + length + body, 'latin1');
  }

  /** Ids are ASCII, and so is all the rest: as many bytes as characters. */
  private bodyFor(requestId: string): string {
    const [before, after] = this.body;
    return before + requestId + after;
  }
}

function lines(headers: readonly string[]): string {
  return headers.map((part, at) => part + (at % 2 === 0 ? ': ' : '\r\n')).join('');
}

let date = { second: 0, text: '' };

function dateNow(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== date.second) date = { second, text: new Date(1000 * second).toUTCString() };
  return date.text;
}
