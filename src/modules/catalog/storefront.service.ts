import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config';
import { NotFound, pageSize, wantsTotal } from '../../platform/http';
import type { Page } from '../../platform/http';
import { checkedBounds } from './attributes/attribute-conditions';
import { CurrencyNotOffered } from './catalog.errors';
import { CategoryTreeReader } from './category-tree.reader';
import type { CategoryNode, CategoryPage } from './category-tree.reader';
import { BASE_LOCALE } from './pages/base-locale';
import { PageReader } from './pages/page-reader';
import type { ListedProduct, ReadProduct } from './pages/page-reader';
import { SlugHistory } from './slugs/slug-history';
import { ProductFacetsQuery } from './product-facets.query';
import type { Facets } from './product-facets.query';
import type { ProductFilter } from './product-filter';
import { ProductListQuery } from './product-list.query';
import type { ProductListQueryDto } from './product-query.dto';

export interface ProductListing {
  readonly page: Page<ListedProduct>;
  readonly facets?: Facets;
}

/** What shoppers look at. */
@Injectable()
export class StorefrontService {
  /** Equal queries are one object (validation.pipe.ts), which nobody changes. */
  private readonly filters = new WeakMap<ProductListQueryDto, ProductFilter>();

  constructor(
    private readonly config: Config,
    private readonly lists: ProductListQuery,
    private readonly facetCounts: ProductFacetsQuery,
    private readonly pages: PageReader,
    private readonly categories: CategoryTreeReader,
    private readonly slugs: SlugHistory,
  ) {}

  async list(query: ProductListQueryDto, locale = BASE_LOCALE): Promise<ProductListing> {
    const filter = this.filters.get(query) ?? this.filterOf(query);
    this.filters.set(query, filter);
    const { cursor, sort } = query;
    const found = await this.lists.page(filter, { limit: pageSize(query), cursor, sort, locale, withTotal: wantsTotal(query) });
    const { page } = found;
    return query.include?.includes('facets') ? { page, facets: await this.facetCounts.facets(found.filter, locale) } : { page };
  }

  async product(idOrSlug: string, currency: string | undefined, locale = BASE_LOCALE): Promise<ReadProduct> {
    const kind = { currency: this.currency(currency), locale };
    return this.slugs.follow('product', idOrSlug, async () => {
      const product = await this.pages.detail(idOrSlug, kind);
      if (!product) throw new NotFound('product');
      return product;
    });
  }

  async categoryTree(currency: string | undefined, locale = BASE_LOCALE): Promise<CategoryNode[]> {
    return this.categories.tree(this.currency(currency), locale);
  }

  async category(idOrSlug: string, currency: string | undefined, locale = BASE_LOCALE): Promise<CategoryPage> {
    const offered = this.currency(currency);
    return this.slugs.follow('category', idOrSlug, () => this.categories.page(idOrSlug, offered, locale));
  }

  private filterOf({
    q,
    category,
    priceGte,
    priceLte,
    currency,
    inStock,
    vendor,
    brand,
    collection,
    option,
    attr,
  }: ProductListQueryDto): ProductFilter {
    const options = listsOf(option);
    const attributes = checkedBounds(listsOf(attr));
    const text = q === '' ? undefined : q;
    return {
      currency: this.currency(currency),
      q: text,
      category,
      priceGte,
      priceLte,
      inStock,
      vendor,
      brand,
      collection,
      options,
      attributes,
    };
  }

  /** @throws CurrencyNotOffered */
  currency(asked: string | undefined): string {
    const { currencies, defaultCurrency } = this.config;
    if (asked !== undefined && !currencies.includes(asked)) throw new CurrencyNotOffered(asked, currencies);
    return asked ?? defaultCurrency;
  }
}

function listsOf(family: Readonly<Record<string, string | readonly string[]>>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(family).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]));
}
