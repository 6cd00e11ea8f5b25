import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { CursorCodec, pageOf } from '../../platform/http';
import type { CursorPosition, Page } from '../../platform/http';
import { toInteger } from '../../platform/money';
import { PageReader } from './pages/page-reader';
import type { ListedProduct } from './pages/page-reader';
import { selectProducts } from './product-filter';
import { ProductSearch } from './search/product-search';
import type { LooserReading } from './search/product-search';
import type { ProductFilter } from './product-filter';
import { joinSql } from './sql';
import type { Sql } from './sql';
import { after, orderBy, orderOf, positionOf } from './product-order';
import type { ProductSort } from './product-order';

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
  readonly sort?: ProductSort;
  readonly locale: string;
  readonly withTotal: boolean;
  /** All words or nothing. */
  readonly strict?: boolean;
}

export interface FoundPage {
  readonly page: Page<ListedProduct>;
  /** With the text as it was read: what else is counted must be about the same products. */
  readonly filter: ProductFilter;
}

/** A page of visible products: the ids by an index, and with them what is shown, already written out. */
@Injectable()
export class ProductListQuery {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly pages: PageReader,
    private readonly search: ProductSearch,
  ) {}

  async page(filter: ProductFilter, request: PageRequest): Promise<FoundPage> {
    const scope = { list: 'products', filter, sort: request.sort ?? null };
    const last = request.cursor === undefined ? undefined : this.cursors.decode(request.cursor, scope);
    const asked = await this.read(filter, last);
    const first = await this.rows(asked, request, last);
    const looser = first.length === 0 && last === undefined && !request.strict ? asked.hits?.looser : undefined;
    const loosened = looser && (await this.loosened(asked, looser));
    const found = loosened?.filter ?? asked;
    const rows = loosened ? await this.rows(found, request, last) : first;
    const total = request.withTotal ? (loosened?.total ?? (await this.count(found))) : undefined;
    const reading = found.hits ? [found.hits.reading] : [];
    const cursorOf = ({ position, id }: ListedProduct): string => this.cursors.encode([...positionOf(position, id), ...reading], scope);
    return { page: pageOf(rows, request.limit, cursorOf, total), filter: found };
  }

  /** The text is read as it was for the first page. */
  private async read(filter: ProductFilter, last: CursorPosition | undefined): Promise<ProductFilter> {
    if (filter.q === undefined) return filter;
    return { ...filter, hits: await this.search.read(filter.q, last && String(last[2])) };
  }

  /**
   * With the words that say most and that some visible product has together. The other filters do not decide about the words: whoever takes one
   * off must see more of the same.
   */
  private async loosened(
    filter: ProductFilter,
    looser: LooserReading,
  ): Promise<{ readonly filter: ProductFilter; readonly total: number }> {
    const some = { reading: '', select: () => looser.select, suggest: () => Promise.resolve({ completions: [], correction: null }) };
    const { currency, collection } = filter;
    const { from, where } = selectProducts({ currency, collection, options: {}, hits: some });
    const { where: all } = selectProducts({ ...filter, hits: some });
    const [best] = await this.database.query<{ subset: unknown; total: unknown }>(
      `SELECT hit.subset, COALESCE(SUM(${all.sql}), 0) AS total ${from.sql} WHERE ${where.sql}
        GROUP BY hit.subset, hit.worth ORDER BY hit.worth DESC, hit.subset LIMIT 1`,
      [...all.params, ...from.params, ...where.params],
    );
    return best ? { filter: { ...filter, hits: looser.of(toInteger(best.subset)) }, total: toInteger(best.total) } : { filter, total: 0 };
  }

  private rows(filter: ProductFilter, { limit, sort, locale }: PageRequest, last: CursorPosition | undefined): Promise<ListedProduct[]> {
    const order = orderOf(sort, filter);
    const { from, where } = selectProducts(filter, undefined, order.source);
    const beyond: Sql[] = last === undefined ? [] : [after(order, last)];
    const condition = joinSql([where, ...beyond], ' AND ');
    const sql = `SELECT ${order.id} AS id, ${order.column} AS position ${from.sql} WHERE ${condition.sql} ${orderBy(order)} LIMIT ?`;
    const select = { sql, params: [...from.params, ...condition.params, limit + 1] };
    return this.pages.list({ select, descending: order.descending }, { currency: filter.currency, locale });
  }

  private async count(filter: ProductFilter): Promise<number> {
    const { from, where } = selectProducts(filter);
    const rows = await this.database.query<{ total: unknown }>(`SELECT COUNT(*) AS total ${from.sql} WHERE ${where.sql}`, [
      ...from.params,
      ...where.params,
    ]);
    return toInteger(rows[0]?.total);
  }
}
