import { performance } from 'node:perf_hooks';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Config } from '../config';
import { newId } from '../ids';
import { maskCardNumbers } from '../security';
import type { Admission } from './admission';
import { preferredCoding } from './coding';
import type { Coding } from './coding';
import { JSON_TYPE, accepts } from './content-negotiation';
import type { Cors } from './cors';
import { Door, bodyOf } from './door';
import type { Piece } from './door';
import { namesOneHost } from './host';
import type { KeptAnswer } from './kept-answer';
import { TTL_MS } from './kept-answers';
import type { KeptAnswers } from './kept-answers';
import type { Lifecycle } from './lifecycle';
import type { Priority } from './priority';
import { RawAnswer } from './raw-answer';
import type { RefusalAnswer } from './refusal-answer';
import type { RouteTable } from './route-table';
import { securityHeaders } from './security-headers';

/** About 10 MB together, and nothing before the first rush. */
const LINES = 8_192;
const LONGEST_LINE = 512;
const MANNERS = 2_048;
const LONGEST_MANNERS = 2_048;

/** Headers that make a request somebody's own, and must not lie in memory, or that are answered by more than what is known here. */
const OWN = [
  ...['authorization', 'cookie', 'x-cart-token', 'x-order-token', 'idempotency-key', 'x-request-id', 'traceparent'],
  ...['transfer-encoding', 'expect', 'upgrade'],
];
/** Bodies that say nothing. What else is in one is nobody's business here. */
const BARE = ['', '{}'];
/** What a client has not taken of a page by then lies in memory for nothing. */
const UNREAD_MS = 30_000;

/** What the first line of a request asks for. */
interface Wish {
  readonly url: string;
  readonly priority: Priority;
  /** Of a page that may be kept in memory: the headers that it depends on. */
  readonly varies: readonly string[] | undefined;
}

/** What all other lines of a request say about how to answer. */
interface Manners {
  /** Those on which pages depend. */
  readonly headers: IncomingHttpHeaders;
  /** What their origin may do: names and values of headers. */
  readonly grants: readonly string[];
  readonly coding: Coding | undefined;
  /** Whether a page is what they want, as it is kept. */
  readonly wantsPage: boolean;
}

export interface House {
  readonly admission: Admission;
  readonly lifecycle: Lifecycle;
  readonly routes: RouteTable;
  readonly cors: Cors;
  readonly kept: KeptAnswers;
}

/**
 * In a rush many ask for the same, and the same people send the same headers. Node's parser takes most of the price of a refusal, so what it
 * has found in a line, or in a block of headers, is remembered by its bytes, and the next time is not read again: where the gate would refuse it,
 * it is refused, or, when its page lies in memory, gets that, which costs no more. Whoever would be let in goes the usual way.
 */
export class Doorstep {
  private readonly doors = new WeakMap<Socket, Door>();
  private readonly wishes = new LRUCache<string, Wish>({ max: LINES });
  private readonly manners = new LRUCache<string, Manners>({ max: MANNERS });
  private readonly security: Readonly<Record<string, string>>;
  private readonly pages = new WeakMap<KeptAnswer, Map<Coding | undefined, RawAnswer>>();

  constructor(
    config: Config,
    private readonly house: House,
    private readonly refusal: RefusalAnswer,
    private readonly keepAliveMs: number,
    /** Of whoever was answered. */
    private readonly slowDown: (socket: Socket) => void,
  ) {
    this.security = securityHeaders(config);
  }

  /** To be told of each request that Node has read. */
  found(request: IncomingMessage, response: ServerResponse): void {
    this.doors.get(request.socket)?.found(request, response);
  }

  /** What comes next over this connection is looked at before it is read. */
  openTo(socket: Socket): void {
    if (this.doors.has(socket)) return;
    const door = Door.before(
      socket,
      (piece) => this.answer(socket, piece),
      (piece, request) => this.remember(piece, request),
    );
    if (door) this.doors.set(socket, door);
  }

  private remember(piece: Piece, request: IncomingMessage): void {
    const { line, rest } = piece;
    const { method = '', url = '', headers, rawHeaders } = request;
    const { admission, cors, routes } = this.house;
    const priority = admission.crowded ? routes.priorityOf(method, url) : undefined;
    if (!priority) return;
    if (method === 'HEAD' || OWN.some((name) => headers[name] !== undefined) || !BARE.includes(bodyOf(piece))) return;
    if (line.length > LONGEST_LINE || rest.length > LONGEST_MANNERS || maskCardNumbers(line) !== line) return;
    this.wishes.set(copyOf(line), { url, priority, varies: method === 'GET' ? routes.sharedOf(url)?.varies : undefined });
    const another = headers['if-none-match'] !== undefined || headers['content-length'] !== undefined;
    this.manners.set(copyOf(rest), {
      headers: Object.fromEntries(routes.varying.map((name) => [name, headers[name]])),
      grants: cors.grantsTo(request),
      coding: preferredCoding(headers['accept-encoding']),
      wantsPage: !another && namesOneHost(rawHeaders) && accepts(headers.accept, JSON_TYPE),
    });
  }

  private answer(socket: Socket, { line, rest }: Piece): boolean {
    const { admission, cors, lifecycle } = this.house;
    // To a client that does not read what it is sent, nothing is sent from here.
    if (!admission.crowded || lifecycle.shuttingDown || !socket.writable || socket.writableLength > 0) return false;
    const wish = this.wishes.get(line);
    const manners = wish && this.manners.get(rest);
    const reason = manners && admission.refusalOf(wish.priority);
    if (!reason) return false;
    if (!this.givePage(socket, wish, manners)) {
      admission.count(wish.priority, reason);
      this.refusal.write(socket, cors.withVary(manners.grants));
    }
    this.slowDown(socket);
    return true;
  }

  private givePage(socket: Socket, { url, varies }: Wish, { headers, grants, coding, wantsPage }: Manners): boolean {
    const { kept, admission } = this.house;
    const key = varies && wantsPage && kept.open ? kept.keyOf(url, varies, headers) : undefined;
    const answer = key === undefined ? undefined : kept.findInRush(key);
    if (!answer || !varies) return false;
    const page = answer.nowIn(coding);
    this.pageOf(answer, varies, page.coding).write(socket, newId('req'), [...grants, ...ageOf(answer)], page.body);
    this.cutUnlessTaken(socket);
    admission.countPage();
    return true;
  }

  /** Node's own patience with the connection was meant for one on which nothing is underway. */
  private cutUnlessTaken(socket: Socket): void {
    if (socket.writableLength === 0) return;
    socket.setTimeout(0);
    const cut = setTimeout(() => socket.destroy(), UNREAD_MS).unref();
    socket.write('', () => {
      clearTimeout(cut);
      socket.setTimeout(this.keepAliveMs);
    });
  }

  private pageOf(answer: KeptAnswer, varies: readonly string[], coding: Coding | undefined): RawAnswer {
    const known = this.pages.get(answer) ?? new Map<Coding | undefined, RawAnswer>();
    this.pages.set(answer, known);
    const made = known.get(coding);
    if (made) return made;
    const depends = [...this.house.cors.dependsOn, 'accept-encoding', ...varies].join(', ');
    const headers = { ...this.security, ...answer.headers, vary: depends, ...(coding && { 'content-encoding': coding }) };
    const page = new RawAnswer(200, Object.entries(headers).flat(), this.keepAliveMs);
    known.set(coding, page);
    return page;
  }
}

/** A part of a text keeps the whole of it in memory. */
const copyOf = (part: string): string => Buffer.from(part, 'latin1').toString('latin1');

/** RFC 9111, section 5.1. Said only when it is more than usual: shared caches count from here. */
function ageOf({ madeAt }: KeptAnswer): readonly string[] {
  const age = performance.now() - madeAt;
  return age > TTL_MS ? ['age', String(Math.floor(age / 1_000))] : [];
}
