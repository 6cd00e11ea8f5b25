import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { edgeOf } from './content-negotiation';
import type { JsonText } from './json-text';
import { KeptAnswer } from './kept-answer';
import type { Flight, KeptAnswers } from './kept-answers';
import { vary } from './vary';
import { whenOver } from './when-over';

const flights = new WeakMap<FastifyRequest, Flight>();
const served = new WeakSet<FastifyRequest>();

/** No handler saw it, nor the hook that begins the line in the log. */
export const wasServedFromMemory = (request: FastifyRequest): boolean => served.has(request);

/** Answers what is kept before any handler is chosen, and lets one request make what many ask for. Installed after the edge, which has let them in, and before the log's hook. */
export function installSharedAnswers(instance: FastifyInstance, kept: KeptAnswers): void {
  instance.addHook('onRequest', async (request, reply) => {
    // Who shows a token must have it checked, which only the guards do.
    const { shared } = edgeOf(request);
    if (shared === undefined) return undefined;
    vary(reply, ['accept-encoding', ...shared.varies]);
    if (request.headers.authorization !== undefined || !kept.open) return undefined;
    const key = kept.keyOf(request.url, shared.varies, request.headers);
    if (key === undefined) return undefined;
    const answer = kept.find(key) ?? (await kept.awaited(key));
    if (answer) return send(answer, request, reply);
    if (request.method === 'GET') board(request, reply, kept.begin(key));
    return undefined;
  });
  // What was not shared, such as a 404, is for nobody else; others do not wait until it is out.
  instance.addHook('onSend', (request, _reply, _payload, done) => {
    flights.get(request)?.land();
    done();
  });
}

function board(request: FastifyRequest, reply: FastifyReply, flight: Flight): void {
  flights.set(request, flight);
  // Hung up on before anything was sent, perhaps while waiting for somebody else's: those who wait go their own way.
  whenOver(reply.raw, () => flight.land());
}

async function send(answer: KeptAnswer, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  served.add(request);
  reply.headers(answer.headers);
  const coding = answer.codingFor(request.headers['accept-encoding']);
  if (coding === undefined) return reply.send(answer.body);
  const body = await answer.in(coding);
  return reply.header('content-encoding', coding).send(body);
}

/** Hands the answer that a handler has made to those who wait for it and to those who will ask. */
export function share(request: FastifyRequest, reply: FastifyReply, { json, facts }: JsonText): void {
  const flight = flights.get(request);
  if (!flight || facts.topics === undefined || reply.statusCode !== 200) return;
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
  flight.land(new KeptAnswer(Buffer.from(json), headers, facts.topics));
}

/** What belongs to the answer, not to the request that happened to ask first. */
const KEPT_HEADERS = ['content-type', 'content-language', 'cache-control', 'cross-origin-resource-policy', 'etag', 'link'];
