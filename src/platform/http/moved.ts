import { ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cacheControl } from './cache';

const LOCATION = { description: 'Where it is now.', schema: { type: 'string' as const, format: 'uri-reference' } };
/** A name that moved may be taken over by something else later, so caches ask again after a while. */
const CACHE = cacheControl({ maxAge: 60, sMaxAge: 300, staleWhileRevalidate: 60 });

/** What was asked for has another address now. Thrown anywhere below a controller, it leaves as 301 with that address and the same query. */
export class Moved extends Error {
  constructor(readonly path: string) {
    super(`Moved to ${path}`);
    this.name = 'Moved';
  }
}

/** Documents that the operation may answer `Moved`. */
export const MayMove = (example: string): MethodDecorator =>
  ApiResponse({
    status: 301,
    description: 'Asked for under an address that it had before; it is at `Location` now.',
    headers: { Location: { ...LOCATION, example } },
  });

export function sendMoved({ path }: Moved, request: FastifyRequest, reply: FastifyReply): void {
  const start = request.url.indexOf('?');
  const query = start < 0 ? '' : request.url.slice(start);
  void reply
    .removeHeader('etag')
    .code(301)
    .headers({ location: `${path}${query}`, 'cache-control': CACHE })
    .send();
}
