import type { StoredProduct } from '../product-content';
import type { ProductResponse, ProductSummary } from '../product.dto';

/** What a page is written from: both answers about one product, in one currency and one language. */
export interface PageDraft {
  readonly product: StoredProduct;
  readonly currency: string;
  readonly locale: string;
  readonly summary: ProductSummary;
  readonly detail: ProductResponse;
}

/**
 * Goes to the end of a contributor's statements: what is written into pages must not change before they are. Empty for pages only shown. Who
 * reads under it names the index that leads to the products: along another one it would wait for rows of others that it does not want.
 */
export type PageLock = '' | 'LOCK IN SHARE MODE';

/** Adds to the page of a product what other tables know about it. Its place in the list of contributors is in `page.providers.ts`. */
export abstract class PageContributor {
  /** Languages that pages are written in beside the base, for every product. */
  get locales(): readonly string[] {
    return [];
  }

  /** One statement for any number of products; the answer adds to the drafts of any of them. */
  abstract load(productIds: readonly string[], lock: PageLock): Promise<(draft: PageDraft) => PageDraft>;
}
