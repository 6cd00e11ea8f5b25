import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Who waits for a connection to break. One listener serves them all: many requests may be queued on it. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/** Nobody is left who could be answered. */
export const hungUp = (request: IncomingMessage): boolean => request.socket.destroyed;

/**
 * Calls back once, when the last byte of the response is out or its client is gone; at once, if that has happened already. Node emits `close` only
 * on the response at the head of a connection: those queued behind it hear nothing when the connection breaks, nor does whoever begins to listen
 * afterwards, and Fastify's own hooks miss some broken connections, too. So the connection is listened to as well.
 */
export function whenOver(response: ServerResponse, callback: () => void): void {
  if (response.closed || hungUp(response.req)) return callback();
  const callbacks = callbacksOf(response.req.socket);
  const fire = (): void => {
    if (callbacks.delete(fire)) callback();
  };
  callbacks.add(fire);
  response.once('close', fire);
}

function callbacksOf(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known) return known;
  const callbacks = new Set<() => void>();
  waiting.set(socket, callbacks);
  socket.once('close', () => {
    for (const fire of callbacks) fire();
  });
  return callbacks;
}
