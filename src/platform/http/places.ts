import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Admission } from './admission';
import { edgeOf } from './content-negotiation';
import { Overloaded } from './problems';

interface Stage {
  /** The request has been read; from here on an answer is made, whether or not anybody waits for it. */
  readonly begun: boolean;
  readonly answered: boolean;
  /** The response is out, or its client is gone. */
  readonly closed: boolean;
  /** The operation runs, perhaps longer than its client or its deadline waits. */
  readonly working: boolean;
}

interface Place {
  stage: Stage;
  readonly leave: () => void;
}

const ARRIVED: Stage = { begun: false, answered: false, closed: false, working: false };
const places = new WeakMap<FastifyRequest, Place>();

/** A place in the house is held for as long as it costs something: until the work has ended and its answer is out, or nobody is left to get one. */
export async function takePlace(request: FastifyRequest, reply: FastifyReply, admission: Admission): Promise<void> {
  const { streams = false, vital = false } = edgeOf(request);
  if (streams) return;
  await admission.enter(vital);
  // Whoever hung up while waiting in line gives the place back at once.
  if (request.raw.socket.destroyed) return admission.leave(vital);
  places.set(request, { stage: ARRIVED, leave: () => admission.leave(vital) });
  // Comes after the last byte as well as after a broken connection; Fastify's own hooks miss some of the latter.
  reply.raw.once('close', () => reach(request, { closed: true }));
}

/** Before a body is read: what would be refused afterwards is refused at once. @throws Overloaded */
export function refuseWhenFull(request: FastifyRequest, admission: Admission): void {
  const { streams = false, vital = false } = edgeOf(request);
  if (!streams && admission.isFull(vital)) throw new Overloaded();
}

export function installPlaces(instance: FastifyInstance): void {
  instance.addHook('preHandler', (request, _reply, done) => {
    reach(request, { begun: true });
    done();
  });
  instance.addHook('onSend', (request, _reply, _payload, done) => {
    reach(request, { answered: true });
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
