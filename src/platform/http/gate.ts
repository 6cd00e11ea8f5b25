import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { FastifyHttpOptions, FastifyServerFactoryHandler } from 'fastify';
import type { Config } from '../config';
import { Doorstep } from './doorstep';
import type { House } from './doorstep';
import { announcesBody } from './incoming-bodies';
import { RefusalAnswer } from './refusal-answer';
import { hungUp } from './when-over';

/** Every refusal asks for a second at least. Who asks again so soon has not heard it. */
const AT_ONCE_MS = 100;
/** Once or twice may be chance: somebody else, who was given the same connection. */
const OFTEN = 3;
const REST_MS = 200;

/** That a connection was told to come back later. */
interface Told {
  /** The last time, or when it had rested because it did not listen. */
  at: number;
  /** How many times it has asked again at once since it last waited by itself. */
  inVain: number;
  /** While it rests nothing more is answered: what has been read already was sent together with what was refused. */
  rest: 'none' | 'due' | 'begun';
}

interface Guarded {
  readonly house: House;
  readonly answer: RefusalAnswer;
  readonly doorstep: Doorstep;
}

/**
 * Stands before the framework and turns away whom the house would refuse anyway. When ten times too much arrives, nine of ten requests are
 * refused, so it is the price of a refusal that decides how much is left for the tenth: here it is a look at the address and an answer that
 * was written beforehand. It says what the edge would say; whatever it is not sure about, it lets through.
 */
export class Gate {
  private guarded: Guarded | undefined;
  private keepAliveMs = 0;
  private readonly behindProxies: boolean;
  private readonly told = new WeakMap<Socket, Told>();

  constructor(private readonly config: Config) {
    this.behindProxies = config.trustedProxies.length > 0;
  }

  /** From here on it refuses; before, everything passes. */
  guard(house: House): void {
    const answer = new RefusalAnswer(this.config, this.keepAliveMs);
    const slowDown = (socket: Socket): void => this.slowDown(socket);
    const doorstep = new Doorstep(this.config, house, answer, this.keepAliveMs, slowDown);
    this.guarded = { house, answer, doorstep };
  }

  /** What Fastify would do itself, with the gate before its handler. */
  readonly serverFactory = (handler: FastifyServerFactoryHandler, options: FastifyHttpOptions<Server>): Server => {
    const server = createServer(options.http ?? {}, (request, response) => {
      if (!this.refuses(request, response)) handler(request, response);
    });
    server.keepAliveTimeout = options.keepAliveTimeout ?? server.keepAliveTimeout;
    server.requestTimeout = options.requestTimeout ?? server.requestTimeout;
    server.setTimeout(options.connectionTimeout ?? 0);
    server.on('connection', (socket: Socket) => {
      if (this.guarded?.house.admission.crowded) this.guarded.doorstep.openTo(socket);
    });
    this.keepAliveMs = server.keepAliveTimeout;
    return server;
  };

  private refuses(request: IncomingMessage, response: ServerResponse): boolean {
    const { guarded } = this;
    // Hung up on while it was read: nobody is left to answer.
    if (hungUp(request)) return true;
    // Or before it was accepted, which Node has not noticed yet. Nobody knows whom to count it for.
    if (request.socket.remoteAddress === undefined) {
      request.socket.destroy();
      return true;
    }
    if (!guarded) return false;
    const { house, doorstep } = guarded;
    doorstep.found(request, response);
    if (!house.admission.crowded || house.lifecycle.closed) return false;
    const priority = house.routes.priorityOf(request.method ?? '', request.url ?? '');
    if (!priority) return false;
    doorstep.openTo(request.socket);
    const reason = house.admission.refusalOf(priority);
    if (!reason) return false;
    house.admission.count(priority, reason);
    this.refuse(request, response, guarded);
    return true;
  }

  private refuse(request: IncomingMessage, response: ServerResponse, { house: { cors, lifecycle }, answer }: Guarded): void {
    const { socket } = request;
    // What was sent together has been read together; a connection that is not read from for now gets no more answers either.
    if (this.told.get(socket)?.rest === 'begun') return void socket.destroy();
    const more = lifecycle.shuttingDown ? ['connection', 'close'] : [];
    answer.give(request, response, [...cors.withVary(cors.grantsTo(request)), ...more]);
    this.slowDown(socket, request);
  }

  /**
   * Every answer tells when to come back. Who does not listen, and asks at once again and again over the same connection, is read from a
   * little later each time.
   * A proxy's connections belong to many people, who are not to wait for each other.
   */
  private slowDown(socket: Socket, request?: IncomingMessage): void {
    if (this.behindProxies) return;
    const now = performance.now();
    const told: Told = this.told.get(socket) ?? { at: Number.NEGATIVE_INFINITY, inVain: 0, rest: 'none' };
    this.told.set(socket, told);
    // A body that is still read undoes a rest.
    if (told.rest === 'begun') return void socket.destroy();
    told.inVain = now - told.at < AT_ONCE_MS ? told.inVain + 1 : 0;
    told.at = now;
    if (told.inVain < OFTEN || told.rest === 'due') return;
    if (!request) return this.rest(socket, told);
    // Once it is answered, what is left of its body is read and thrown away, and only then does it close: that would end a rest. What was sent with that is read with it.
    told.rest = announcesBody(request) ? 'due' : 'begun';
    request.once('close', () => this.rest(socket, told));
  }

  private rest(socket: Socket, told: Told): void {
    told.rest = 'begun';
    socket.pause();
    setTimeout(() => {
      // What is read now was sent in spite of the answer; the next one counts from here.
      told.at = performance.now();
      told.rest = 'none';
      socket.resume();
    }, REST_MS);
  }
}
