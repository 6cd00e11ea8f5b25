import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Params } from 'nestjs-pino';
import type { Options } from 'pino-http';
import { Config } from '../config';
import { requestIdOfWork } from '../database';
import { maskCardNumbers } from '../security';

/** Never written down, wherever in a log entry they appear. */
const REDACTED = [
  ...['password', 'secret', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie', 'paymentMethod'],
  ...['email', 'phone', 'name', 'line1', 'line2'],
  ...['body', 'headers', 'parameters', 'query'],
];
const WIRING = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);
const INFO = 30;
const ESCAPES = /(?:%[\da-f]{2})+/gi;

export function loggingOptions({ logLevel }: Config): Options {
  const verbose = logLevel === 'debug' || logLevel === 'trace';
  return {
    level: logLevel,
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    mixin: () => {
      const requestId = requestIdOfWork();
      return requestId === undefined ? {} : { requestId };
    },
    serializers: {
      req: ({ method, url }: { readonly method: string; readonly url: string }) => ({ method, path: safePath(url) }),
      res: ({ statusCode }: { readonly statusCode: number }) => ({ statusCode }),
      err: describeError,
    },
    hooks: {
      logMethod(args, log, level) {
        if (level !== INFO || verbose || !isWiring(args[0])) log.apply(this, args);
      },
    },
  };
}

/** Two hundred lines about every route and module at each start help nobody who did not ask for them. */
function isWiring(entry: unknown): boolean {
  const context: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'context') : undefined;
  return typeof context === 'string' && WIRING.has(context);
}

/** The path without its query: search texts and one-time codes are nobody's business. */
function safePath(url: string): string {
  const path = url.split('?')[0] ?? '/';
  const plain = path.replace(ESCAPES, decoded);
  const masked = withoutPeople(plain);
  return masked === plain ? path : masked;
}

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes;
  }
}

/** Database errors carry the statement's values in several members; only the words of the failure are kept. */
function describeError(logged: unknown): Record<string, unknown> | undefined {
  // pino-http hands over its own description, which has the error itself as `raw`.
  const error: unknown = logged instanceof Error || typeof logged !== 'object' || logged === null ? logged : Reflect.get(logged, 'raw');
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  return { type: error.name, message: withoutValues(error.message), code, stack: withoutValues(error.stack ?? '') };
}

function withoutValues(text: string): string {
  return withoutPeople(text.replace(/(Duplicate entry|value:?) '.*?'(?= for )/gs, "$1 '[redacted]'"));
}

function withoutPeople(text: string): string {
  return maskCardNumbers(text.replace(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[email]'));
}

/** Without the package's middleware, which makes four loggers for each request: the lines of requests are written by `request-log.ts`. */
const paramsOf = (config: Config): Params => ({ pinoHttp: loggingOptions(config), forRoutes: [] });

/** Structured logs on standard output, one line per request and per failure, each with the request's id. */
@Module({
  imports: [LoggerModule.forRootAsync({ inject: [Config], useFactory: paramsOf })],
})
export class LoggingModule {}
