import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const LONGEST = 4_096;
const END = '\r\n\r\n';
const REQUEST_LINE = /^(GET|POST) (\/\S*) HTTP\/1\.1\r\n/;
const LENGTH = /\ncontent-length: *(\d{1,5})\r\n/i;
/** What a proxy and the parser might read differently, and headers that ask for more than an answer. */
const NOT_PLAIN =
  /[^\r]\n|\r[^\n]|\n[ \t:]|\ncontent-length[ \t]|\ncontent-length:[^]*\ncontent-length:|\n(?:transfer-encoding|trailer|te|expect|upgrade|origin|x-request-id|traceparent|connection(?!: *keep-alive\r))[ \t]*:/i;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Plain {
  readonly method: string;
  readonly url: string;
  /** Of its body, in bytes. */
  readonly length: number;
}

interface Guest {
  /** What the parser found in the bytes that it got last. */
  found: Exchange[];
  /** The parser is between two messages, and the answers to all before are out. */
  idle: boolean;
}

/**
 * Clients who were refused and ask again are met before their request is parsed: Node makes a message, a response and their streams of each
 * request, which costs twice as much as all the rest of a refusal, and a crowd that is ten times too large is mostly refused. Only a whole
 * request without anything special, alone in its bytes and on a connection that is between two messages, is looked at; everything else goes
 * on to the parser as it came.
 */
export class Threshold {
  private readonly guests = new WeakMap<Socket, Guest>();

  /** `refuse` gives the answer, or answers false. */
  constructor(private readonly refuse: (socket: Socket, asked: Pick<Plain, 'method' | 'url'>) => boolean) {}

  /** Told of every request that the parser has found. */
  found(exchange: Exchange): void {
    this.guests.get(exchange.request.socket)?.found.push(exchange);
  }

  /** Once this is answered, whoever asks over the same connection may be met. */
  watch({ request: { socket }, response }: Exchange): void {
    if (this.guests.has(socket)) return;
    response.once('finish', () => {
      const [parse, ...others] = socket.listeners('data') as ((chunk: Buffer) => void)[];
      // Node's parser has one; with anything else on this socket it is not for us to step between.
      if (!parse || others.length > 0 || this.guests.has(socket)) return;
      const guest: Guest = { found: [], idle: false };
      this.guests.set(socket, guest);
      socket.off('data', parse);
      socket.on('data', (chunk: Buffer) => {
        const plain = plainRequest(chunk);
        const met = plain && guest.idle && !socket.writableNeedDrain && this.refuse(socket, plain);
        if (!met) pass(guest, plain, () => parse.call(socket, chunk));
      });
    });
  }
}

/**
 * After a whole request the parser stands where the bytes end, if it found exactly one request in them, complete and with a body of the same
 * length: whatever it had before, the head that it read ends at the first end of a head in these bytes or later, and later there would be too
 * few bytes for that body.
 */
function pass(guest: Guest, plain: Plain | undefined, parse: () => void): void {
  guest.found = [];
  guest.idle = false;
  parse();
  const [exchange, ...others] = guest.found;
  if (!plain || !exchange?.request.complete || others.length > 0) return;
  if (Number(exchange.request.headers['content-length'] ?? 0) !== plain.length) return;
  const settle = (): void => {
    guest.idle = guest.found.length === 1 && guest.found[0] === exchange;
  };
  if (exchange.response.writableFinished) settle();
  else exchange.response.once('finish', settle);
}

/** The bytes, when they are one whole request that can only be read in one way. */
function plainRequest(chunk: Buffer): Plain | undefined {
  if (chunk.length > LONGEST) return undefined;
  const end = chunk.indexOf(END);
  if (end < 0) return undefined;
  const head = chunk.toString('latin1', 0, end + END.length);
  if (NOT_PLAIN.test(head)) return undefined;
  const [, method, url] = REQUEST_LINE.exec(head) ?? [];
  const length = Number(LENGTH.exec(head)?.[1] ?? 0);
  return method && url && head.length + length === chunk.length ? { method, url, length } : undefined;
}
