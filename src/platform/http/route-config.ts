import type { Priority } from './priority';

const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';
const EVENTS = 'text/event-stream';

/** What the edge must know about a route before its handler is chosen. */
export interface RouteEdge {
  /** Media types the route takes in its body; JSON when not said. */
  readonly consumes?: readonly string[];
  /** Media types the route answers with; JSON when not said. */
  readonly produces?: readonly string[];
  /** Hand the bytes over unread. */
  readonly rawBody?: boolean;
  /** Answers for longer than any deadline: a download until it is through, an event stream until somebody hangs up. */
  readonly streams?: 'finite' | 'endless';
  /** What an overloaded server gives up first and last; `ordinary` when not said, `deferrable` for what staff read. */
  readonly priority?: Priority;
  /** Addresses that ask so much of the operation that it is `deferrable`. */
  readonly deferrableWhen?: RegExp;
  /** The same for everybody: may be answered from memory. Names the request headers that it depends on. */
  readonly shared?: { readonly varies: readonly string[] };
}

export function edge(patch: RouteEdge): MethodDecorator {
  return (_target, _key, { value }) => {
    if (typeof value === 'function') Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG, { ...edgeMetadata(value), ...patch }, value);
  };
}

function edgeMetadata(handler: object): RouteEdge {
  return (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG, handler) ?? {}) as RouteEdge;
}

/** The body arrives as the exact bytes (`@Body() bytes: Buffer`), of any media type, for signatures over them. */
export const RawBody = (): MethodDecorator => edge({ rawBody: true });

/** The body is `multipart/form-data`; read it through `request.file()` of @fastify/multipart. */
export const AcceptsMultipart = (): MethodDecorator => edge({ consumes: ['multipart/form-data'] });

/** The media types of the answer, when it is not JSON. */
export const Produces = (...produces: readonly string[]): MethodDecorator => edge({ produces });

/** Server-Sent Events, which have no end of their own, or a download of another media type. */
export const Streams = (mediaType = EVENTS): MethodDecorator =>
  edge({ produces: [mediaType], streams: mediaType === EVENTS ? 'endless' : 'finite' });

/** Money or goods depend on it: an overloaded server refuses everything else first. */
export const Vital = (): MethodDecorator => edge({ priority: 'vital' });

/** What somebody needs on the way to what is vital: refused after all that is ordinary. */
export const Urgent = (): MethodDecorator => edge({ priority: 'urgent' });

/** Where what is urgent begins. Those who have begun come through before many others begin, or in a rush all would begin and nobody come through. */
export const Starting = (): MethodDecorator => edge({ priority: 'starting' });

/** All methods of a controller that say nothing else. */
export function AllUrgent(): ClassDecorator {
  return ({ prototype }) => {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const said = typeof descriptor.value === 'function' && edgeMetadata(descriptor.value).priority !== undefined;
      if (key !== 'constructor' && !said) Urgent()(prototype, key, descriptor);
    }
  };
}

/** Worth little to those who want to buy something now, or dear: refused first. With a pattern, only when the address matches it. */
export const Deferrable = (when?: RegExp): MethodDecorator => edge(when ? { deferrableWhen: when } : { priority: 'deferrable' });
