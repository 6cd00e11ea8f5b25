import { Injectable } from '@nestjs/common';
import { chainOf } from '../../../platform/http';
import { toInteger } from '../../../platform/money';
import { BASE_LOCALE } from '../pages/base-locale';
import type { ProductFilter } from '../product-filter';
import { translated } from '../translations/translation';
import { TranslationStore } from '../translations/translation-store';
import type { TranslatedKind } from '../translations/translation-store';
import { FacetRows, MAX_VALUES } from './facet-rows';

/** A brand or a category with the number of products that choosing it would leave. */
export interface LinkFacet {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly count: number;
}

export interface CategoryFacet extends LinkFacet {
  readonly parentId: string | null;
}

type Row<T> = Omit<T, 'count'> & { readonly products: unknown };

const MOST_FIRST = `ORDER BY products DESC, title, id LIMIT ${MAX_VALUES}`;

/** The facets whose values have pages of their own: brands and categories, with their titles in the language. */
@Injectable()
export class LinkFacetsQuery {
  constructor(
    private readonly rows: FacetRows,
    private readonly translations: TranslationStore,
  ) {}

  async brands(filter: ProductFilter, locale: string): Promise<LinkFacet[]> {
    const rows = await this.rows.of<Row<LinkFacet>>(filter, 'brand', {
      columns: 'b.id, MIN(b.slug) AS slug, MIN(b.name) AS title, COUNT(*) AS products',
      join: { sql: 'JOIN catalog_brand b ON b.id = p.brand_id', params: [] },
      tail: `GROUP BY b.id ${MOST_FIRST}`,
    });
    return this.titled('brand', rows.map(counted), locale);
  }

  /** The list that pages are read from has a product once under each category and all above it. */
  async categories(filter: ProductFilter, locale: string): Promise<CategoryFacet[]> {
    const rows = await this.rows.of<Row<CategoryFacet>>(filter, 'category', {
      columns: 'k.id, MIN(k.slug) AS slug, MIN(k.title) AS title, MIN(k.parent_id) AS parentId, COUNT(*) AS products',
      join: {
        sql: `JOIN catalog_category_listing l ON l.product_id = p.id AND l.currency = ? JOIN catalog_category k ON k.id = l.category_id`,
        params: [filter.currency],
      },
      tail: `GROUP BY k.id ${MOST_FIRST}`,
    });
    return this.titled('category', rows.map(counted), locale);
  }

  private async titled<T extends LinkFacet>(kind: TranslatedKind, facets: readonly T[], locale: string): Promise<T[]> {
    if (locale === BASE_LOCALE || facets.length === 0) return [...facets];
    const words = await this.translations.all(kind, chainOf(locale));
    return facets.map((facet) => ({ ...facet, title: translated(words.get(facet.id) ?? {}, locale, ({ title }) => title) ?? facet.title }));
  }
}

function counted<T extends { readonly products: unknown }>({ products, ...row }: T): Omit<T, 'products'> & { readonly count: number } {
  return { ...row, count: toInteger(products) };
}
