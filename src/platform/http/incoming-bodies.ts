import type { FastifyReply, FastifyRequest } from 'fastify';
import { sourceOf } from '../security';
import { comeBack } from './admission';
import type { Admission } from './admission';
import { BODY_LIMIT } from './body-parser';
import { edgeOf } from './content-negotiation';
import { priorityOf } from './priority';
import { Overloaded } from './problems';
import { whenOver } from './when-over';

const MEGABYTE = 1024 * 1024;
const ALL = 256 * MEGABYTE;
const PER_SOURCE = 64 * MEGABYTE;

/** A request whose body is still to be read. */
export function announcesBody({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/**
 * Bodies on their way in hold memory and nothing else: a place is taken only when the body is there, so whoever sends slowly crowds out
 * nobody. What they may hold is bounded by what they announce, all together and per source.
 */
export class IncomingBodies {
  private total = 0;
  private readonly bySource = new Map<string, number>();
  private readonly awaited = new WeakMap<FastifyRequest, () => void>();

  constructor(private readonly admission: Admission) {}

  /** @throws Overloaded when too much is on its way already */
  expect(request: FastifyRequest, reply: FastifyReply): void {
    const source = sourceOf(request.ip);
    const size = announcedSize(request);
    const held = this.bySource.get(source) ?? 0;
    if (this.total + size > ALL || held + size > PER_SOURCE) {
      this.admission.count(priorityOf(edgeOf(request), request.method, request.url), 'bodies');
      throw new Overloaded('Too much is being sent at once; try again shortly.', { retryAfter: comeBack() });
    }
    this.total += size;
    this.bySource.set(source, held + size);
    this.awaited.set(request, () => this.release(source, size));
    whenOver(reply.raw, () => this.stopAwaiting(request));
  }

  /** Gives back what the request has announced. Answers whether its body was still awaited. */
  stopAwaiting(request: FastifyRequest): boolean {
    const release = this.awaited.get(request);
    this.awaited.delete(request);
    release?.();
    return release !== undefined;
  }

  private release(source: string, size: number): void {
    this.total -= size;
    const left = (this.bySource.get(source) ?? 0) - size;
    if (left > 0) this.bySource.set(source, left);
    else this.bySource.delete(source);
  }
}

/** A body that does not say how long it is may become as long as the limit allows. */
function announcedSize({ headers }: FastifyRequest): number {
  const length = Number(headers['content-length'] ?? BODY_LIMIT);
  return Number.isSafeInteger(length) && length >= 0 ? Math.min(length, BODY_LIMIT) : BODY_LIMIT;
}
