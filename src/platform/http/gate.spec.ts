import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { Connection } from '../../../bench/load/connection';
import type { Answer } from '../../../bench/load/connection';
import { Config } from '../config';
import { Admission } from './admission';
import { Cors } from './cors';
import { Gate } from './gate';
import { KeptAnswers } from './kept-answers';
import { Lifecycle } from './lifecycle';
import { RouteTable } from './route-table';

let server: FastifyInstance;
let connection: Connection;

/** A server with a gate, and a house that is full. */
async function open(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const config = new Config({ NODE_ENV: 'test', ...env });
  const gate = new Gate(config);
  const admission = new Admission(config);
  server = fastify({ serverFactory: gate.serverFactory });
  const routes = new RouteTable(server);
  server.get('/things', () => 'a thing');
  server.post('/things', () => 'made');
  server.get('/health/live', () => 'live');
  // Its body is asked for only when a rest has begun.
  server.post('/health/slow', { onRequest: async () => sleep(20) }, () => sleep(1_000, 'slow'));
  await server.listen({ port: 0, host: '127.0.0.1' });
  connection = new Connection('127.0.0.1', (server.server.address() as AddressInfo).port);
  gate.guard({ admission, lifecycle: new Lifecycle(), routes, cors: new Cors(config), kept: new KeptAnswers(config) });
  expect((await askForThing()).status).toBe(200);
  for (let entered = 0; entered < admission.limit * 0.8; entered += 1) await admission.enter('ordinary');
}

afterEach(async () => {
  connection.close();
  await server.close();
});

const askForThing = (): Promise<Answer> => connection.ask({ method: 'GET', path: '/things' });
const sendThing = (): Promise<Answer> => connection.ask({ method: 'POST', path: '/things', body: { a: 'thing' } });

/** A rest takes 200 ms; a machine that is busy makes each answer a little late, and none as late as that. */
const RESTED_MS = 150;

/** How many of the refusals came after a rest. */
async function restsAmong(requests: number, pauseMs = 0, ask = askForThing): Promise<number> {
  let rests = 0;
  for (let asked = 0; asked < requests; asked += 1) {
    const started = performance.now();
    const { status, headers } = await ask();
    expect({ status, again: headers['retry-after'] }).toEqual({ status: 503, again: expect.stringMatching(/^[12]$/) });
    if (performance.now() - started >= RESTED_MS) rests += 1;
    if (pauseMs > 0) await sleep(pauseMs);
  }
  return rests;
}

it('lets whoever asks at once again and again wait every time, not every other time', async () => {
  await open();
  expect(await restsAmong(3)).toBe(0);
  expect(await restsAmong(5)).toBeGreaterThanOrEqual(4);
});

it('lets them wait who send something, too', async () => {
  await open();
  expect(await restsAmong(8, 0, sendThing)).toBeGreaterThanOrEqual(4);
});

it('hangs up on whoever sends many at once and reads no answer', async () => {
  await open();
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.write('GET /things HTTP/1.1\r\nhost: shop\r\n\r\n'.repeat(1_000));
  await once(socket, 'close');
  expect(received.split('HTTP/1.1 503').length - 1).toBeLessThanOrEqual(5);
  expect((await askForThing()).status).toBe(503);
});

it('answers whoever asks when the last answer is there, though it was there before the last body', async () => {
  await open();
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1').setNoDelay();
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  const answers = (): number => received.split('HTTP/1.1 503').length - 1;
  const head = 'POST /things HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n';
  socket.write(`${head}1234`);
  for (const next of [`${head}1234`, `${head}1234`, `${head}12`, `34${head}1234`, '']) {
    const before = answers();
    for (const start = performance.now(); answers() === before && performance.now() - start < 3_000;) await sleep(1);
    expect(answers()).toBe(before + 1);
    socket.write(next);
  }
  socket.destroy();
});

it('hangs up on a connection whose other end was gone before it was accepted, and lets nobody answer it', async () => {
  await open();
  // As it is then; Node asks the kernel for the address once.
  server.server.prependOnceListener('connection', (accepted) => Object.defineProperty(accepted, 'remoteAddress', { value: undefined }));
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.write('GET /things HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n');
  await once(socket, 'close');
  expect(received).toBe('');
});

it('resumes no connection that Node holds back, because too many answers wait on it', async () => {
  await open();
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1').setNoDelay();
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  const send = async (text: string): Promise<void> => {
    socket.write(text);
    await sleep(40);
  };
  // The last of four refusals begins a rest; the body of what is never refused, which is still to come, undoes it.
  const head = 'POST /health/slow HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n';
  await send(`${'GET /things HTTP/1.1\r\nhost: shop\r\n\r\n'.repeat(4)}${head}"1234`);
  const live = 'GET /health/live HTTP/1.1\r\nhost: shop\r\n\r\n';
  for (const times of [1_000, 1, 1, 1]) await send(`${times > 1 ? '5678"' : ''}${live.repeat(times)}`);
  // Longer than the rest, and than the slow answer before which all others wait.
  for (const start = performance.now(); received.split('\r\n\r\nlive').length - 1 < 1_003 && performance.now() - start < 10_000;)
    await sleep(10);
  expect(received.split('\r\n\r\nlive').length - 1).toBe(1_003);
  socket.destroy();
});

it('answers whoever comes back later at once', async () => {
  await open();
  expect(await restsAmong(4, 150)).toBe(0);
});

it('lets nobody wait behind a proxy, whose connections belong to many', async () => {
  await open({ TRUSTED_PROXIES: '10.0.0.1' });
  expect(await restsAmong(20)).toBe(0);
});
