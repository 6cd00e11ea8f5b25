import { JsonText } from '../../platform/http';
import { LISTS, MANY_PRODUCTS } from './catalog.topics';
import { FacetsResponse } from './facets.dto';
import type { ProductListing } from './storefront.service';

/** A `ProductListResponse` of which the products are written out already. */
export function listText({ page, facets }: ProductListing, language: string): JsonText {
  const { nextCursor, hasMore } = page.page;
  const data = `"data":[${page.data.map(({ summary }) => summary).join(',')}]`;
  const total = page.total === undefined ? '' : `,"total":${page.total}`;
  const counts = facets ? `,"facets":${JSON.stringify(FacetsResponse.from(facets))}` : '';
  return new JsonText(`{${data},"page":${JSON.stringify({ nextCursor, hasMore })}${total}${counts}}`, {
    nextCursor,
    language,
    topics: [LISTS, MANY_PRODUCTS],
  });
}
