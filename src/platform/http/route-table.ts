import type { FastifyInstance } from 'fastify';
import { priorityOf } from './priority';
import type { Priority } from './priority';
import type { RouteEdge } from './route-config';

/** Asked by machines all day long, also when the shop is full. */
export const UNLIMITED = /^\/(health\/|metrics$)/;
const ANYTHING_ELSE: RouteEdge = {};

interface Route {
  readonly pattern: RegExp;
  readonly method: string;
  readonly edge: RouteEdge;
}

/** Remembers every route: for 405, OPTIONS and CORS preflights, and for the gate, which stands before the router. */
export class RouteTable {
  private readonly routes: Route[] = [];
  private special: readonly Route[] | undefined;
  private shared: readonly Route[] | undefined;

  constructor(instance: FastifyInstance) {
    instance.addHook('onRoute', ({ url, method, config = {} }) => {
      const pattern = patternOf(url);
      this.special = this.shared = undefined;
      for (const name of [method].flat()) this.routes.push({ pattern, method: name, edge: config as RouteEdge });
    });
  }

  /** The methods of a path, OPTIONS among them; nothing for an unknown path. */
  methodsOf(path: string): readonly string[] {
    const found = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return found.length === 0 ? [] : [...new Set([...found, 'OPTIONS'])].sort();
  }

  /**
   * Of a request as it stands on the wire; undefined for what is not counted. A preflight is worth as much as what it asks for. An address
   * that is spelled in another way than usual may be taken for less than it is, never for more.
   */
  priorityOf(method: string, url: string): Priority | undefined {
    const path = url.split('?', 1)[0] ?? '';
    if (UNLIMITED.test(path)) return undefined;
    const route = this.specialRoutes.find((known) => (known.method === method || method === 'OPTIONS') && known.pattern.test(path));
    if (route?.edge.streams) return undefined;
    return priorityOf(route?.edge ?? ANYTHING_ELSE, method, url);
  }

  /** How the answer to a GET may be shared; undefined also where the address alone does not tell which route it is. */
  sharedOf(url: string): RouteEdge['shared'] {
    const path = url.split('?', 1)[0] ?? '';
    const [route, ...others] = this.sharedRoutes.filter(({ pattern }) => pattern.test(path));
    return others.length === 0 ? route?.edge.shared : undefined;
  }

  /** Request headers that some of those answers depend on. */
  get varying(): readonly string[] {
    return [...new Set(this.sharedRoutes.flatMap(({ edge }) => edge.shared?.varies ?? []))];
  }

  private get sharedRoutes(): readonly Route[] {
    return (this.shared ??= this.routes.filter(({ method, edge }) => method === 'GET' && edge.shared && !edge.produces));
  }

  /** Those that are not simply ordinary. Only a few, so walking along them costs less than a router. */
  private get specialRoutes(): readonly Route[] {
    return (this.special ??= this.routes.filter(({ edge }) => edge.streams || edge.priority !== undefined || edge.deferrableWhen));
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
