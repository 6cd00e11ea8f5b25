const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

/** What the edge must know about a route before its handler is chosen. */
export interface RouteEdge {
  /** Media types the route takes in its body; JSON when not said. */
  readonly consumes?: readonly string[];
  /** Media types the route answers with; JSON when not said. */
  readonly produces?: readonly string[];
  /** Hand the bytes over unread. */
  readonly rawBody?: boolean;
  /** Answers for longer than any deadline, such as an event stream. */
  readonly streams?: boolean;
  /** Given up last when the server is overloaded. */
  readonly vital?: boolean;
  /** The same for everybody: may be answered from memory. Names the request headers that it depends on. */
  readonly shared?: { readonly varies: readonly string[] };
}

export function edge(patch: RouteEdge): MethodDecorator {
  return (_target, _key, descriptor) => {
    const handler: unknown = descriptor.value;
    if (typeof handler !== 'function') return;
    const known: unknown = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG, handler);
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG, { ...(typeof known === 'object' ? known : {}), ...patch }, handler);
  };
}

/** The body arrives as the exact bytes (`@Body() bytes: Buffer`), of any media type, for signatures over them. */
export const RawBody = (): MethodDecorator => edge({ rawBody: true });

/** The body is `multipart/form-data`; read it through `request.file()` of @fastify/multipart. */
export const AcceptsMultipart = (): MethodDecorator => edge({ consumes: ['multipart/form-data'] });

/** The media types of the answer, when it is not JSON. */
export const Produces = (...produces: readonly string[]): MethodDecorator => edge({ produces });

/** Server-Sent Events or another answer without an end. */
export const Streams = (mediaType = 'text/event-stream'): MethodDecorator => edge({ produces: [mediaType], streams: true });

/** Money or goods depend on it: an overloaded server refuses everything else first. */
export const Vital = (): MethodDecorator => edge({ vital: true });
