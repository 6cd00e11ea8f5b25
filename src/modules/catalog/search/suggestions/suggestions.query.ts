import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { chainOf } from '../../../../platform/http';
import { BASE_LOCALE } from '../../pages/base-locale';
import { ProductListQuery } from '../../product-list.query';
import { HIDDEN_FOR_NOW, visibleAs } from '../../schedule/visibility';
import { joinSql } from '../../sql';
import type { Sql } from '../../sql';
import { LinkWords } from '../../translations/link-words';
import { typedText } from '../query/typed-words';
import type { SuggestedProduct, SuggestionsResponse } from './suggestions.dto';

interface Asked {
  readonly q: string;
  readonly limit: number;
  readonly currency: string;
  readonly locale: string;
}

interface PlaceRow {
  readonly kind: 'category' | 'brand';
  readonly id: string;
  readonly slug: string;
  readonly title: string;
}

/** What may be meant by what has been typed so far. Four statements, and one for categories and brands in another language. */
@Injectable()
export class SuggestionsQuery {
  constructor(
    private readonly database: Database,
    private readonly lists: ProductListQuery,
    private readonly words: LinkWords,
  ) {}

  async suggest({ q, limit, currency, locale }: Asked): Promise<SuggestionsResponse> {
    const filter = { q, currency, options: {}, attributes: {} };
    const { page, filter: found } = await this.lists.page(filter, { limit, locale, withTotal: false, strict: true });
    const words = await found.hits?.suggest(limit);
    const places = await this.words.titled(await this.places({ q, limit, currency, locale }), locale);
    return {
      completions: [...(words?.completions ?? [])],
      correction: page.data.length > 0 ? (words?.correction ?? null) : null,
      products: page.data.map(({ summary }) => productOf(summary)),
      categories: places.filter(({ kind }) => kind === 'category').map(({ id, slug, title }) => ({ id, slug, title })),
      brands: places.filter(({ kind }) => kind === 'brand').map(({ id, slug, title }) => ({ id, slug, name: title })),
    };
  }

  /**
   * Under the name that is shown and under that in the shop's own language; none in which nothing would be found. `(SELECT 1 ... LIMIT 1) = 1`
   * is asked of those alone that match; EXISTS may be turned into a join with the whole listing.
   */
  private async places({ q, limit, currency, locale }: Asked): Promise<PlaceRow[]> {
    const terms = typedText(q).words.map(({ term }) => term);
    if (terms.length === 0) return [];
    const categories = called('category', 'title', terms, locale);
    const brands = called('brand', 'name', terms, locale);
    return this.database.query<PlaceRow>(
      `(SELECT 'category' AS kind, own.id, own.slug, own.title FROM catalog_category own
         WHERE ${categories.sql} AND (SELECT 1 FROM catalog_category_listing l
           WHERE l.category_id = own.id AND l.currency = ? AND l.product_id NOT IN (${HIDDEN_FOR_NOW}) LIMIT 1) = 1
         ORDER BY LENGTH(own.path), own.position, own.id LIMIT ?)
       UNION ALL
       (SELECT 'brand' AS kind, own.id, own.slug, own.name AS title FROM catalog_brand own
         WHERE ${brands.sql} AND (SELECT 1 FROM catalog_product p JOIN catalog_price_range r ON r.product_id = p.id
           WHERE p.brand_id = own.id AND r.currency = ? AND ${visibleAs('p')} LIMIT 1) = 1
         ORDER BY own.name_key LIMIT ?)`,
      [...categories.params, currency, limit, ...brands.params, currency, limit],
    );
  }
}

/** In its own words or in those of the locale. */
function called(kind: PlaceRow['kind'], column: string, terms: readonly string[], locale: string): Sql {
  const own = allIn(`own.${column}`, terms);
  if (locale === BASE_LOCALE) return own;
  const said = allIn('t.title', terms);
  const translated = `SELECT t.target_id FROM catalog_translation t WHERE t.kind = ? AND t.locale IN (?) AND ${said.sql}`;
  return { sql: `(${own.sql} OR own.id IN (${translated}))`, params: [...own.params, kind, chainOf(locale), ...said.params] };
}

/** Each term is the beginning of a word. The tables are small, and their collation knows capitals and accents. */
function allIn(column: string, terms: readonly string[]): Sql {
  const each = terms.map((term) => {
    const text = term.replace(/[\\%_]/g, '\\$&');
    const starts = [`${text}%`, `% ${text}%`, `%-${text}%`];
    return { sql: `(${starts.map(() => `${column} LIKE ?`).join(' OR ')})`, params: starts };
  });
  return joinSql(each, ' AND ');
}

function productOf(summary: string): SuggestedProduct {
  const { id, slug, title } = JSON.parse(summary) as SuggestedProduct;
  return { id, slug, title };
}
