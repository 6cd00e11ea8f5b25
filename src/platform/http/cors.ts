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

  /** The request headers that every answer depends on, as `Vary` names them. */
  get dependsOn(): readonly string[] {
    return this.origins.size > 0 ? ['Origin'] : [];
  }

  /** What an origin may do: names and values of headers for an answer that is written without the framework. */
  grantsTo({ headers: { origin } }: IncomingMessage): readonly string[] {
    return this.opensTo(origin) ? ['access-control-allow-origin', origin, 'access-control-expose-headers', EXPOSED_HEADERS] : [];
  }

  withVary(grants: readonly string[]): readonly string[] {
    return [...this.dependsOn.flatMap((name) => ['vary', name]), ...grants];
  }

  apply(request: FastifyRequest, reply: FastifyReply, methods: readonly string[]): void {
    const [depends] = this.dependsOn;
    if (depends === undefined) return;
    reply.header('vary', depends);
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
