import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Who waits for a connection to break off. One listener for all of them: many requests may stand one behind the other on it. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls once, when the last byte of the response is out or nobody is left to read it; at once, if that has been already. Node says `close`
 * about a response only while it is the first of its connection: those that wait behind it hear nothing when the connection breaks off, nor
 * does whoever begins to listen afterwards. So the connection is listened to as well.
 */
export function whenOver(response: ServerResponse, over: () => void): void {
  const { socket } = response.req;
  if (response.closed || socket.destroyed) return over();
  const others = othersOn(socket);
  const once = (): void => {
    if (others.delete(once)) over();
  };
  others.add(once);
  response.once('close', once);
}

function othersOn(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known) return known;
  const others = new Set<() => void>();
  waiting.set(socket, others);
  socket.once('close', () => {
    for (const once of others) once();
  });
  return others;
}
