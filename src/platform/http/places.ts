import { performance } from 'node:perf_hooks';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admission } from './admission';
import { edgeOf } from './content-negotiation';
import type { Downloads } from './downloads';
import { priorityOf } from './priority';
import type { SlowReaders } from './slow-readers';
import { hungUp, whenOver } from './when-over';

interface Stage {
  /** The request has been read; from here on an answer is made, whether or not anybody waits for it. */
  begun: boolean;
  answered: boolean;
  /** The response is out, its client is gone, or it reads so slowly that nothing is held for it any more. */
  closed: boolean;
  /** The operation runs, perhaps longer than its client or its deadline waits. */
  working: boolean;
}

interface House {
  readonly admission: Admission;
  readonly downloads: Downloads;
}

interface Place {
  readonly stage: Stage;
  readonly askedAt: number;
  readonly leave: () => void;
}

const ARRIVED: Readonly<Stage> = { begun: false, answered: false, closed: false, working: false };
const places = new WeakMap<FastifyRequest, Place>();

/** A place in the house is held for as long as it costs something: until the work has ended and its answer is out, or nobody is left to get one. */
export async function takePlace(request: FastifyRequest, reply: FastifyReply, { admission, downloads }: House): Promise<void> {
  const edge = edgeOf(request);
  if (edge.streams === 'finite') downloads.begin(reply.raw);
  if (edge.streams) return;
  const priority = priorityOf(edge, request.method, request.url);
  const askedAt = performance.now();
  await admission.enter(priority);
  // Whoever hung up while waiting in line gives the place back at once.
  if (hungUp(request.raw)) {
    admission.count(priority, 'gone');
    return admission.leave(priority);
  }
  places.set(request, { stage: { ...ARRIVED }, askedAt, leave: () => admission.leave(priority) });
  whenOver(reply.raw, () => reach(request, { closed: true }));
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
    // Also what needs no place, such as a refusal: it lies in memory just the same.
    if (!edgeOf(request).streams) slowReaders.watch(reply.raw, () => reach(request, { closed: true }));
    done();
  });
}

function reach(request: FastifyRequest, change: Partial<Stage>): void {
  const place = places.get(request);
  if (!place) return;
  const { begun, answered, closed, working } = Object.assign(place.stage, change);
  if (!closed || working || (begun && !answered)) return;
  places.delete(request);
  place.leave();
}

/** Clients hang up, and the deadline answers, while an operation runs on: the place is held until it has really ended. */
export async function holdingPlace<T>(request: FastifyRequest, work: () => Promise<T>): Promise<T> {
  reach(request, { working: true });
  try {
    return await work();
  } finally {
    reach(request, { working: false });
  }
}
