import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { connect as tcp } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Connection } from '../../../bench/load/connection';
import type { Answer, Request as Question } from '../../../bench/load/connection';
import { Config } from '../config';
import { Admission } from './admission';
import { Cors } from './cors';
import { Gate } from './gate';
import { KeptAnswers } from './kept-answers';
import { Lifecycle } from './lifecycle';
import { RouteTable } from './route-table';

const ORIGIN = 'https://shop.example';

let server: FastifyInstance;
let admission: Admission;
let lifecycle: Lifecycle;
/** The requests that Node's parser has read. */
let parsed: IncomingMessage[];
const connections: Connection[] = [];

beforeEach(async () => {
  // Behind a proxy nobody is made to wait, which would take its time here.
  const config = new Config({ NODE_ENV: 'test', CORS_ORIGINS: ORIGIN, TRUSTED_PROXIES: '10.0.0.1' });
  const gate = new Gate(config);
  [admission, lifecycle, parsed] = [new Admission(config), new Lifecycle(), []];
  server = fastify({ serverFactory: gate.serverFactory });
  const routes = new RouteTable(server);
  server.all('/things', () => 'a thing');
  await server.listen({ port: 0, host: '127.0.0.1' });
  server.server.prependListener('request', (request) => parsed.push(request));
  gate.guard({ admission, lifecycle, routes, cors: new Cors(config), kept: new KeptAnswers(config) });
});

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.close();
  await server.close();
});

function connect(): Connection {
  const connection = new Connection('127.0.0.1', (server.server.address() as AddressInfo).port);
  connections.push(connection);
  return connection;
}

async function crowd(): Promise<void> {
  while (!admission.refusalOf('ordinary')) await admission.enter('ordinary');
}

function disperse(): void {
  while (admission.current > 0) admission.leave('ordinary');
}

/** Asked over and over, with how many of the requests the parser has read. */
async function ask(question: Question, times: number, connection = connect()): Promise<{ answers: Answer[]; read: number }> {
  const before = parsed.length;
  const answers: Answer[] = [];
  for (let turn = 0; turn < times; turn += 1) answers.push(await connection.ask(question));
  return { answers, read: parsed.length - before };
}

const THING: Question = { method: 'GET', path: '/things' };

it.each<[string, Question]>([
  ['plain', THING],
  ['from another origin', { ...THING, headers: { origin: ORIGIN } }],
  ['with a body that says nothing', { ...THING, method: 'POST', body: {} }],
])('refuses at the door as the gate does: %s', async (_name, question) => {
  await crowd();
  const { answers, read } = await ask(question, 4);
  expect(read).toBe(1);
  const [first, last] = [answers[0], answers.at(-1)];
  const { date, ...headers } = last?.headers ?? {};
  expect(Date.parse(date ?? '')).not.toBeNaN();
  expect({ status: last?.status, ...headers }).toEqual({
    ...{ status: 503, ...first?.headers, date: undefined },
    'x-request-id': expect.stringMatching(/^req_/),
    traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    'retry-after': expect.stringMatching(/^[12]$/),
  });
  const withoutId = (body = ''): object => ({ ...(JSON.parse(body) as object), requestId: null });
  expect(withoutId(last?.body)).toEqual(withoutId(first?.body));
  expect((JSON.parse(last?.body ?? '') as { requestId: string }).requestId).toBe(headers['x-request-id']);
  expect(new Set(answers.map((answer) => answer.headers['x-request-id'])).size).toBe(4);
});

it('knows on every connection what it has learnt on one, and what one has asked in the headers of another', async () => {
  await crowd();
  await ask(THING, 2);
  await ask({ method: 'GET', path: '/things?other', headers: { accept: '*/*' } }, 2);
  expect((await ask({ ...THING, headers: { accept: '*/*' } }, 3)).read).toBe(1);
});

it('lets everybody pass when there is room again, and when the house is about to close', async () => {
  await crowd();
  const connection = connect();
  await ask(THING, 3, connection);
  disperse();
  expect(await ask(THING, 2, connection)).toMatchObject({ answers: [{ status: 200 }, { status: 200 }], read: 2 });
  await crowd();
  expect((await ask(THING, 2, connection)).read).toBe(0);
  lifecycle.drain();
  const { answers, read } = await ask(THING, 1, connection);
  expect([answers[0]?.status, answers[0]?.headers['connection'], read]).toEqual([503, 'close', 1]);
});

it('leaves to the parser whoever does not take what it is sent', async () => {
  await crowd();
  const [accepted] = await Promise.all([once(server.server, 'connection'), ask(THING, 3)]);
  const [connection] = connections;
  expect((await ask(THING, 2, connection)).read).toBe(0);
  Object.defineProperty(accepted[0] as Socket, 'writableLength', { value: 1 });
  expect((await ask(THING, 2, connection)).read).toBe(2);
});

it('counts each refusal', async () => {
  await crowd();
  expect((await ask(THING, 5)).read).toBe(1);
  const refused = admission.tally().refused.reduce((sum, { count }) => sum + count, 0);
  expect(refused).toBe(5);
});

it.each<[string, Question]>([
  ['a token', { ...THING, headers: { authorization: 'Bearer secret' } }],
  ['the token of a cart', { ...THING, headers: { 'x-cart-token': 'secret' } }],
  ['the token of an order', { ...THING, headers: { 'x-order-token': 'secret' } }],
  ['an idempotency key', { ...THING, headers: { 'idempotency-key': 'one' } }],
  ['a name for the request', { ...THING, headers: { 'x-request-id': 'mine' } }],
  ['a trace', { ...THING, headers: { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` } }],
  ['cookies', { ...THING, headers: { cookie: 'a=b' } }],
  ['a body', { ...THING, method: 'POST', body: { password: 'secret' } }],
  ['a card number', { ...THING, path: '/things?card=4242424242424242' }],
  ['a very long address', { ...THING, path: `/things?${'x'.repeat(600)}` }],
])('remembers nothing that belongs to one request: %s', async (_name, question) => {
  await crowd();
  const { answers, read } = await ask(question, 4);
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
  expect(read).toBe(4);
});

it('remembers no body, whatever it looks like', async () => {
  await crowd();
  const body = '{"password":"secret"}\r\n\r\n{}';
  const head = `POST /things HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  const socket = tcp((server.server.address() as AddressInfo).port, '127.0.0.1');
  for (let turn = 0; turn < 4; turn += 1) {
    socket.write(head + body);
    expect(String((await once(socket, 'data'))[0])).toContain(' 503 ');
  }
  socket.destroy();
  expect(parsed).toHaveLength(4);
});

it.each<[string, RequestOptions]>([
  ['a wish to hang up', { method: 'GET', agent: false }],
  ['no wish for a body', { method: 'HEAD', agent: new Agent({ keepAlive: true, maxSockets: 1 }) }],
])('leaves to the parser what ends otherwise: %s', async (_name, options) => {
  await crowd();
  const { port } = server.server.address() as AddressInfo;
  for (let turn = 0; turn < 4; turn += 1) {
    const sent = request({ ...options, host: '127.0.0.1', port, path: '/things' }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(503);
    await once(answer.resume(), 'end');
  }
  expect(parsed).toHaveLength(4);
});
