import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { findCardNumber } from '../security';
import type { Admission } from './admission';
import { variesByCoding } from './compression';
import { checkAccept, checkContentType } from './content-negotiation';
import type { Cors } from './cors';
import type { Downloads } from './downloads';
import { matchesNone } from './etag';
import { hostsIn, namesOneHost } from './host';
import { IncomingBodies, announcesBody } from './incoming-bodies';
import type { Lifecycle } from './lifecycle';
import { installPlaces, takePlace } from './places';
import { CardDataRefused, MalformedRequest, MethodNotAllowed, Unavailable, UnknownRoute, ValidationFailed } from './problems';
import { RateLimit } from './rate-limit';
import { plainTarget } from './request-target';
import { requestIdOf, traceparentOf } from './request-trace';
import { UNLIMITED } from './route-table';
import type { RouteTable } from './route-table';
import type { SlowReaders } from './slow-readers';
import { BAD_QUERY } from './strict-query';
import type { Query } from './strict-query';
import { vary } from './vary';

const API = /^\/v\d+\//;

const OF_THE_BODY = ['content-type', 'content-length', 'content-encoding'];

interface Edge {
  readonly config: Config;
  readonly routes: RouteTable;
  readonly lifecycle: Lifecycle;
  readonly admission: Admission;
  readonly downloads: Downloads;
  readonly cors: Cors;
  readonly slowReaders: SlowReaders;
}

/** Everything that is decided about a request before its body is read: the cheap refusals first. */
export function installEdge(instance: FastifyInstance, house: Edge): void {
  const { config, routes, lifecycle, admission, cors, slowReaders } = house;
  const rateLimit = new RateLimit(config);
  const bodies = new IncomingBodies(admission);

  instance.addHook('onRequest', async (request, reply) => {
    identify(request, reply);
    if (lifecycle.shuttingDown) reply.header('connection', 'close');
    const path = plainTarget(request.url).split('?', 1)[0] ?? '/';
    const methods = request.is404 || request.method === 'OPTIONS' ? routes.methodsOf(path) : [];
    cors.apply(request, reply, methods);
    if (lifecycle.closed) throw new Unavailable('The server is shutting down; try again, another one will answer.');
    checkHost(request.raw);
    if (!UNLIMITED.test(path)) await rateLimit.apply(request, reply);
    if (request.is404) return answerUnrouted(request, reply, methods);
    const limited = !UNLIMITED.test(path);
    if (limited && announcesBody(request)) bodies.expect(request, reply);
    else if (limited) await takePlace(request, reply, house);
    checkTarget(request);
    if (API.test(path)) checkAccept(request);
    checkContentType(request);
    return undefined;
  });

  instance.addHook('preValidation', (request, reply, done) => {
    if (!bodies.stopAwaiting(request)) return done();
    takePlace(request, reply, house).then(() => done(), done);
  });

  installPlaces(instance, slowReaders);
  instance.addHook('onSend', (request, reply, payload, done) => {
    if (!isKnown(request, reply)) return done();
    // What would have been sent says what it depends on, and so does this (RFC 9110, section 15.4.5).
    if (variesByCoding(reply, payload)) vary(reply, ['accept-encoding']);
    reply.code(304);
    for (const name of OF_THE_BODY) reply.removeHeader(name);
    // The framework takes the body of a HEAD away, and says the length of one that is not a stream.
    done(null, request.method === 'HEAD' ? Readable.from([]) : null);
  });
}

/** Also for what the router refuses before any hook runs. */
export function identify(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', requestIdOf(request.raw)).header('traceparent', traceparentOf(request.raw));
  reply.header('cache-control', 'private, no-store');
}

function answerUnrouted(request: FastifyRequest, reply: FastifyReply, methods: readonly string[]): FastifyReply {
  if (methods.length === 0) throw new UnknownRoute();
  if (request.method !== 'OPTIONS') throw new MethodNotAllowed(request.method, methods);
  return reply.code(204).header('allow', methods.join(', ')).send();
}

function checkHost({ rawHeaders, httpVersion }: IncomingMessage): void {
  if (namesOneHost(rawHeaders) || (httpVersion === '1.0' && hostsIn(rawHeaders).length === 0)) return;
  throw new MalformedRequest('HTTP/1.1 needs one Host header that names a host.');
}

/** The query was read by the router, where nothing may throw; what was wrong with it is said here. */
function checkTarget(request: FastifyRequest): void {
  // The router takes it for the beginning of a query, and everybody else for something that is never sent (RFC 9110, section 4.2.5).
  if (request.url.includes('#')) throw new MalformedRequest('The address holds a fragment.');
  const wrong = (request.query as Query)[BAD_QUERY];
  if (wrong) throw new ValidationFailed([wrong]);
  if (findCardNumber(request.query)) throw new CardDataRefused('?');
  for (const value of Object.values(request.params ?? {})) {
    if (typeof value === 'string' && /\p{Cc}|\p{Surrogate}/u.test(value)) throw new MalformedRequest('The path holds a control character.');
  }
}

/** Whether the caller has the answer already. */
function isKnown(request: FastifyRequest, reply: FastifyReply): boolean {
  const etag = reply.getHeader('etag');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return reads && reply.statusCode === 200 && typeof etag === 'string' && matchesNone(request.headers['if-none-match'], etag);
}
