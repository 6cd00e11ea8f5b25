import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Threshold } from './threshold';

const BUSY = 'GET /busy HTTP/1.1\r\nhost: shop\r\n\r\n';
const REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nfull';

let server: Server;
let parsed: number;

/** Refuses whatever is asked of /busy; says of everything else how many bytes came with it. */
beforeEach(async () => {
  parsed = 0;
  const threshold = new Threshold((socket, { url }) => url.startsWith('/busy') && socket.write(REFUSAL) !== undefined);
  server = createServer({ requireHostHeader: false }, (request, response) => {
    parsed += 1;
    threshold.found({ request, response });
    if (request.url?.startsWith('/busy')) {
      response.writeHead(503, { 'content-length': 4 }).end('full');
      return threshold.watch({ request, response });
    }
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => setTimeout(() => response.end(`${request.method} ${request.url} ${bytes}`), request.url === '/slow' ? 20 : 0));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function open(): Promise<{ readonly socket: Socket; said(): string }> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay();
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1'))).on('error', () => undefined);
  await once(socket, 'connect');
  return { socket, said: () => text };
}

/** What the answers say, in their order. */
function bodies(text: string): string[] {
  const found: string[] = [];
  for (let rest = text; rest !== '';) {
    const end = rest.indexOf('\r\n\r\n') + 4;
    const head = rest.slice(0, end);
    const chunked = /transfer-encoding: chunked/i.test(head);
    if (chunked) throw new Error('An answer of unknown length');
    const length = head.startsWith('HTTP/1.1 400') ? 0 : Number(/content-length: (\d+)/i.exec(head)?.[1]);
    found.push(head.startsWith('HTTP/1.1 400') ? 'bad' : rest.slice(end, end + length));
    rest = rest.slice(end + length);
  }
  return found;
}

async function until(done: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 5_000; !done() && Date.now() < deadline;) await sleep(2);
}

/** Sends each part when the one before is answered, or was not meant to be. */
async function conversation(parts: readonly string[], answers: number): Promise<string[]> {
  const { socket, said } = await open();
  for (const part of parts) {
    const before = said().length;
    socket.write(part, 'latin1');
    await Promise.race([until(() => said().length > before), sleep(30)]);
  }
  await until(() => bodies(said()).length >= answers);
  socket.destroy();
  return bodies(said());
}

it('meets whoever was refused and asks again, before the request is parsed', async () => {
  await expect(conversation(Array(6).fill(BUSY) as string[], 6)).resolves.toEqual(Array(6).fill('full'));
  // The first was refused as always; from the second one is known where on this connection a request ends.
  expect(parsed).toBe(2);
});

it('meets those who post, too, with what they post', async () => {
  const post = 'POST /busy HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc';
  await expect(conversation([post, post, post, BUSY, post, BUSY], 6)).resolves.toEqual(Array(6).fill('full'));
  expect(parsed).toBe(2);
});

it('serves the same client again as soon as there is a place', async () => {
  const parts = [
    BUSY,
    BUSY,
    BUSY,
    BUSY.replace('busy', 'open'),
    BUSY,
    'POST /open HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc',
    BUSY,
  ];
  await expect(conversation(parts, 7)).resolves.toEqual(['full', 'full', 'full', 'GET /open 0', 'full', 'POST /open 3', 'full']);
});

const met = [BUSY, BUSY, BUSY];

it.each([
  ['a head in two pieces', ['GET /busy HTTP/1.1\r\nho', 'st: a\r\n\r\n'], ['full']],
  [
    'what looks like a request in a body',
    [`POST /open HTTP/1.1\r\nhost: a\r\ncontent-length: ${BUSY.length}\r\n\r\n`, BUSY, BUSY],
    [`POST /open ${BUSY.length}`, 'full'],
  ],
  ['what looks like a request in a header', ['GET /open HTTP/1.1\r\nhost: a\r\nx-a: ', BUSY], ['GET /open 0']],
  ['a body that comes with its head', [`GET /busy HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nab`, BUSY], ['full', 'full']],
  [
    'a body that is announced and comes later',
    [`GET /open HTTP/1.1\r\nhost: a\r\ncontent-length: ${BUSY.length}\r\n\r\n`, BUSY],
    [`GET /open ${BUSY.length}`],
  ],
  ['the same, announced with a space', [`GET /busy HTTP/1.1\r\nhost: a\r\ncontent-length : ${BUSY.length}\r\n\r\n`], ['bad']],
  [
    'pieces of a body',
    ['GET /open HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n', '3\r\nabc\r\n0\r\n\r\n', BUSY],
    ['GET /open 3', 'full'],
  ],
  ['a body that lacks some bytes', ['POST /busy HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nabc', `de${BUSY}`], ['full', 'full']],
  [
    'a body that eats the length of the next one',
    [
      'POST /open HTTP/1.1\r\nhost: a\r\ncontent-length: 43\r\n\r\n',
      'POST /open HTTP/1.1\r\ncontent-length: 4\r\nx: GET /open HTTP/1.1\r\n\r\nGET ',
      BUSY,
    ],
    ['POST /open 43', 'GET /open 0', 'bad'],
  ],
  ['two lengths', ['POST /busy HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc'], ['bad']],
  ['two at once', [BUSY + BUSY.replace('busy', 'open')], ['full', 'GET /open 0']],
  [
    'one while another is under way',
    [BUSY.replace('busy', 'slow') + BUSY.replace('busy', 'open'), BUSY],
    ['GET /slow 0', 'GET /open 0', 'full'],
  ],
  ['one right behind a slow one', [BUSY.replace('busy', 'slow'), BUSY, BUSY], ['GET /slow 0', 'full', 'full']],
  ['lines that end without a return', ['GET /busy HTTP/1.1\nhost: a\r\n\r\n'], ['bad']],
  ['no request at all', ['hello\r\n\r\n'], ['bad']],
])('leaves %s to the parser', async (_what, parts, expected) => {
  await expect(conversation([...met, ...parts], met.length + expected.length)).resolves.toEqual(['full', 'full', 'full', ...expected]);
});

it('answers any row of requests, cut up in any way, as it would without looking', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
  process.stdout.write(`threshold: seed ${seed}\n`);
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const requests = [
    ['POST /busy HTTP/1.1\r\nhost: a\r\ncontent-length: 37\r\n\r\n' + BUSY.padEnd(37), 'full'],
    ['POST /open HTTP/1.1\r\nhost: a\r\nContent-Length:3\r\n\r\nabc', 'POST /open 3'],
    [BUSY, 'full'],
    [BUSY, 'full'],
    [BUSY.replace('busy', 'open'), 'GET /open 0'],
    [BUSY.replace('busy', 'slow'), 'GET /slow 0'],
    ['POST /open HTTP/1.1\r\nhost: a\r\ncontent-length: 37\r\n\r\n' + BUSY.padEnd(37), 'POST /open 37'],
    ['GET /busy HTTP/1.1\r\nhost: a\r\ncontent-length: 37\r\n\r\n' + BUSY.padEnd(37), 'full'],
    ['POST /open HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n25\r\n' + BUSY.padEnd(37) + '\r\n0\r\n\r\n', 'POST /open 37'],
  ] as const;
  for (let round = 0; round < 40; round += 1) {
    const row = Array.from({ length: 12 }, () => requests[random(requests.length)] ?? requests[0]);
    const { socket, said } = await open();
    const whole = row.map(([bytes]) => bytes).join('');
    const ends = row.map((_, at) => row.slice(0, at + 1).reduce((sum, [bytes]) => sum + bytes.length, 0));
    for (let at = 0; at < whole.length;) {
      const nextEnd = ends.find((end) => end > at) ?? whole.length;
      // Mostly whole requests, else the threshold would have nothing to do.
      const size = random(3) > 0 ? nextEnd - at : 1 + random(90);
      socket.write(whole.slice(at, at + size), 'latin1');
      at += size;
      await sleep(random(4) === 0 ? 25 : 1);
    }
    await until(() => bodies(said()).length >= row.length);
    expect({ seed, round, answers: bodies(said()) }).toEqual({ seed, round, answers: row.map(([, answer]) => answer) });
    socket.destroy();
  }
}, 60_000);
