import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { PinoLogger } from 'nestjs-pino';
import { Config } from '../config';
import { workFor } from '../database';
import { requestIdOf } from '../http/request-trace';
import { loggingOptions } from './logging.module';
import { RequestLog } from './request-log';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly requestId?: string;
  readonly req?: { readonly method: string; readonly path: string };
  readonly res?: { readonly statusCode: number };
}

const written = new PassThrough();
const log = new PinoLogger({
  pinoHttp: [loggingOptions(new Config({ DATABASE_URL: 'mysql://127.0.0.1/x', NODE_ENV: 'test', LOG_LEVEL: 'info' })), written],
});
const app = fastify();
new RequestLog(log).install(app);
app.addHook('preHandler', (request, _reply, done) => workFor(requestIdOf(request.raw), () => undefined, done));
app.get('/v1/things', () => {
  log.info('a word from within');
  return {};
});
app.get('/v1/broken', (_request, reply) => reply.code(503).send({}));
app.get('/v1/gone', (request) => request.raw.socket.resetAndDestroy() && new Promise(() => undefined));
app.get('/health/live', () => ({}));

/** What is written until there is a line about a request. */
const linesOf = (...urls: readonly string[]): Promise<Line[]> => linesAs('asked-1', ...urls);

const linesAs = async (id: string, ...urls: readonly string[]): Promise<Line[]> => {
  for (const url of urls) {
    const answer = await fetch(`${address}${url}`, { headers: { 'x-request-id': id } }).catch(() => undefined);
    await answer?.text();
  }
  let text = '';
  while (!text.includes('"msg":"request ')) {
    await sleep(5);
    text += String((written.read() as Buffer | null) ?? '');
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
};

let address: string;
beforeAll(async () => {
  address = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

describe('the log of requests', () => {
  it('has a line for each, and its id in what is written while it is worked on', async () => {
    const [within, line, ...others] = await linesOf('/v1/things?q=secret');
    expect(within).toMatchObject({ msg: 'a word from within', requestId: 'asked-1' });
    expect(line).toMatchObject({
      ...{ msg: 'request completed', requestId: 'asked-1', level: 30 },
      ...{ req: { method: 'GET', path: '/v1/things' }, res: { statusCode: 200 } },
    });
    expect(others).toEqual([]);
  });

  it.each([
    ['/v1/products/4111%201111%201111%201111', '/v1/products/[card]'],
    ['/v1/carts/%34111111111111111', '/v1/carts/[card]'],
    ['/v1/carts/4111%E2%80%931111%E2%80%931111%E2%80%931111', '/v1/carts/[card]'],
    ['/v1/carts/ada%40example.org', '/v1/carts/[email]'],
    ['/v1/products/a%20mug%0A', '/v1/products/a%20mug%0A'],
  ])('knows no card and nobody from the path %s', async (url, path) => {
    expect(await linesOf(url)).toMatchObject([{ req: { path } }]);
  });

  it.each(['4111111111111111', '4111-1111-1111-1111', 'ada@example.org'])('does not call a request %s', async (given) => {
    for (const { requestId } of await linesAs(given, '/v1/things')) expect(requestId).toMatch(/^req_/);
  });

  it('calls an answer that says so a failure', async () => {
    expect(await linesOf('/v1/broken')).toMatchObject([{ msg: 'request errored', level: 50, res: { statusCode: 503 } }]);
  });

  it('tells one that nobody waited for from one that was answered', async () => {
    expect(await linesOf('/v1/gone')).toMatchObject([{ msg: 'request broken off', level: 30 }]);
  });

  it('is silent about what machines ask all day', async () => {
    expect(await linesOf('/health/live', '/v1/broken')).toMatchObject([{ req: { path: '/v1/broken' } }]);
  });
});
