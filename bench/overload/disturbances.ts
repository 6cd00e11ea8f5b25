import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { request } from './visitors';
import { Wire } from './wire';

export const DISTURBANCES = ['slow headers', 'slow bodies', 'slow readers', 'large bodies', 'sign-ins', 'hostile search'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

const BYTE_MS = 1_000;
const BODY = 'host: shop\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"email":"';
const LARGE = JSON.stringify({ email: 'a'.repeat(1_000_000) });
const LISTS = request('GET', '/v1/products?limit=100').repeat(10);

/** Clients that mean no good, until the answer is called. */
export async function disturb(what: Disturbance, port: number): Promise<() => void> {
  if (what === 'slow headers') return dripping(port, 400, 'GET /v1/products HTTP/1.1\r\nhost: shop\r\nx-a: ');
  if (what === 'slow bodies') return dripping(port, 400, `POST /v1/carts HTTP/1.1\r\n${BODY}`);
  if (what === 'slow readers') return deaf(port, 200);
  if (what === 'large bodies') return insisting(port, 16, () => request('POST', '/v1/carts').replace('\r\n\r\n', largeTail()));
  if (what === 'sign-ins')
    return insisting(port, 100, (turn) =>
      request('POST', '/v1/auth/login', {}, { email: `nobody${turn % 40}@example.com`, password: 'not the passphrase' }),
    );
  return insisting(port, 64, (turn) => request('GET', `/v1/products?q=a%20e%20i%20o%20u${turn}&include=facets,total&sort=price&limit=100`));
}

function largeTail(): string {
  return `\r\ncontent-type: application/json\r\ncontent-length: ${LARGE.length}\r\n\r\n${LARGE}`;
}

async function sockets(port: number, count: number): Promise<Socket[]> {
  const opened = Array.from({ length: count }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.all(opened.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
  return opened;
}

/** One byte a second. */
async function dripping(port: number, count: number, beginning: string): Promise<() => void> {
  const all = await sockets(port, count);
  for (const socket of all) socket.write(beginning);
  const timer = setInterval(() => {
    for (const socket of all) if (socket.writable) socket.write('a');
  }, BYTE_MS);
  return () => {
    clearInterval(timer);
    for (const socket of all) socket.destroy();
  };
}

/** Ask for much and read nothing. */
async function deaf(port: number, count: number): Promise<() => void> {
  const all = await sockets(port, count);
  for (const socket of all) {
    socket.pause();
    socket.write(LISTS);
  }
  return () => {
    for (const socket of all) socket.destroy();
  };
}

/** Ask again as soon as they have an answer, whatever it says. */
async function insisting(port: number, count: number, bytesOf: (turn: number) => string): Promise<() => void> {
  let running = true;
  let turn = 0;
  const wires = Array.from({ length: count }, () => new Wire(port));
  await Promise.all(wires.map((wire) => wire.open()));
  for (const wire of wires) {
    void (async () => {
      while (running) await wire.ask(bytesOf((turn += 1)));
    })();
  }
  return () => {
    running = false;
    for (const wire of wires) wire.close();
  };
}
