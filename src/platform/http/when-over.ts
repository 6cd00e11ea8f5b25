import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Who waits for a connection, or a response, to close. One listener serves them all: many requests may be queued on a connection. */
const waiting = new WeakMap<EventEmitter, Set<() => void>>();

/** Nobody is left who could be answered. */
export const hungUp = (request: IncomingMessage): boolean => request.socket.destroyed;

/**
 * Calls back once, when the last byte of the response is out or its client is gone; at once, if that has happened already. Node emits `close` only
 * on the response at the head of a connection: those queued behind it hear nothing when the connection breaks, nor does whoever begins to listen
 * afterwards, and Fastify's own hooks miss some broken connections, too. So the connection is listened to as well.
 */
export function whenOver(response: ServerResponse, callback: () => void): void {
  if (response.closed || hungUp(response.req)) return callback();
  const both = [callbacksOf(response), callbacksOf(response.req.socket)];
  const fire = (): void => {
    for (const callbacks of both) callbacks.delete(fire);
    callback();
  };
  for (const callbacks of both) callbacks.add(fire);
}

function callbacksOf(closing: EventEmitter): Set<() => void> {
  const known = waiting.get(closing);
  if (known) return known;
  const callbacks = new Set<() => void>();
  waiting.set(closing, callbacks);
  closing.once('close', () => {
    for (const fire of callbacks) fire();
  });
  return callbacks;
}
