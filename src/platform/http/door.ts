import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { whenOver } from './when-over';

/** What comes in larger pieces is not asked over and over. */
const LONGEST = 4_096;
/** Of headers beyond the hundredth Node tells only a part, among them perhaps where the request ends. Nobody sends half as many. */
const MOST_LINES = 64;

const BLANK_LINE = '\r\n\r\n';

/** A request that came in one piece, with nothing before and nothing behind it: its first line, and all the rest. */
export interface Piece {
  readonly line: string;
  readonly rest: string;
}

/**
 * Everything that is read from a connection passes here before Node's parser gets it, and can be answered without it. That is only safe where a
 * request begins, while no answer is owed; where that is, the parser itself tells, never a second reading of the bytes: when it finds one whole
 * request in a piece that is exactly as long as that request, it stands at the end of it, and stays there until it is given more.
 */
export class Door {
  /**
   * The parser stands between two requests, and every request has its whole answer. Not at first: Node begins to look after a connection, so that it
   * is not open for ever, when its first request has been parsed.
   */
  private atRest = false;
  private given = 0;
  /** What the parser reads just now. */
  private reading: string | undefined;

  /**
   * @param answer is told what came while the door was at rest, and says whether it has answered it
   * @param learn is told of each request that came in one piece, when its answer is out
   * @returns undefined where Node does not listen to the connection as it is known to
   */
  static before(socket: Socket, answer: Answer, learn: Learn): Door | undefined {
    const [parse, ...others] = socket.listeners('data');
    return parse && others.length === 0 ? new Door(socket, parse as Read, answer, learn) : undefined;
  }

  private constructor(
    private readonly socket: Socket,
    private readonly parse: Read,
    private readonly answer: Answer,
    private readonly learn: Learn,
  ) {
    // Whoever listens takes the connection away from the parser's own way to read it, so ours must be there before Node's is gone.
    socket.on('data', (bytes: Buffer) => this.read(bytes));
    socket.removeListener('data', parse);
    // So is what keeps it paused while Node holds it back, whoever resumes it.
    socket.on('resume', () => {
      if (isHeldBack(socket)) socket.pause();
    });
  }

  /** To be called for each request that the parser finds. */
  found(request: IncomingMessage, response: ServerResponse): void {
    const { given } = this;
    const piece = this.reading === undefined ? undefined : wholeIn(this.reading, request);
    if (!piece) return;
    // Answers go out in order: with this one, all before it are out.
    whenOver(response, () => {
      this.atRest = request.complete && given === this.given && response.shouldKeepAlive;
      if (this.atRest) this.learn(piece, request);
    });
  }

  private read(bytes: Buffer): void {
    // Node's own listener would be gone by now: the parser already serves another connection.
    if (!parserOf(this.socket)) return;
    const text = bytes.length <= LONGEST ? bytes.toString('latin1') : undefined;
    const piece = this.atRest && text !== undefined ? cut(text) : undefined;
    if (piece && this.answer(piece)) return;
    this.atRest = false;
    this.given += 1;
    this.reading = text;
    this.parse.call(this.socket, bytes);
    this.reading = undefined;
  }
}

type Answer = (piece: Piece) => boolean;
type Learn = (piece: Piece, request: IncomingMessage) => void;
type Read = (this: Socket, bytes: Buffer) => void;

const parserOf = (socket: Socket): unknown => Reflect.get(socket, 'parser');

/** Too many answers wait on it, so Node reads no more of it, and fails when it is given more. */
const isHeldBack = (socket: Socket): boolean => Reflect.get(socket, '_paused') === true;

function cut(text: string): Piece | undefined {
  const end = text.indexOf('\r\n');
  return end < 0 ? undefined : { line: text.slice(0, end), rest: text.slice(end) };
}

/** As much as the parser found, line by line and to the last byte: were any of it part of what came before, there would be less. */
function wholeIn(text: string, { method = '', url = '', rawHeaders, headers }: IncomingMessage): Piece | undefined {
  const piece = cut(text);
  const end = piece?.rest.indexOf(BLANK_LINE) ?? -1;
  if (!piece || end < 0 || piece.line !== `${method} ${url} HTTP/1.1`) return undefined;
  const lines = piece.rest.slice(0, end).split('\r\n').length - 1;
  const body = bodyOf(piece).length;
  return lines <= MOST_LINES && lines === rawHeaders.length / 2 && body === Number(headers['content-length'] ?? 0) ? piece : undefined;
}

/** Whatever follows the first blank line. */
export const bodyOf = ({ rest }: Piece): string => rest.slice(rest.indexOf(BLANK_LINE) + BLANK_LINE.length);
