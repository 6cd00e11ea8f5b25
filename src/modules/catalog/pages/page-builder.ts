import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config';
import { mapGently } from '../../../platform/gently';
import type { StoredProduct } from '../product-content';
import { ProductResponse, ProductSummary } from '../product.dto';
import { BASE_LOCALE } from './base-locale';
import { PageContributor } from './page-contributor';
import type { PageDraft, PageLock } from './page-contributor';
import { PageVersion } from './page-version';
import { writeText } from './page-text';

/** The contributors in their order: a later one sees what the earlier ones have added. */
export const PAGE_CONTRIBUTORS = Symbol('page contributors');

export const IN_STOCK = 'in_stock';

export interface PageTexts {
  readonly summary: string;
  readonly detail: string;
}

export interface BuiltPage {
  readonly productId: string;
  readonly currency: string;
  readonly locale: string;
  /** See `PageVersion`. */
  readonly version: number;
  /** Absent when the product is not sold in the currency. */
  readonly texts?: PageTexts;
}

/** Makes pages: a function of the product and of what the contributors know. It writes nothing. */
@Injectable()
export class PageBuilder {
  constructor(
    private readonly config: Config,
    private readonly version: PageVersion,
    @Inject(PAGE_CONTRIBUTORS) private readonly contributors: readonly PageContributor[],
  ) {}

  get locales(): readonly string[] {
    return [...new Set([BASE_LOCALE, ...this.contributors.flatMap(({ locales }) => locales)])];
  }

  /** In every currency and language. */
  async build(products: readonly StoredProduct[], lock: PageLock): Promise<BuiltPage[]> {
    const { currencies } = this.config;
    const add = await this.additions(products, lock);
    const { locales } = this;
    const pagesOf = (product: StoredProduct): BuiltPage[] =>
      currencies.flatMap((currency) => locales.map((locale) => this.page(product, currency, locale, add)));
    return (await mapGently(products, pagesOf)).flat();
  }

  private async additions(products: readonly StoredProduct[], lock: PageLock): Promise<(draft: PageDraft) => PageDraft> {
    const ids = products.map(({ id }) => id);
    const steps: ((draft: PageDraft) => PageDraft)[] = [];
    for (const contributor of this.contributors) steps.push(await contributor.load(ids, lock));
    return (draft) => steps.reduce((page, step) => step(page), draft);
  }

  private page(product: StoredProduct, currency: string, locale: string, add: (draft: PageDraft) => PageDraft): BuiltPage {
    const page = { productId: product.id, currency, locale, version: this.version.of(product.version) };
    const sold = product.variants.some(({ prices }) => prices.some((price) => price.currency === currency));
    if (product.status !== 'published' || !sold) return page;
    const draft = { summary: ProductSummary.from(product, currency), detail: ProductResponse.from(product, currency) };
    return { ...page, texts: textsOf(add({ product, currency, locale, ...draft })) };
  }
}

/** What inventory announces is left open: it changes with every order, and is read with the page. */
function textsOf({ summary, detail }: PageDraft): PageTexts {
  return {
    summary: writeText((gap) => ({ ...summary, inStock: gap(IN_STOCK) })),
    detail: writeText((gap) => ({ ...detail, variants: detail.variants.map((variant) => ({ ...variant, available: gap(variant.id) })) })),
  };
}
