import { applyDecorators, SetMetadata } from '@nestjs/common';
import { edge } from './route-config';

export const CACHE_METADATA = 'portico:cache';

export interface CachePolicy {
  /** Seconds in the browser. */
  readonly maxAge: number;
  /** Seconds in a shared cache. */
  readonly sMaxAge: number;
  /** Seconds a shared cache may go on serving while it fetches anew. */
  readonly staleWhileRevalidate: number;
  /** Kept in memory too: the handler answers a `JsonText` that names its topics. */
  readonly kept?: boolean;
  /** Request headers that a kept answer depends on, in lower case. */
  readonly varies?: readonly string[];
}

/** For public answers that are the same for everybody. Everything without it is `private, no-store`. */
export const CacheFor = (policy: CachePolicy): MethodDecorator =>
  policy.kept
    ? applyDecorators(SetMetadata(CACHE_METADATA, policy), edge({ shared: { varies: policy.varies ?? [] } }))
    : SetMetadata(CACHE_METADATA, policy);

export function cacheControl({ maxAge, sMaxAge, staleWhileRevalidate }: CachePolicy): string {
  return `public, max-age=${maxAge}, s-maxage=${sMaxAge}, stale-while-revalidate=${staleWhileRevalidate}`;
}
