import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { limitConnections } from './connection-caps';

let server: Server;
const sockets: Socket[] = [];

async function open(count: number): Promise<number> {
  const { port } = server.address() as AddressInfo;
  let closed = 0;
  const asked = Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    return socket.once('close', () => (closed += 1));
  });
  sockets.push(...asked);
  await Promise.all(asked.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  await sleep(100);
  return count - closed;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function listen(trustedProxies: readonly string[]): Promise<void> {
  server = createServer();
  limitConnections(server, { trustedProxies }, { all: 12, perSource: 5 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

it('leaves room for others: one address has no more connections than its share', async () => {
  await listen([]);
  expect(await open(9)).toBe(5);
  sockets.splice(0).forEach((socket) => socket.destroy());
  await sleep(100);
  expect(await open(3)).toBe(3);
});

it('counts no addresses behind a proxy, where all of them are one, only connections', async () => {
  await listen(['10.0.0.0/8']);
  expect(await open(9)).toBe(9);
  expect(await open(9)).toBe(3);
});
