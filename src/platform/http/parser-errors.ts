import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { newId } from '../ids';
import type { Problem } from './problem';
import { pathOf, PROBLEM_MEDIA_TYPE, problemBody, problemHeaders } from './problem-response';
import { BodyTooLarge, ExpectationFailed, HeadersTooLarge, MalformedRequest, MethodNotAllowed, RequestTimeout } from './problems';
import { requestIdOf } from './request-trace';

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** What the HTTP parser refuses never becomes a request; it is answered on the bare socket, in the same form as everything else. */
export function answerParserError(error: NodeJS.ErrnoException, socket: Socket, publicUrl: string): void {
  // Once an answer has begun on this connection, a second one would be taken for its body.
  if (error.code === 'ECONNRESET' || !socket.writable || answering(socket)) {
    socket.destroy(error);
    return;
  }
  writeProblem(socket, parserProblem(error.code), publicUrl);
}

function answering(socket: Socket): boolean {
  const current: unknown = Reflect.get(socket, '_httpMessage');
  return typeof current === 'object' && current !== null && Reflect.get(current, 'headersSent') === true;
}

function parserProblem(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestTimeout();
  if (code === 'HPE_HEADER_OVERFLOW') return new HeadersTooLarge();
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return new BodyTooLarge();
  return new MalformedRequest('This is not a well-formed HTTP/1.1 request.');
}

function writeProblem(socket: Duplex, problem: Problem, publicUrl: string): void {
  const requestId = newId('req');
  const body = JSON.stringify(problemBody(problem, { publicUrl, requestId }));
  const { status } = problem.type;
  const headers: Record<string, string> = {
    ...problemHeaders(problem),
    'cache-control': 'no-store',
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestId,
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** The cases that Node answers by itself, with an empty body, before any handler sees them. */
export function answerServerEvents(server: Server, publicUrl: string): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const context = { publicUrl, requestId: requestIdOf(request), instance: pathOf(request) };
    const body = Buffer.from(JSON.stringify(problemBody(new ExpectationFailed(), context)));
    const headers = { 'content-type': PROBLEM_MEDIA_TYPE, 'content-length': body.length, 'x-request-id': context.requestId };
    response.writeHead(ExpectationFailed.problem.status, { ...headers, connection: 'close' }).end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    writeProblem(socket, new MethodNotAllowed('CONNECT', METHODS), publicUrl);
  });
}
