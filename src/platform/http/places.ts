import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Admission } from './admission';
import { edgeOf } from './content-negotiation';
import { priorityOf } from './priority';
import type { SlowReaders } from './slow-readers';

interface Stage {
  /** The request has been read; from here on an answer is made, whether or not anybody waits for it. */
  readonly begun: boolean;
  readonly answered: boolean;
  /** The response is out, its client is gone, or it reads so slowly that nothing is held for it any more. */
  readonly closed: boolean;
  /** The operation runs, perhaps longer than its client or its deadline waits. */
  readonly working: boolean;
}

interface Place {
  stage: Stage;
  readonly askedAt: number;
  readonly leave: () => void;
}

const ARRIVED: Stage = { begun: false, answered: false, closed: false, working: false };
const places = new WeakMap<FastifyRequest, Place>();

/** A place in the house is held for as long as it costs something: until the work has ended and its answer is out, or nobody is left to get one. */
export async function takePlace(request: FastifyRequest, reply: FastifyReply, admission: Admission): Promise<void> {
  const edge = edgeOf(request);
  if (edge.streams) return;
  const priority = priorityOf(edge, request.method, request.url);
  const askedAt = performance.now();
  await admission.enter(priority);
  // Whoever hung up while waiting in line gives the place back at once.
  if (request.raw.socket.destroyed) {
    admission.count(priority, 'gone');
    return admission.leave(priority);
  }
  places.set(request, { stage: ARRIVED, askedAt, leave: () => admission.leave(priority) });
  // Comes after the last byte as well as after a broken connection; Fastify's own hooks miss some of the latter.
  reply.raw.once('close', () => reach(request, { closed: true }));
}

/** Milliseconds since the whole request was there, time in line included. */
export function waitedFor(request: FastifyRequest): number {
  const place = places.get(request);
  return place ? performance.now() - place.askedAt : 0;
}

export function installPlaces(instance: FastifyInstance, slowReaders: SlowReaders): void {
  instance.addHook('preHandler', (request, _reply, done) => {
    reach(request, { begun: true });
    done();
  });
  instance.addHook('onSend', (request, reply, _payload, done) => {
    reach(request, { answered: true });
    if (places.has(request)) slowReaders.watch(reply.raw, () => reach(request, { closed: true }));
    done();
  });
}

function reach(request: FastifyRequest, change: Partial<Stage>): void {
  const place = places.get(request);
  if (!place) return;
  const { begun, answered, closed, working } = (place.stage = { ...place.stage, ...change });
  if (!closed || working || (begun && !answered)) return;
  places.delete(request);
  place.leave();
}

/** Knows when an operation has really ended: clients hang up, and the deadline answers, while it runs on. */
@Injectable()
export class PlaceInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!places.has(request)) return next.handle();
    reach(request, { working: true });
    const work = lastValueFrom(next.handle(), { defaultValue: undefined });
    return from(work.finally(() => reach(request, { working: false })));
  }
}
