import { PassThrough } from 'node:stream';
import pinoHttp from 'pino-http';
import { Config } from '../config';
import { loggingOptions } from './logging.module';

describe('a failure in the log', () => {
  it('is told with its words and its stack, without the values of a statement', () => {
    const lines = new PassThrough();
    const { logger } = pinoHttp(loggingOptions(new Config({ DATABASE_URL: 'mysql://127.0.0.1/x', NODE_ENV: 'test' })), lines);
    const error = Object.assign(new Error("Duplicate entry 'ada@example.com' for key 'auth_account_email'"), { code: 'ER_DUP_ENTRY' });
    logger.warn({ err: error }, 'A listener failed');
    const entry = JSON.parse(String(lines.read())) as { err?: { message: string; code: string; stack: string } };
    expect(entry.err).toMatchObject({ code: 'ER_DUP_ENTRY', message: "Duplicate entry '[redacted]' for key 'auth_account_email'" });
    expect(entry.err?.stack).toContain('logging.spec');
  });
});

it('leaves what is escaped in a wrong way in a path as it is', () => {
  const lines = new PassThrough();
  const { logger } = pinoHttp(loggingOptions(new Config({ DATABASE_URL: 'mysql://127.0.0.1/x', NODE_ENV: 'test' })), lines);
  logger.info({ req: { method: 'GET', url: '/v1/carts/ada%40example.org/%FF%zz' } }, 'A request');
  expect(JSON.parse(String(lines.read()))).toMatchObject({ req: { path: '/v1/carts/[email]/%FF%zz' } });
});
