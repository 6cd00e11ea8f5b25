import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { closeLatch, latch, request, startEdgeApp } from './edge.fixture';
import type { EdgeApp } from './edge.fixture';
import { openConnections, portOf, until } from './waiting';

/** What is answered before there is a request, on a socket that Node looks after no more. */
const TUNNEL = Buffer.from('CONNECT shop.example:443 HTTP/1.1\r\nhost: x\r\n\r\n');
const GARBAGE = Buffer.from('garbage\r\n\r\n');

it('a tunnel whose client is gone does not end the process', async () => {
  const server = spawn(process.execPath, ['-r', '@swc-node/register', join(__dirname, 'edge.server.ts')], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const port = await portOf(server);
    for (let time = 0; time < 30; time += 1) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(TUNNEL, () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
    expect((await fetch(`http://127.0.0.1:${port}/v1/things`)).status).toBe(200);
    expect(server.exitCode).toBe(null);
  } finally {
    server.kill('SIGKILL');
  }
}, 60_000);

describe('a connection', () => {
  let edge: EdgeApp;
  let received = '';
  const sockets: Socket[] = [];
  beforeAll(async () => {
    edge = await startEdgeApp();
  });
  afterEach(() => {
    latch.open();
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(() => edge.close());

  /** A client that reads, and never hangs up by itself. */
  async function send(...parts: readonly Buffer[]): Promise<void> {
    received = '';
    const socket = connect({ port: edge.port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => undefined);
    sockets.push(socket);
    socket.setEncoding('latin1').on('data', (text: string) => (received += text));
    await once(socket, 'connect');
    socket.write(Buffer.concat(parts));
  }

  it.each([
    ['a tunnel', TUNNEL, 405],
    ['garbage', GARBAGE, 400],
  ])('that was told why %s is refused is closed, although its client stays', async (_, bytes, status) => {
    await send(bytes);
    await until(() => received.startsWith(`HTTP/1.1 ${status}`));
    await until(async () => (await openConnections(edge)) === 0);
  });

  it.each([
    ['a tunnel', TUNNEL],
    ['garbage', GARBAGE],
  ])('on which %s stands behind a request is closed, and the refusal not taken for its answer', async (_, bytes) => {
    closeLatch();
    await send(request('GET /v1/slow', { connection: 'keep-alive' }), bytes);
    await until(async () => (await openConnections(edge)) === 0);
    expect(received).toBe('');
  });
});
