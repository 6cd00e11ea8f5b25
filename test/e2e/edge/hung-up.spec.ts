import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Changes } from '../../../src/platform/changes';
import { Admission } from '../../../src/platform/http/admission';
import { KeptAnswers } from '../../../src/platform/http/kept-answers';
import { closeLatch, latch, request, sendRaw, startEdgeApp } from './edge.fixture';
import type { EdgeApp } from './edge.fixture';
import { openConnections, until } from './waiting';

/**
 * Clients that hang up before they are answered, some of them while another answer of theirs is on its way: Node tells nothing about a response
 * that is queued on a connection when that breaks. Whatever such a request holds must come free all the same.
 */
let shop: EdgeApp;
let waiters: jest.SpyInstance;
const sockets: Socket[] = [];

/** News of changes without a database; nothing changes here. */
const news = { provide: Changes, useValue: { current: true, listen: () => undefined } };

beforeEach(async () => {
  shop = await startEdgeApp({ CATALOG_CACHE: 'on' }, [news]);
  waiters = jest.spyOn(shop.app.get(KeptAnswers, { strict: false }), 'awaited');
});

afterEach(async () => {
  latch.open();
  for (const socket of sockets.splice(0)) socket.destroy();
  await shop.close();
});

const keepAlive = { connection: 'keep-alive' };
const stream = request('GET /v1/stream', { ...keepAlive, accept: 'text/event-stream' });
const kept = (name: string): Buffer => request(`GET /v1/kept/${name}`, keepAlive);
const post = (body: string, headers: Readonly<Record<string, string>> = {}): Buffer =>
  request('POST /v1/things', { 'content-type': 'application/json', ...headers }, body);
const statusOf = async (bytes: Buffer): Promise<number> => (await sendRaw(shop.port, bytes)).status;

/** Sends the requests at once over one connection. */
async function send(...requests: readonly Buffer[]): Promise<Socket> {
  const socket = connect(shop.port, '127.0.0.1');
  sockets.push(socket.on('error', () => undefined));
  await once(socket, 'connect');
  socket.write(Buffer.concat(requests));
  return socket;
}

/** Until the server has noticed. */
async function hangUp(...leaving: readonly Socket[]): Promise<void> {
  const left = (await openConnections(shop)) - leaving.length;
  for (const socket of leaving) socket.resetAndDestroy();
  await until(async () => (await openConnections(shop)) <= left);
}

it('frees the announced bytes of a request queued behind a stream', async () => {
  const begun = Buffer.concat([post('', { 'content-length': '1048576' }), Buffer.from('{"quantity":')]);
  const senders = await Promise.all(Array.from({ length: 70 }, () => send(stream, begun)));
  const mine = post('{"quantity":1}');
  await until(async () => (await statusOf(mine)) === 503);
  await hangUp(...senders);
  expect(await statusOf(mine)).toBe(201);
});

it('frees those of a malformed body that has arrived, its 400 queued behind a stream', async () => {
  const malformed = post(`{"note":"${'x'.repeat(900_000)}`);
  const senders = await Promise.all(Array.from({ length: 80 }, () => send(stream, malformed)));
  await until(async () => (await statusOf(malformed)) === 503);
  await hangUp(...senders);
  expect(await statusOf(malformed)).toBe(400);
});

it('makes an answer for the next who asks, when both its maker and who waited for it have hung up, the latter first', async () => {
  closeLatch();
  const maker = await send(kept('page'));
  await until(() => waiters.mock.calls.length === 1);
  const waiting = await send(kept('page'));
  await until(() => waiters.mock.calls.length === 2);
  await hangUp(waiting);
  await hangUp(maker);
  latch.open();
  expect(await statusOf(kept('page'))).toBe(200);
});

it('makes an answer for the next who asks, when the one before hung up in the line for a place', async () => {
  const admission = shop.app.get(Admission, { strict: false });
  const inLine = (): number => admission.tally().waiting.find(({ priority }) => priority === 'deferrable')?.length ?? 0;
  let inside = 0;
  for (; inLine() === 0; inside += 1) void admission.enter('deferrable');
  const asking = await send(kept('page?later=yes'));
  await until(() => inLine() === 2);
  await hangUp(asking);
  // All who were inside leave, and so the first in line comes in, and then whoever has hung up.
  for (let left = 0; left < inside; left += 1) admission.leave('deferrable');
  await until(() => inLine() === 0 && admission.tally().refused.some(({ reason }) => reason === 'gone'));
  expect(await statusOf(kept('page?later=yes'))).toBe(200);
});

it('lets nobody wait for what is not to be shared until those who asked first have taken it', async () => {
  await send(stream, kept('missing'));
  await until(() => waiters.mock.calls.length === 1);
  expect(await statusOf(kept('missing'))).toBe(404);
});
