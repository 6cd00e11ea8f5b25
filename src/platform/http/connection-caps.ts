import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '../config';
import { sourceOf } from '../security';

/** Each costs memory and nothing else, as long as it says nothing. One source may have many, such as a house full of people, but not all. */
export const CAPS: { readonly all: number; readonly perSource: number } = { all: 4_096, perSource: 2_048 };

/** Without trusted proxies every connection is somebody's own; behind a proxy all of them come from one address, and it has a cap of its own. */
export function limitConnections(server: Server, { trustedProxies }: Pick<Config, 'trustedProxies'>, { all, perSource } = CAPS): void {
  server.maxConnections = all;
  if (trustedProxies.length > 0) return;
  const bySource = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const source = sourceOf(socket.remoteAddress ?? '');
    const open = bySource.get(source) ?? 0;
    if (open >= perSource) {
      socket.destroy();
      return;
    }
    bySource.set(source, open + 1);
    socket.once('close', () => {
      const left = (bySource.get(source) ?? 1) - 1;
      if (left > 0) bySource.set(source, left);
      else bySource.delete(source);
    });
  });
}
