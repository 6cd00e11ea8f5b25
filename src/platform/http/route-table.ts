import type { FastifyInstance } from 'fastify';

interface Route {
  readonly pattern: RegExp;
  readonly method: string;
}

/** Remembers every route, to answer which methods a path has: for 405, for OPTIONS and for CORS preflights. */
export class RouteTable {
  private readonly routes: Route[] = [];

  constructor(instance: FastifyInstance) {
    instance.addHook('onRoute', ({ url, method }) => {
      const pattern = patternOf(url);
      for (const name of [method].flat()) this.routes.push({ pattern, method: name });
    });
  }

  /** The methods of a path, OPTIONS among them; nothing for an unknown path. */
  methodsOf(path: string): readonly string[] {
    const found = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return found.length === 0 ? [] : [...new Set([...found, 'OPTIONS'])].sort();
  }
}

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((segment) =>
      segment.startsWith(':')
        ? '[^/]+'
        : segment
            .replaceAll('*', '\0')
            .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
            .replaceAll('\0', '.*'),
    )
    .join('/');
  return new RegExp(`^${source}$`);
}
