import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setInterval as every } from 'node:timers/promises';
import { All, Body, Controller, Delete, Get, Global, HttpCode, Module, Patch, Post, Query, Req, Sse, StreamableFile } from '@nestjs/common';
import { ApiExcludeController, ApiTags } from '@nestjs/swagger';
import type { MessageEvent, ValueProvider } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { interval, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { Config } from '../../../src/platform/config';
import { Database, dataSourceOptions } from '../../../src/platform/database';
import * as http from '../../../src/platform/http';
import { ObservabilityModule } from '../../../src/platform/observability';
import { SecurityModule } from '../../../src/platform/security';

class PartDto {
  @http.Integer(1, 10)
  readonly size!: number;
}

class ThingRequest {
  @http.Integer(0, 1_000_000)
  readonly quantity!: number;

  @http.Optional()
  @http.Text(0, 100)
  readonly note?: string;

  @http.Optional()
  @http.Text(0, 100)
  readonly phone?: string;

  @http.Optional()
  @http.ListOf(PartDto, { max: 50 })
  readonly parts?: readonly PartDto[];
}

class ThingPatch extends http.PartialType(ThingRequest) {}

class ThingQuery extends http.PageQuery {
  @http.Optional()
  @http.QueryText(1, 50)
  readonly q?: string;
}

class ThingResponse {
  @http.Example('prod_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  @http.Example(3)
  readonly version!: number;

  @http.Example('x')
  readonly text!: string;
}

const ID = 'prod_02ITLcBYoUJdzTUMCSHuv3';
const thing = (text = 'thing'): ThingResponse => ({ id: ID, version: 3, text });
const describe = (id: string, problems: readonly http.ProblemClass[] = []) =>
  http.Operation({ id, summary: id, description: `${id}, a test.`, problems });

@ApiTags('Catalog')
@Controller('v1/things')
class ThingController {
  @Get()
  @http.OpenRoute()
  @describe('listThings')
  @http.AnswersPage(ThingResponse)
  list(@Query() query: ThingQuery): http.Page<ThingResponse> {
    return http.pageOf([thing(query.q), thing(), thing()], http.pageSize(query), () => 'next', http.wantsTotal(query) ? 3 : undefined);
  }

  @Post()
  @http.OpenRoute()
  @describe('addThing')
  @http.Answers(ThingResponse, { status: 201, location: '/v1/things/{id}' })
  add(@Body() body: ThingRequest): ThingResponse {
    return thing(body.note);
  }

  @Get(':id')
  @http.OpenRoute()
  @describe('getThing', [http.NotFound])
  @http.Answers(ThingResponse)
  @http.Tagged()
  @http.CacheFor({ maxAge: 10, sMaxAge: 60, staleWhileRevalidate: 30 })
  get(@http.IdParam('prod') id: string): ThingResponse {
    if (id !== ID) throw new http.NotFound('thing');
    return thing('x'.repeat(2_000));
  }

  @Patch(':id')
  @http.OpenRoute()
  @describe('changeThing')
  @http.Answers(ThingResponse)
  @http.RequireIfMatch()
  change(@http.IdParam('prod') id: string, @Body() body: ThingPatch, @http.IfMatch() version?: number): unknown {
    return { ...body, id, version };
  }

  @Post(':id/polish')
  @HttpCode(200)
  @http.OpenRoute()
  @describe('polishThing')
  @http.Answers(ThingResponse)
  polish(@http.IdParam('prod') id: string): ThingResponse {
    return { ...thing(), id };
  }

  @Delete(':id')
  @http.OpenRoute()
  @describe('removeThing')
  @http.AnswersNothing()
  remove(@http.IdParam('prod') id: string): void {
    if (id !== ID) throw new http.NotFound('thing');
  }
}

/** What `slow` and `kept` wait for. */
export const latch = { opened: Promise.resolve(), open: (): void => undefined };

export function closeLatch(): void {
  latch.opened = new Promise((resolve) => (latch.open = resolve));
}

@ApiExcludeController()
@Controller('v1')
class OddController {
  @Post('hooks')
  @HttpCode(200)
  @http.RawBody()
  hook(@Body() bytes: Buffer): { readonly hex: string } {
    return { hex: bytes.toString('hex') };
  }

  @Post('uploads')
  @HttpCode(202)
  @http.AcceptsMultipart()
  async upload(@Req() request: FastifyRequest): Promise<{ readonly bytes: number }> {
    const file = await request.file();
    return { bytes: (await file?.toBuffer())?.length ?? 0 };
  }

  /** Until somebody opens the latch. */
  @All('slow')
  async slow(): Promise<object> {
    await latch.opened;
    return {};
  }

  /** The same for everybody, made when the latch is open; with `later=` in the address it can be put off. */
  @Get('kept/:name')
  @http.CacheFor({ maxAge: 10, sMaxAge: 60, staleWhileRevalidate: 30, kept: true })
  @http.Deferrable(/later=/)
  async kept(@Req() request: FastifyRequest): Promise<http.JsonText> {
    await latch.opened;
    const { name } = request.params as { name: string };
    if (name === 'missing') throw new http.NotFound('thing');
    return new http.JsonText(JSON.stringify({ name }), { topics: [name] });
  }

  @Get('long')
  long(): object {
    return { text: randomBytes(100_000).toString('hex') };
  }

  @Get('boom')
  boom(): never {
    throw new Error('the password is hunter2');
  }

  @Get('failures/:errno')
  failure(@Req() request: FastifyRequest): never {
    const { errno } = request.params as { errno: string };
    throw Object.assign(new Error('the driver says no'), /^\d+$/.test(errno) ? { errno: Number(errno) } : { code: errno });
  }

  @Sse('stream')
  @http.Streams()
  stream(): Observable<MessageEvent> {
    return interval(20).pipe(map((count) => ({ data: { count } })));
  }

  @Get('file')
  @http.Streams('text/csv')
  file(): StreamableFile {
    return new StreamableFile(Readable.from(every(350, 'line\n')).take(20));
  }
}

export interface EdgeApp {
  readonly app: NestFastifyApplication;
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** A small application behind the real edge, on a port of its own, without a database. */
export async function startEdgeApp(
  environment: Readonly<Record<string, string>> = {},
  providers: readonly ValueProvider[] = [],
): Promise<EdgeApp> {
  const config = new Config({ LOG_LEVEL: 'silent', RATE_LIMITS: 'off', NODE_ENV: 'test', ...environment });

  // Nothing here asks the database, so it is never connected; what needs it is found not ready.
  const database = new Database(new DataSource(dataSourceOptions(config.databaseUrl, 1, { entities: [], migrations: [] })));

  @Global()
  @Module({
    providers: [{ provide: Config, useValue: config }, { provide: Database, useValue: database }, ...providers],
    exports: [Config, Database, ...providers.map(({ provide }) => provide)],
  })
  class GroundModule {}

  @Module({ imports: [GroundModule, SecurityModule, http.HttpModule, ObservabilityModule], controllers: [ThingController, OddController] })
  class EdgeTestModule {}

  const app = await http.createHttpApp(EdgeTestModule, config);
  await http.listen(app, { host: '127.0.0.1', port: 0 });
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, port, url: `http://127.0.0.1:${port}`, close: () => app.close() };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Sends exact bytes and reads one answer; what no HTTP client would let out of the house. */
export function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => finish(), 4_000);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(parseAnswer(Buffer.concat(chunks).toString('utf8')));
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isComplete(Buffer.concat(chunks).toString('latin1'))) finish();
    });
    socket.on('end', finish);
    socket.on('error', (error) => (chunks.length > 0 ? finish() : reject(error)));
  });
}

function isComplete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  return end >= 0 && length !== undefined && text.length >= end + 4 + Number(length);
}

function parseAnswer(answer: string): RawAnswer {
  const [head = '', text = ''] = answer.split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((entry) => [entry.slice(0, entry.indexOf(':')).toLowerCase(), entry.slice(entry.indexOf(':') + 1).trim()]),
  );
  return {
    status: Number(line.split(' ')[1] ?? '0'),
    headers,
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

/** A whole HTTP request as bytes; the length is counted unless it is given. */
export function request(line: string, headers: Readonly<Record<string, string>> = {}, body: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(body);
  const all: Record<string, string> = { host: 'shop.example', connection: 'close', ...headers };
  if (bytes.length > 0 && !('content-length' in all) && !('transfer-encoding' in all)) all['content-length'] = String(bytes.length);
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from(`${line} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

/** The answer is a problem of that kind, complete and consistent. */
export function expectProblem(answer: RawAnswer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json['code'], type: answer.headers['content-type'] }).toEqual({
    status,
    code,
    type: 'application/problem+json',
  });
  expect(answer.json).toMatchObject({
    type: `http://127.0.0.1:3000/problems/${code}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(answer.json['instance'] ?? '/').toMatch(/^(?:[\w\-.~!$&'()*+,;=:@/]|%[0-9a-f]{2})*$/i);
  expect(answer.json['requestId']).toBe(answer.headers['x-request-id']);
}
