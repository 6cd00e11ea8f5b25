import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newTraceparent } from './request-trace';

const SECOND_MS = 1_000;
let date = '';
let dateOf = Number.NaN;

/** RFC 9110, section 6.6.1. Made once a second. */
function now(): string {
  const second = Math.floor(Date.now() / SECOND_MS);
  if (second !== dateOf) date = new Date(second * SECOND_MS).toUTCString();
  dateOf = second;
  return date;
}

/**
 * What is the same in many answers that are written without Node's `ServerResponse`, to a keep-alive connection that owes no other. Says what
 * Node would add by itself, too. Headers are names and values by turns.
 */
export class RawAnswer {
  private readonly before: string;
  private readonly after: string;

  constructor(status: number, headers: readonly string[], keepAliveMs: number) {
    this.before = headOf(status, headers);
    this.after = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveMs / SECOND_MS)}\r\n\r\n`;
  }

  /** A text is ASCII, with as many bytes as characters. */
  write(socket: Socket, requestId: string, headers: readonly string[], body: Buffer | string): void {
    const ids = ['x-request-id', requestId, 'traceparent', newTraceparent()];
    const head = `${this.before}${linesOf([...headers, ...ids, 'content-length', String(body.length)])}Date: ${now()}\r\n${this.after}`;
    if (typeof body === 'string') {
      socket.write(head + body, 'latin1');
      return;
    }
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body);
    socket.uncork();
  }
}

/** The first line and these headers, without the blank line. */
export const headOf = (status: number, headers: readonly string[]): string =>
  `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${linesOf(headers)}`;

function linesOf(headers: readonly string[]): string {
  let lines = '';
  for (let at = 0; at < headers.length; at += 2) lines += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return lines;
}
