import { DEFAULT_PAGE_SIZE } from './page.dto';
import type { PageQuery } from './page.dto';

/** How many entries the query wants; the default when it does not say. */
export function pageSize(query: PageQuery): number {
  return query.limit ?? DEFAULT_PAGE_SIZE;
}

export function wantsTotal(query: PageQuery): boolean {
  return query.include?.includes('total') ?? false;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly page: { readonly nextCursor: string | null; readonly hasMore: boolean };
  readonly total?: number;
}

/** Makes a page of `limit + 1` rows; the extra one only tells that there are more. The cursor names the last row shown. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (last: T) => string, total?: number): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data, page: { nextCursor: hasMore ? cursorOf(last) : null, hasMore }, ...(total !== undefined && { total }) };
}

export function mapPage<T, U>(page: Page<T>, map: (item: T) => U): Page<U> {
  return { ...page, data: page.data.map(map) };
}
