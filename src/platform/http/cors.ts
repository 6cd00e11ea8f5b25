import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config';

const ALLOWED_HEADERS = [
  ...['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'last-event-id'],
  ...['traceparent', 'x-cart-token', 'x-order-token', 'x-request-id'],
].join(', ');
const EXPOSED_HEADERS = [
  ...['deprecation', 'etag', 'idempotent-replayed', 'link', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after'],
  ...['sunset', 'traceparent', 'x-request-id'],
].join(', ');

/** Cross-origin calls from the configured origins only. No cookies are used anywhere, so credentials are never allowed. */
export class Cors {
  private readonly origins: ReadonlySet<string>;

  constructor({ corsOrigins }: Config) {
    this.origins = new Set(corsOrigins);
  }

  /** For an answer that is written without the framework. */
  headersFor({ headers: { origin } }: IncomingMessage): readonly string[] {
    if (this.origins.size === 0) return [];
    const opened = this.opensTo(origin) ? ['access-control-allow-origin', origin, 'access-control-expose-headers', EXPOSED_HEADERS] : [];
    return ['vary', 'Origin', ...opened];
  }

  apply(request: FastifyRequest, reply: FastifyReply, methods: readonly string[]): void {
    if (this.origins.size === 0) return;
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (!this.opensTo(origin)) return;
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED_HEADERS);
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      reply.header('access-control-allow-methods', methods.join(', ')).header('access-control-allow-headers', ALLOWED_HEADERS);
      reply.header('access-control-max-age', '600');
    }
  }

  private opensTo(origin: string | undefined): origin is string {
    return origin !== undefined && (this.origins.has(origin) || this.origins.has('*'));
  }
}
