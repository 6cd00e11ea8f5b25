import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const LONGEST = 4_096;
const END = '\r\n\r\n';
const REQUEST_LINE = /^GET (\/\S*) HTTP\/1\.1\r\n/;
/** What a proxy and the parser might read differently, and headers that ask for more than an answer. */
const NOT_PLAIN =
  /[^\r]\n|\r[^\n]|\n[ \t:]|\n(?:content-length|transfer-encoding|trailer|te|expect|upgrade|origin|x-request-id|traceparent|connection(?!: *keep-alive\r))[ \t]*:/i;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
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
 * GET request without anything special, alone in its bytes and on a connection that is between two messages, is looked at; everything else
 * goes on to the parser as it came.
 */
export class Threshold {
  private readonly guests = new WeakMap<Socket, Guest>();

  /** `refuse` gives the answer to a GET of that address, or answers false. */
  constructor(private readonly refuse: (socket: Socket, url: string) => boolean) {}

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
        const url = plainRequest(chunk);
        const met = url !== undefined && guest.idle && !socket.writableNeedDrain && this.refuse(socket, url);
        if (!met) pass(guest, url !== undefined, () => parse.call(socket, chunk));
      });
    });
  }
}

/**
 * When these bytes are a whole request, and the parser found exactly one in them that wants no more, then it stands where they end, whatever
 * it had before.
 */
function pass(guest: Guest, plain: boolean, parse: () => void): void {
  guest.found = [];
  guest.idle = false;
  parse();
  const [exchange, ...others] = guest.found;
  if (!plain || !exchange?.request.complete || others.length > 0) return;
  const settle = (): void => {
    guest.idle = guest.found.length === 1 && guest.found[0] === exchange;
  };
  if (exchange.response.writableFinished) settle();
  else exchange.response.once('finish', settle);
}

/** The address, when the bytes are one whole request that can only be read in one way. */
function plainRequest(chunk: Buffer): string | undefined {
  if (chunk.length > LONGEST || chunk.indexOf(END) !== chunk.length - END.length) return undefined;
  const text = chunk.toString('latin1');
  return NOT_PLAIN.test(text) ? undefined : REQUEST_LINE.exec(text)?.[1];
}
