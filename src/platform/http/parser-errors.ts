import { ServerResponse } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { newId } from '../ids';
import type { Problem } from './problem';
import { pathOf, PROBLEM_MEDIA_TYPE, problemBody, problemHeaders } from './problem-response';
import { BodyTooLarge, ExpectationFailed, HeadersTooLarge, MalformedRequest, MethodNotAllowed, RequestTimeout } from './problems';
import { headOf } from './raw-answer';
import { requestIdOf } from './request-trace';

/** To read why, and to hang up. Node does not look after such a connection any more: whoever stays would stay for ever. */
const GOODBYE_MS = 1_000;
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** What the HTTP parser refuses never becomes a request; it is answered on the bare socket, in the same form as everything else. */
export function answerParserError(error: NodeJS.ErrnoException, socket: Socket, publicUrl: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable || answering(socket)) {
    socket.destroy(error);
    return;
  }
  writeProblem(socket, parserProblem(error.code), publicUrl);
}

/** Once an answer has begun on the connection, a second one would be taken for its body; and for itself, while an earlier request waits for one. */
function answering(socket: Duplex): boolean {
  const current: unknown = Reflect.get(socket, '_httpMessage');
  return current instanceof ServerResponse && (current.headersSent || current.req.complete);
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
  // From a tunnel Node has taken its own listener away, and an error that nobody hears ends the process.
  socket.on('error', () => socket.destroy());
  const goodbye = setTimeout(() => socket.destroy(), GOODBYE_MS);
  socket.once('close', () => clearTimeout(goodbye));
  socket.end(`${headOf(status, Object.entries(headers).flat())}\r\n${body}`);
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
    if (answering(socket)) socket.destroy();
    else writeProblem(socket, new MethodNotAllowed('CONNECT', METHODS), publicUrl);
  });
}
