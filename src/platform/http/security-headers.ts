import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config';

const NOTHING = "default-src 'none'; frame-ancestors 'none'";
/** Swagger UI brings inline scripts and styles, and must also work over plain http. */
const DOCS =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
const PAGES = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export function helmetOptions({ publicUrl }: Config): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-site' },
    referrerPolicy: { policy: 'no-referrer' },
    // Promised only where https is what people use: a browser remembers it for the whole host.
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
  };
}

/** What an answer carries that the framework, and the plugins that would add it, have not seen. */
export function refusalHeaders({ publicUrl }: Config): Readonly<Record<string, string>> {
  return {
    'content-security-policy': NOTHING,
    'cross-origin-resource-policy': 'same-site',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}

/** An API answer may load nothing and be framed by nobody; the few pages for people get what they need. */
export function installContentPolicy(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, reply, done) => {
    const policy = /^\/docs(\/|\?|$)/.test(request.url) ? DOCS : /^\/problems(\/|\?|$)/.test(request.url) ? PAGES : NOTHING;
    reply.header('content-security-policy', policy);
    done();
  });
}
