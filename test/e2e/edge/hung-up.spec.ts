import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Changes } from '../../../src/platform/changes';
import { Admission } from '../../../src/platform/http/admission';
import { closeGate, gate, request, sendRaw, startEdgeApp } from './edge.fixture';
import type { EdgeApp } from './edge.fixture';

/**
 * Clients that hang up before they are answered, some of them while another answer of theirs is still on its way: Node tells nothing about a
 * response that waits for its turn on a connection when that breaks off. Whatever such a request holds must come free all the same.
 */
let shop: EdgeApp;
const sockets: Socket[] = [];

/** News of changes without a database; nothing changes here. */
const news = { provide: Changes, useValue: { current: true, listen: () => undefined } };

beforeEach(async () => {
  shop = await startEdgeApp({ CATALOG_CACHE: 'on' }, [news]);
});

afterEach(async () => {
  gate.open();
  for (const socket of sockets.splice(0)) socket.destroy();
  await shop.close();
});

const more = { connection: 'keep-alive' };
const stream = request('GET /v1/stream', { ...more, accept: 'text/event-stream' });
const kept = (name: string): Buffer => request(`GET /v1/kept/${name}`, more);
/** What takes longer than any answer here. */
const A_MOMENT_MS = 150;

/** Sends the requests at once over one connection, and gives the server the time to begin them. */
async function send(...requests: readonly Buffer[]): Promise<Socket> {
  const socket = connect(shop.port, '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  socket.write(Buffer.concat(requests));
  await sleep(A_MOMENT_MS);
  return socket;
}

async function hangUp(socket: Socket): Promise<void> {
  socket.resetAndDestroy();
  await sleep(A_MOMENT_MS);
}

const statusOf = async (bytes: Buffer): Promise<number> => (await sendRaw(shop.port, bytes)).status;

it('gives back what they announced to send, behind an answer that goes on', async () => {
  const announced = request('POST /v1/things', { 'content-type': 'application/json', 'content-length': '1048576' });
  const senders = await Promise.all(Array.from({ length: 70 }, () => send(stream, announced, Buffer.from('{"quantity":'))));
  const mine = request('POST /v1/things', { 'content-type': 'application/json' }, '{"quantity":1}');
  expect(await statusOf(mine)).toBe(503);
  await Promise.all(senders.map(hangUp));
  expect(await statusOf(mine)).toBe(201);
});

it('gives back what they sent whole, behind an answer that goes on', async () => {
  const wrong = request('POST /v1/things', { 'content-type': 'application/json' }, `{"note":"${'x'.repeat(900_000)}`);
  const senders = await Promise.all(Array.from({ length: 80 }, () => send(stream, wrong)));
  while ((await statusOf(wrong)) !== 503) await sleep(10);
  await Promise.all(senders.map(hangUp));
  expect(await statusOf(wrong)).toBe(400);
});

it('lets others make the answer for which they waited while somebody made it who hung up after them', async () => {
  closeGate();
  const maker = await send(kept('page'));
  const waiting = await send(kept('page'));
  await hangUp(waiting);
  await hangUp(maker);
  gate.open();
  expect(await statusOf(kept('page'))).toBe(200);
});

it('lets others make the answer for which they stood in line', async () => {
  const admission = shop.app.get(Admission, { strict: false });
  const line = (): number | undefined => admission.tally().waiting.find(({ priority }) => priority === 'deferrable')?.length;
  let inside = 0;
  for (; line() === 0; inside += 1) void admission.enter('deferrable');
  const inLine = await send(kept('page?later=yes'));
  expect(line()).toBe(2);
  await hangUp(inLine);
  for (let left = 0; left < inside; left += 1) admission.leave('deferrable');
  await sleep(A_MOMENT_MS);
  expect(await statusOf(kept('page?later=yes'))).toBe(200);
});

it('lets nobody wait for an answer that is not to be kept until those who asked first have it', async () => {
  await send(stream, kept('missing'));
  expect(await statusOf(kept('missing'))).toBe(404);
});
