import type { IncomingMessage } from 'node:http';
import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Params } from 'nestjs-pino';
import { Config } from '../config';
import { maskCardNumbers } from '../security';

/** Never written down, wherever in a log entry they appear. */
const REDACTED = [
  ...[
    'password',
    'token',
    'accessToken',
    'refreshToken',
    'secret',
    'authorization',
    'cookie',
    'email',
    'phone',
    'name',
    'line1',
    'line2',
    'paymentMethod',
  ],
  ...['body', 'headers', 'parameters', 'query'],
];
const SILENT = /^\/(health\/|metrics$)/;

function options({ logLevel }: Config): Params {
  return {
    pinoHttp: {
      level: logLevel,
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
      autoLogging: { ignore: ({ url }: IncomingMessage) => SILENT.test(url ?? '') },
      customProps: ({ id }: IncomingMessage) => ({ requestId: id }),
      customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
      serializers: {
        req: ({ method, url }: { readonly method: string; readonly url: string }) => ({ method, path: safePath(url) }),
        res: ({ statusCode }: { readonly statusCode: number }) => ({ statusCode }),
        err: describeError,
      },
      // The filter has logged the failure itself; the line of the request only says that there was one.
      customErrorObject: (_request, _response, _error, entry: Record<string, unknown>) => ({ ...entry, err: undefined }),
      quietReqLogger: true,
    },
  };
}

/** The path without its query: search texts and one-time codes are nobody's business. */
function safePath(url: string): string {
  return maskCardNumbers(url.split('?')[0] ?? '/');
}

/** Database errors carry the statement's values in several members; only the text of the failure is kept. */
function describeError(error: unknown): Record<string, unknown> | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  return { type: error.name, message: maskCardNumbers(error.message), code, stack: maskCardNumbers(error.stack ?? '') };
}

/** Structured logs on standard output, one line per request and per failure, each with the request's id. */
@Module({ imports: [LoggerModule.forRootAsync({ inject: [Config], useFactory: options })] })
export class LoggingModule {}
