import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { CursorCodec, pageOf } from '../../platform/http';
import type { Page } from '../../platform/http';
import { toInteger } from '../../platform/money';
import { PageReader } from './pages/page-reader';
import type { ListedProduct } from './pages/page-reader';
import { selectProducts } from './product-filter';
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
}

/** A page of visible products: the ids by an index, and with them what is shown, already written out. */
@Injectable()
export class ProductListQuery {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly pages: PageReader,
  ) {}

  async page(filter: ProductFilter, request: PageRequest): Promise<Page<ListedProduct>> {
    const scope = { list: 'products', filter, sort: request.sort ?? null };
    const rows = await this.rows(filter, request, scope);
    const total = request.withTotal ? await this.count(filter) : undefined;
    return pageOf(rows, request.limit, ({ position, id }) => this.cursors.encode(positionOf(position, id), scope), total);
  }

  private rows(filter: ProductFilter, { limit, cursor, sort, locale }: PageRequest, scope: unknown): Promise<ListedProduct[]> {
    const order = orderOf(sort, filter);
    const { from, where } = selectProducts(filter, undefined, order.source);
    const beyond: Sql[] = cursor === undefined ? [] : [after(order, this.cursors.decode(cursor, scope))];
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
