import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { FastifyHttpOptions, FastifyServerFactoryHandler } from 'fastify';
import type { Config } from '../config';
import type { Admission } from './admission';
import type { Cors } from './cors';
import type { Lifecycle } from './lifecycle';
import { RefusalAnswer } from './refusal-answer';
import type { RouteTable } from './route-table';

/** Every refusal asks for a second at least. Who asks again so soon has not heard it. */
const AT_ONCE_MS = 100;
const REST_MS = 200;

interface House {
  readonly admission: Admission;
  readonly lifecycle: Lifecycle;
  readonly routes: RouteTable;
  readonly cors: Cors;
}

/**
 * Stands before the framework and turns away whom the house would refuse anyway. When ten times too much arrives, nine of ten requests are
 * refused, so it is the price of a refusal that decides how much is left for the tenth: here it is a look at the address and an answer that
 * was written beforehand. It says what the edge would say; whatever it is not sure about, it lets through.
 */
export class Gate {
  private house: House | undefined;
  private readonly answer: RefusalAnswer;
  private readonly behindProxies: boolean;
  /** When a connection was told to come back later, or had rested because it did not listen. */
  private readonly toldAt = new WeakMap<Socket, number>();

  constructor(config: Config) {
    this.behindProxies = config.trustedProxies.length > 0;
    this.answer = new RefusalAnswer(config);
  }

  /** From here on it refuses; before, everything passes. */
  guard(house: House): void {
    this.house = house;
  }

  /** What Fastify would do itself, with the gate before its handler. */
  readonly serverFactory = (handler: FastifyServerFactoryHandler, options: FastifyHttpOptions<Server>): Server => {
    const server = createServer(options.http ?? {}, (request, response) => {
      if (!this.refuses(request, response)) handler(request, response);
    });
    server.keepAliveTimeout = options.keepAliveTimeout ?? server.keepAliveTimeout;
    server.requestTimeout = options.requestTimeout ?? server.requestTimeout;
    server.setTimeout(options.connectionTimeout ?? 0);
    return server;
  };

  private refuses(request: IncomingMessage, response: ServerResponse): boolean {
    const { house } = this;
    if (!house?.admission.crowded || house.lifecycle.closed) return false;
    const priority = house.routes.priorityOf(request.method ?? '', request.url ?? '');
    const reason = priority && house.admission.refusalOf(priority);
    if (!reason) return false;
    house.admission.count(priority, reason);
    this.refuse(request, response, house);
    return true;
  }

  private refuse(request: IncomingMessage, response: ServerResponse, { cors, lifecycle }: House): void {
    const more = lifecycle.shuttingDown ? ['connection', 'close'] : [];
    this.answer.give(request, response, [...cors.headersFor(request), ...more]);
    this.slowDown(request.socket, response);
  }

  /**
   * Every answer tells when to come back. Who does not listen, and asks again at once over the same connection, is read from a little later.
   * A proxy's connections belong to many people, who are not to wait for each other.
   */
  private slowDown(socket: Socket, response: ServerResponse): void {
    if (this.behindProxies) return;
    const again = performance.now() - (this.toldAt.get(socket) ?? Number.NEGATIVE_INFINITY) < AT_ONCE_MS;
    if (!again) return this.told(socket);
    response.once('close', () => {
      socket.pause();
      setTimeout(() => {
        // What is read now was sent in spite of the answer; the next one counts from here.
        this.told(socket);
        socket.resume();
      }, REST_MS);
    });
  }

  private told(socket: Socket): void {
    this.toldAt.set(socket, performance.now());
  }
}
