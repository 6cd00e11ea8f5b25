import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { chainOf } from '../../../../platform/http';
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

  /** Under the name that is shown and under that in the shop's own language; none in which nothing would be found. */
  private async places({ q, limit, currency, locale }: Asked): Promise<PlaceRow[]> {
    const terms = typedText(q).words.map(({ term }) => term);
    if (terms.length === 0) return [];
    const categories = called('c.title', 'c.id', terms, locale);
    const brands = called('b.name', 'b.id', terms, locale);
    return this.database.query<PlaceRow>(
      `(SELECT 'category' AS kind, c.id, c.slug, c.title FROM catalog_category c
         WHERE ${categories.sql} AND EXISTS (SELECT 1 FROM catalog_category_listing l
           WHERE l.category_id = c.id AND l.currency = ? AND l.product_id NOT IN (${HIDDEN_FOR_NOW}))
         ORDER BY LENGTH(c.path), c.position, c.id LIMIT ?)
       UNION ALL
       (SELECT 'brand' AS kind, b.id, b.slug, b.name AS title FROM catalog_brand b
         WHERE ${brands.sql} AND EXISTS (SELECT 1 FROM catalog_product p WHERE p.brand_id = b.id AND ${visibleAs('p')})
         ORDER BY b.name_key LIMIT ?)`,
      [...categories.params, currency, limit, ...brands.params, limit],
    );
  }
}

/** In its own words or in those of the locale. */
function called(column: string, id: string, terms: readonly string[], locale: string): Sql {
  const own = allIn(column, terms);
  const said = allIn('t.title', terms);
  const sql = `(${own.sql} OR EXISTS (SELECT 1 FROM catalog_translation t WHERE t.target_id = ${id} AND t.locale IN (?) AND ${said.sql}))`;
  return { sql, params: [...own.params, chainOf(locale), ...said.params] };
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
