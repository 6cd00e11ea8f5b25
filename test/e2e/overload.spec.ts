import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../../bench/load/connection';
import type { Answer } from '../../bench/load/connection';
import { brokenInvariants } from '../support/invariants';
import { Client } from '../support/client';
import { ADDRESS, makeProduct } from '../support/shopping';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';

let shop: Shop;
let variantId: string;

beforeAll(async () => {
  // Without answers from memory every request costs something, which is what a rush is made of.
  shop = await startShop({ name: 'overload', env: { CATALOG_CACHE: 'off' } });
  const manager = await new Client(url()).signedIn('manager@example.com');
  ({ variantId } = await makeProduct(manager, 100_000));
}, 240_000);

afterAll(async () => {
  expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  await shop.stop();
});

const url = (): string => shop.urls[0] ?? '';
const port = (): number => Number(new URL(url()).port);
const open = (): Connection => new Connection('127.0.0.1', port());
const refused = ({ status }: Answer): boolean => status === 503 || status === 429;

/** Asks the same again and again until told to stop; what came back is kept. */
function hammer(path: string, connections: number): { readonly answers: Answer[]; stop(): Promise<void> } {
  const answers: Answer[] = [];
  let running = true;
  const clients = Array.from({ length: connections }, async (_, number) => {
    const connection = open();
    for (let turn = 0; running; turn += 1) {
      const answer = await connection.ask({ method: 'GET', path: path.replace('{n}', `${number}-${turn}`) });
      answers.push(answer);
      // Far sooner than it was told to, but not so soon that this process has no time for anything else.
      if (refused(answer)) await sleep(100);
    }
    connection.close();
  });
  return {
    answers,
    stop: async () => {
      running = false;
      await Promise.all(clients);
    },
  };
}

/** A guest who comes back after the seconds in Retry-After, as the answer asks, and is never refused more often than that. */
async function buy(): Promise<{ readonly status: string; readonly refusals: number }> {
  const connection = open();
  let refusals = 0;
  const ask = async <T>(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body: unknown = {}): Promise<T> => {
    for (;;) {
      const answer = await connection.ask({ method, path, headers, ...(method !== 'GET' && { body }) });
      if (!refused(answer)) {
        expect({ path, status: answer.status, body: answer.status < 300 ? '' : answer.body }).toMatchObject({ body: '' });
        return JSON.parse(answer.body) as T;
      }
      refusals += 1;
      await sleep(1000 * Number(answer.headers['retry-after']));
    }
  };
  const cart = await ask<{ id: string; token: string }>('POST', '/v1/carts', {}, { lines: [{ variantId, quantity: 1 }] });
  const mine = { 'x-cart-token': cart.token };
  const methods = await ask<{ data: { id: string }[] }>('GET', `/v1/carts/${cart.id}/shipping-methods`, mine);
  const contact = { email: 'ada@example.com', shippingAddress: ADDRESS, shippingMethodId: methods.data[0]?.id };
  await ask('PATCH', `/v1/carts/${cart.id}`, mine, contact);
  const key = (name: string) => ({ 'idempotency-key': `${name}-${cart.id}` });
  type Placed = { order: { id: string; token: string }; payment: { id: string } };
  const { order, payment } = await ask<Placed>('POST', `/v1/carts/${cart.id}/checkout`, { ...mine, ...key('order') });
  const owner = { 'x-order-token': order.token };
  await ask('POST', `/v1/payments/${payment.id}/confirm`, { ...owner, ...key('pay') }, { paymentMethod: 'pm_card_visa' });
  const { status } = await ask<{ status: string }>('GET', `/v1/orders/${order.id}`, owner);
  connection.close();
  return { status, refusals };
}

async function refusedCount(priority: string): Promise<number> {
  const text = await (await fetch(`${url()}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`portico_http_refused_total{priority="${priority}"`));
  return lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
}

/** Normal: everybody who looks around is served, one after the other. */
async function timeToNormal(): Promise<number> {
  const started = performance.now();
  const connection = open();
  for (let row = 0; row < 20;) row = (await connection.ask({ method: 'GET', path: '/v1/products?limit=20' })).status === 200 ? row + 1 : 0;
  connection.close();
  return performance.now() - started;
}

it('refuses those who look around, serves those who buy, and is back to normal soon', async () => {
  const rush = hammer('/v1/products?limit=20', 300);
  await sleep(500);
  const bought = await Promise.all(Array.from({ length: 6 }, buy));
  await rush.stop();
  expect(await timeToNormal()).toBeLessThan(10_000);

  expect(bought.map(({ status }) => status)).toEqual(Array(6).fill('paid'));
  expect([...new Set(rush.answers.map(({ status }) => status))].sort()).toEqual([200, 503]);
  for (const answer of rush.answers.filter(refused)) {
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff' });
    const problem = JSON.parse(answer.body) as Record<string, unknown>;
    expect(problem).toMatchObject({ status: 503, code: 'server/overloaded', requestId: answer.headers['x-request-id'] });
  }
  expect(await refusedCount('ordinary')).toBeGreaterThanOrEqual(rush.answers.filter(refused).length);
  expect(await refusedCount('vital')).toBe(0);
}, 120_000);

it('lets people buy while searches that cost much come in by the dozen', async () => {
  const hostile = hammer('/v1/products?q=a%20e%20i%20o%20{n}&include=facets,total&sort=price&limit=100', 120);
  await sleep(300);
  const bought = await buy();
  await hostile.stop();
  expect(bought.status).toBe('paid');
  expect(hostile.answers.filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);
  expect(await timeToNormal()).toBeLessThan(10_000);
}, 120_000);

it('lets people buy while sign-ins come in by the hundred', async () => {
  const body = { email: 'shopper@example.com', password: 'not the passphrase' };
  const attempts = Array.from({ length: 200 }, async () => {
    const connection = open();
    const answer = await connection.ask({ method: 'POST', path: '/v1/auth/login', body });
    connection.close();
    return answer;
  });
  const bought = await buy();
  const answers = await Promise.all(attempts);
  expect(bought.status).toBe('paid');
  for (const { status, headers } of answers) {
    expect([401, 429, 503]).toContain(status);
    if (status !== 401) expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
  }
}, 120_000);

describe('slow clients', () => {
  let sockets: Socket[] = [];
  const slowly = async (count: number, bytes: string, drip?: string): Promise<void> => {
    sockets = await Promise.all(
      Array.from({ length: count }, async () => {
        const socket = connect(port(), '127.0.0.1').on('error', () => undefined);
        await once(socket, 'connect');
        if (drip === undefined) socket.pause();
        socket.write(bytes);
        return socket;
      }),
    );
    if (drip !== undefined) for (const socket of sockets) socket.write(drip);
  };
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
  });
  const json = 'host: x\r\ncontent-type: application/json\r\ncontent-length: 60\r\n\r\n';

  it.each([
    ['with their headers', 300, 'GET /v1/products HTTP/1.1\r\nhost: x\r\nx-a', ': b\r\n'],
    ['with their body', 300, `POST /v1/carts HTTP/1.1\r\n${json}{"li`, 'n'],
    ['with their reading', 200, 'GET /v1/products?limit=100 HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(20), undefined],
  ])(
    'keep nobody from buying %s',
    async (_what, count, bytes, drip) => {
      await slowly(count, bytes, drip);
      expect((await buy()).status).toBe('paid');
      expect(await timeToNormal()).toBeLessThan(10_000);
    },
    120_000,
  );
});
