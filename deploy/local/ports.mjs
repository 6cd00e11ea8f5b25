import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const listen = (port, host) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const taken = server.address().port;
      server.close(() => resolve(taken));
    });
  });

export const isPortFree = async (port, host = '127.0.0.1') => (await listen(port, host)) !== null;

/** A port that nobody listens on; the wanted one when it is free. */
export async function freePort(wanted) {
  const port = (wanted && (await listen(wanted, '127.0.0.1'))) || (await listen(0, '127.0.0.1'));
  if (port === null) throw new Error('No free port on 127.0.0.1.');
  return port;
}

/** Does a MySQL-compatible server greet on this port? It speaks first, so one connection is enough. */
export function greets(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2000 });
    const answer = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('data', (bytes) => answer(bytes.length > 4 && (bytes[4] === 10 || bytes[4] === 255)));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
    socket.once('close', () => answer(false));
  });
}

export async function waitForGreeting(port, milliseconds) {
  const deadline = Date.now() + milliseconds;
  while (!(await greets(port))) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}
