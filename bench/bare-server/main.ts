import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createPool } from 'mysql2/promise';
import type { Pool } from 'mysql2/promise';
import { addLine, create, shippingMethods, update } from './cart';
import { detail, list } from './catalog';
import { checkout, confirm } from './checkout';
import { readOrder } from './order';
import { SCHEMA } from './schema';
import { Refusal } from './support';
import type { Asked } from './support';

type Work = (pool: Pool, asked: Asked) => Promise<object>;

/** By method, collection and what follows the id. */
const ROUTES: Readonly<Record<string, readonly [number, Work]>> = {
  'GET products': [200, list],
  'GET products/*': [200, detail],
  'POST carts': [201, create],
  'POST carts/*/lines': [201, addLine],
  'GET carts/*/shipping-methods': [200, shippingMethods],
  'PATCH carts/*': [200, update],
  'POST carts/*/checkout': [201, checkout],
  'POST payments/*/confirm': [200, confirm],
  'GET orders/*': [200, readOrder],
};

/** The limit that the shop is measured against: Node's own HTTP server and SQL by hand, without a framework, checks or safety nets. */
async function main(): Promise<void> {
  const pool = createPool({
    uri: process.env['DATABASE_URL'],
    connectionLimit: 10,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_520_ci',
    supportBigNumbers: true,
    enableKeepAlive: true,
  });
  for (const statement of SCHEMA) await pool.query(statement);
  const server = createServer((request, response) => void serve(pool, request, response));
  server.keepAliveTimeout = 60_000;
  server.listen(Number(process.env['PORT']), '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));
}

async function serve(pool: Pool, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [collection = '', id, rest] = url.pathname.slice('/v1/'.length).split('/');
    const route =
      ROUTES[[`${request.method} ${collection}`, ...(id === undefined ? [] : ['*']), ...(rest === undefined ? [] : [rest])].join('/')];
    if (!route) throw new Refusal(404, 'There is no such operation.');
    const [status, work] = route;
    const body = request.method === 'GET' ? {} : await bodyOf(request);
    answer(response, status, await work(pool, { id: id ?? '', query: url.searchParams, headers: request.headers, body }));
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500;
    answer(response, status, { status, detail: error instanceof Error ? error.message : String(error) });
  }
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
}

function answer(response: ServerResponse, status: number, body: object): void {
  const payload = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': payload.length });
  response.end(payload);
}

void main();
