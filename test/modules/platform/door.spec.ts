import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { random } from '../../support/random';
import { Door } from '../../../src/platform/http/door';
import type { Piece } from '../../../src/platform/http/door';

/** Whoever asks for this is answered at the door, whenever the door thinks that a request begins. */
const KNOWN = 'GET /known HTTP/1.1\r\nhost: shop\r\n\r\n';
const AT_THE_DOOR = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndoor';

let server: Server;
/** What the parser has read. */
let parsed: number;
/** Its side of the connections, by the port of the other side. */
const accepted = new Map<number, Socket>();
let atTheDoor: number;
let pace: () => number;
/** Those that came in one piece, as the door sees it. */
let whole: string[];

beforeEach(() => ([parsed, atTheDoor, pace, whole] = [0, 0, () => 0, []]));

beforeAll(async () => {
  const doors = new WeakMap<Socket, Door>();
  server = createServer((request, response) => {
    parsed += 1;
    const { socket, method = '', url = '' } = request;
    doors.get(socket)?.found(request, response);
    if (!doors.has(socket)) {
      const answer = ({ line, rest }: Piece): boolean => {
        if (line + rest !== KNOWN) return false;
        atTheDoor += 1;
        socket.write(AT_THE_DOOR);
        return true;
      };
      const door = Door.before(socket, answer, ({ line, rest }) => whole.push(line + rest));
      if (door) doors.set(socket, door);
    }
    if (url === '/early') {
      response.writeHead(413, { 'content-length': 5 }).end('early');
      return;
    }
    let body = 0;
    request.on('data', (bytes: Buffer) => (body += bytes.length));
    request.on(
      'end',
      () => void sleep(url === '/slow' ? 300 : pace() * 4).then(() => response.end(url === '/known' ? 'door' : `${method} ${url} ${body}`)),
    );
  });
  server.maxHeadersCount = 100;
  server.on('connection', (socket) => accepted.set(socket.remotePort ?? 0, socket));
  server.on('connect', (_request, socket) => socket.resume().end('HTTP/1.1 405 No\r\ncontent-length: 4\r\n\r\nnone'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Sent {
  readonly bytes: string;
  readonly answer: string;
}

const post = (url: string, body: string, more = ''): Sent => ({
  bytes: `POST ${url} HTTP/1.1\r\nhost: shop\r\ncontent-length: ${body.length}\r\n${more}\r\n${body}`,
  answer: url === '/early' ? 'early' : `POST ${url} ${body.length}`,
});
const chunked = (body: string): Sent => ({
  bytes: `POST /chunked HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  answer: `POST /chunked ${body.length}`,
});

/** Requests that hold what looks like others, and others that look like what is known. */
const KINDS: readonly (() => Sent)[] = [
  () => ({ bytes: KNOWN, answer: 'door' }),
  () => ({ bytes: KNOWN, answer: 'door' }),
  () => ({ bytes: KNOWN, answer: 'door' }),
  () => ({ bytes: 'GET /other HTTP/1.1\r\nhost: shop\r\n\r\n', answer: 'GET /other 0' }),
  () => ({ bytes: 'GET /known HTTP/1.1\r\nhost: shop\r\nx: 1\r\n\r\n', answer: 'door' }),
  () => ({ bytes: `GET /header HTTP/1.1\r\nx: ${KNOWN}`, answer: 'GET /header 0' }),
  () => ({ bytes: `GET /known HTTP/1.1\r\nx: ${KNOWN}`, answer: 'door' }),
  () => post('/body', ''),
  () => post('/body', KNOWN),
  () => post('/body', KNOWN.repeat(3), 'x: y\r\n'),
  () => post('/body', `${KNOWN.slice(0, -2)}content-length: ${KNOWN.length}\r\n\r\n${KNOWN}`),
  () => post('/body', 'x'.repeat(5_000)),
  () => post('/early', KNOWN),
  () => post('/early', 'y'.repeat(3_000)),
  () => chunked(KNOWN),
  () => chunked(`${KNOWN}${KNOWN}`),
];

/** Mostly all there is, or up to where something begins or ends that looks like what is known. */
function lengthOfNext(waiting: string, any: () => number): number {
  const chance = any();
  if (chance < 0.4) return waiting.length;
  if (chance < 0.5) return 1 + Math.floor(any() * waiting.length);
  const next = waiting.indexOf(KNOWN);
  return next < 0 ? waiting.length : next === 0 ? KNOWN.length : next;
}

const PATIENCE_MS = 20_000;

async function until(done: () => boolean): Promise<void> {
  for (const start = Date.now(); !done(); await sleep(1)) if (Date.now() - start > PATIENCE_MS) throw new Error('Waited in vain.');
}

/** A connection, with what came back over it in order. */
class Client {
  readonly answers: string[] = [];
  private received = '';
  private readonly socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true }).setNoDelay();

  constructor() {
    this.socket.setEncoding('latin1').on('data', (text: string) => this.take(text));
    this.socket.on('error', () => undefined);
  }

  send(bytes: string): void {
    this.socket.write(bytes, 'latin1');
  }

  /** So that it is read by itself, as what follows is sent later. */
  async sendAlone(bytes: string): Promise<void> {
    this.send(bytes);
    await until(() => accepted.get(this.socket.localPort ?? 0)?.bytesRead === this.socket.bytesWritten);
  }

  async have(count: number): Promise<readonly string[]> {
    await until(() => this.answers.length >= count);
    return this.answers;
  }

  end(): void {
    this.socket.destroy();
  }

  private take(text: string): void {
    this.received += text;
    for (;;) {
      const end = this.received.indexOf('\r\n\r\n');
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.received.slice(0, end))?.[1] ?? 0);
      if (end < 0 || this.received.length < end + 4 + length) return;
      this.answers.push(this.received.slice(end + 4, end + 4 + length));
      this.received = this.received.slice(end + 4 + length);
    }
  }
}

/** Sends them all over one connection, cut and put together by chance. */
async function exchange(requests: readonly Sent[], any: () => number): Promise<readonly string[]> {
  const client = new Client();
  let waiting = '';
  for (const [index, { bytes }] of requests.entries()) {
    waiting += bytes;
    if (any() < 0.1) continue;
    while (waiting.length > 0) {
      const cut = lengthOfNext(waiting, any);
      client.send(waiting.slice(0, cut));
      waiting = waiting.slice(cut);
      if (any() < 0.3) await sleep(any() * 6);
    }
    if (any() < 0.8) await client.have(index + 1);
  }
  client.send(waiting);
  const answers = await client.have(requests.length);
  client.end();
  return answers;
}

/** A connection whose door has seen that it is at rest. */
async function atRest(): Promise<Client> {
  const client = new Client();
  client.send(KNOWN);
  await client.have(1);
  client.send(KNOWN);
  await client.have(2);
  client.send(KNOWN);
  expect(await client.have(3)).toEqual(['door', 'door', 'door']);
  expect([parsed, atTheDoor]).toEqual([2, 1]);
  return client;
}

/** Until an answer that has been heard is over on the other side, too; if it is not, less is proven. */
const soon = (): Promise<void> => sleep(50);

it('answers at the door once a request has come and gone in one piece', async () => {
  (await atRest()).end();
  expect(whole).toEqual([KNOWN]);
});

it('takes the rest of a head for no request, though it began while another was answered', async () => {
  const client = await atRest();
  await client.sendAlone('GET /slow HTTP/1.1\r\nhost: shop\r\n\r\n');
  await client.sendAlone('GET /header HTTP/1.1\r\nx: ');
  await client.have(4);
  await soon();
  client.send(KNOWN);
  expect((await client.have(5)).slice(3)).toEqual(['GET /slow 0', 'GET /header 0']);
  client.end();
});

it('takes a body for no request, though its request was answered before it came', async () => {
  const client = await atRest();
  client.send(post('/early', KNOWN).bytes.slice(0, -KNOWN.length));
  await client.have(4);
  await soon();
  await client.sendAlone(KNOWN);
  client.send('GET /other HTTP/1.1\r\nhost: shop\r\n\r\n');
  expect((await client.have(5)).slice(3)).toEqual(['early', 'GET /other 0']);
  client.end();
});

it('does not take two pieces of one length for each other', async () => {
  const client = await atRest();
  // The first half is the body of what came before; the second is a request with a body as long as itself, which is still to come.
  const before = 'GET /early HTTP/1.1\r\nhost: shop\r\nq: 1\r\n\r\n';
  const headOf = (length: number): string => `GET /early HTTP/1.1\r\nhost: shop\r\ncontent-length: ${length}\r\n\r\n`;
  const own = headOf(headOf(10).length);
  client.send(`POST /early HTTP/1.1\r\nhost: shop\r\ncontent-length: ${before.length}\r\n\r\n`);
  await client.have(4);
  await soon();
  client.send(before + own);
  await client.have(5);
  await soon();
  await client.sendAlone(KNOWN);
  client.send('z'.repeat(own.length - KNOWN.length));
  client.send('GET /other HTTP/1.1\r\nhost: shop\r\n\r\n');
  expect((await client.have(6)).slice(3)).toEqual(['early', 'early', 'GET /other 0']);
  expect(whole.join()).not.toContain('/early');
  client.end();
});

it.each([
  ['the middle of a line', 'GET /kn', 'own HTTP/1.1\r\nhost: shop\r\n\r\n'],
  ['another header', 'GET /known HTTP/1.1\r\nx: ', KNOWN],
  ['a piece of its body', 'POST /known HTTP/1.1\r\nhost: shop\r\ncontent-length: 2\r\n\r\n1', '2'],
])('remembers no request that began elsewhere: %s', async (_name, first, second) => {
  const client = await atRest();
  whole = [];
  await client.sendAlone(first);
  client.send(second);
  expect(await client.have(4)).toHaveLength(4);
  expect(whole).toEqual([]);
  client.send(KNOWN);
  expect(await client.have(5)).toHaveLength(5);
  client.end();
});

it.each([
  ['more headers than Node tells of', `${Array.from({ length: 100 }, (_, index) => `a${index}: b\r\n`).join('')}authorization: secret\r\n`],
  ['a wish to hang up', 'connection: close\r\n'],
  ['the same in other words', 'proxy-connection: close\r\n'],
])('learns nothing of a request with %s', async (_name, headers) => {
  const client = await atRest();
  client.send(`GET /other HTTP/1.1\r\nhost: shop\r\n${headers}\r\n`);
  // Some versions of Node refuse so many headers by themselves.
  await client.have(4);
  await soon();
  expect(whole.join()).not.toContain('/other');
  client.end();
});

it('reads nothing more once the parser has let the connection go', async () => {
  const client = await atRest();
  client.send('CONNECT shop:80 HTTP/1.1\r\nhost: shop\r\n\r\n');
  expect((await client.have(4)).at(-1)).toBe('none');
  // The parser that is free now serves this one.
  const other = new Client();
  await other.sendAlone('POST /body HTTP/1.1\r\nhost: shop\r\ncontent-length: 4\r\n\r\n12');
  client.send('34GET /other HTTP/1.1\r\nhost: shop\r\n\r\n');
  await soon();
  expect(other.answers).toEqual([]);
  other.send('34');
  expect(await other.have(1)).toEqual(['POST /body 4']);
  client.end();
  other.end();
});

it('gives every request its own answer, in order, however the bytes are cut', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.info(`seed ${seed}`);
  const any = random(seed);
  pace = random(seed + 1);
  const CONNECTIONS = 60;
  const LENGTH = 40;
  const all = Array.from({ length: CONNECTIONS }, async () => {
    const own = random(Math.floor(any() * 1e9));
    const requests = Array.from({ length: LENGTH }, () => KINDS[Math.floor(own() * KINDS.length)]?.() ?? chunked(''));
    expect(await exchange(requests, own)).toEqual(requests.map(({ answer }) => answer));
  });
  await Promise.all(all);
  expect(parsed + atTheDoor).toBe(CONNECTIONS * LENGTH);
  expect(atTheDoor).toBeGreaterThan(0);
}, 60_000);
