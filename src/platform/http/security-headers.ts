import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import type { Config } from '../config';
import { plainTarget } from './request-target';

const NOTHING = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI brings inline scripts and styles, and must also work over plain http. */
const DOCS =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
const PAGES = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** What every answer carries. helmet would say the same of each request, so it is asked once. */
export function securityHeaders({ publicUrl }: Config): Readonly<Record<string, string>> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const secure = helmet({
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-site' },
    referrerPolicy: { policy: 'no-referrer' },
    // Promised only where https is what people use: a browser remembers it for the whole host.
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
  });
  secure(response.req, response, () => undefined);
  const headers = Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
  return { 'content-security-policy': NOTHING, ...Object.fromEntries(headers) };
}

/** An API answer may load nothing and be framed by nobody; the few pages for people get what they need. */
export function installSecurityHeaders(instance: FastifyInstance, config: Config): void {
  const api = securityHeaders(config);
  const [docs, pages] = [DOCS, PAGES].map((policy) => ({ ...api, 'content-security-policy': policy }));
  instance.addHook('onRequest', ({ url }, reply, done) => {
    const plain = plainTarget(url);
    reply.headers((/^\/docs(\/|\?|$)/.test(plain) ? docs : /^\/problems(\/|\?|$)/.test(plain) ? pages : api) ?? api);
    done();
  });
}
