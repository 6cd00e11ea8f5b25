import type { Server } from 'node:http';
import multipart from '@fastify/multipart';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import type { Config } from '../config';
import { Admission } from './admission';
import { CAPS, limitConnections } from './connection-caps';
import { BODY_LIMIT, installBodyParser } from './body-parser';
import { installCompression } from './compression';
import { Cors } from './cors';
import { Downloads } from './downloads';
import { identify, installEdge } from './edge';
import { Gate } from './gate';
import { KeptAnswers } from './kept-answers';
import { Lifecycle } from './lifecycle';
import { buildDocument } from './openapi-document';
import { serveDocument } from './openapi/swagger-ui';
import { answerParserError, answerServerEvents } from './parser-errors';
import { sendProblem } from './problem.filter';
import { renderProblem } from './render-problem';
import { requestIdOf } from './request-trace';
import { RouteTable } from './route-table';
import { installSecurityHeaders } from './security-headers';
import { installSharedAnswers } from './shared-answers';
import { SlowReaders } from './slow-readers';
import { parseStrictQuery } from './strict-query';

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
const MAX_PATH_PARAMETER = 512;
const UPLOAD_LIMITS = {
  fileSize: 20 * 1024 * 1024,
  files: 1,
  fields: 10,
  fieldSize: 10_000,
  fieldNameSize: 100,
  parts: 11,
  headerPairs: 20,
};

/** The application with its whole edge, ready for `listen`; the same one serves production and the end-to-end tests. */
export async function createHttpApp(module: Type | DynamicModule, config: Config): Promise<NestFastifyApplication> {
  const gate = new Gate(config);
  const adapter = new FastifyAdapter({ ...serverOptions(config), serverFactory: gate.serverFactory });
  const instance: FastifyInstance = adapter.getInstance();
  instance.decorate('publicUrl', config.publicUrl);
  const routes = new RouteTable(instance);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  installSecurityHeaders(instance, config);
  const house = { routes, lifecycle: app.get(Lifecycle), admission: app.get(Admission), cors: new Cors(config) };
  installEdge(instance, { ...house, config, downloads: app.get(Downloads), slowReaders: app.get(SlowReaders) });
  const kept = app.get(KeptAnswers);
  gate.guard({ ...house, kept });
  installSharedAnswers(instance, kept);
  await installCompression(app, instance);
  installBodyParser(instance);
  await app.register(multipart, { limits: UPLOAD_LIMITS });
  const server = app.getHttpServer();
  server.maxHeadersCount = MAX_HEADERS;
  limitConnections(server, config);
  answerServerEvents(server, config.publicUrl);
  serveDocument(app, () => buildDocument(app), config);
  return app;
}

/**
 * As many connections may wait to be accepted as may be open, or as many as the kernel allows. Node's own limit of 511 is full at the first breath of a
 * rush; whom the kernel then turns away hears nothing, and asks again after one, three and seven seconds.
 */
export async function listen(app: NestFastifyApplication, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  await app.listen({ host, port, backlog: CAPS.all });
}

function serverOptions(config: Config): FastifyHttpOptions<Server> {
  return {
    bodyLimit: BODY_LIMIT,
    requestTimeout: 15_000,
    // A missing Host header would be answered by Node itself, without a body; the edge does it properly.
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    return503OnClosing: false,
    routerOptions: { querystringParser: parseStrictQuery, maxParamLength: MAX_PATH_PARAMETER },
    clientErrorHandler: (error, socket) => answerParserError(error, socket, config.publicUrl),
    frameworkErrors: (error, request, reply) => {
      identify(request, reply);
      sendProblem(renderProblem(error, request), reply);
    },
  };
}
