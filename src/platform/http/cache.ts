import { SetMetadata } from '@nestjs/common';

export const CACHE_METADATA = 'portico:cache';

export interface CachePolicy {
  /** Seconds in the browser. */
  readonly maxAge: number;
  /** Seconds in a shared cache. */
  readonly sMaxAge: number;
  /** Seconds a shared cache may go on serving while it fetches anew. */
  readonly staleWhileRevalidate: number;
}

/** For public answers that are the same for everybody. Everything without it is `private, no-store`. */
export const CacheFor = (policy: CachePolicy): MethodDecorator => SetMetadata(CACHE_METADATA, policy);

export function cacheControl({ maxAge, sMaxAge, staleWhileRevalidate }: CachePolicy): string {
  return `public, max-age=${maxAge}, s-maxage=${sMaxAge}, stale-while-revalidate=${staleWhileRevalidate}`;
}
