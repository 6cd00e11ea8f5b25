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
  /** Request headers that the answer depends on, in lower case. */
  readonly varies?: readonly string[];
}

/**
 * For public answers that are the same for everybody. Everything without it is `private, no-store`. An answer that is a `JsonText` with
 * topics is also kept in memory.
 */
export const CacheFor = (policy: CachePolicy): MethodDecorator =>
  applyDecorators(SetMetadata(CACHE_METADATA, policy), edge({ shared: { varies: policy.varies ?? [] } }));

export function cacheControl({ maxAge, sMaxAge, staleWhileRevalidate }: CachePolicy): string {
  return `public, max-age=${maxAge}, s-maxage=${sMaxAge}, stale-while-revalidate=${staleWhileRevalidate}`;
}
