import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { CursorCodec, CursorScope, pageOf } from '../../platform/http';
import type { Page } from '../../platform/http';
import { toInteger } from '../../platform/money';
import { PageReader } from './pages/page-reader';
import type { ListedProduct } from './pages/page-reader';
import { selectProducts } from './product-filter';
import type { ProductFilter, Selection } from './product-filter';
import { joinSql } from './sql';
import { after, indexOf, isWalked, orderBy, orderOf, positionOf } from './product-order';
import type { ProductOrder, ProductSort } from './product-order';

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
  readonly sort?: ProductSort;
  readonly locale: string;
  readonly withTotal: boolean;
}

/** What follows from filter and sort alone. */
interface Plan {
  readonly sort: ProductSort | undefined;
  readonly order: ProductOrder;
  readonly walked: boolean;
  readonly selection: Selection;
  readonly scope: CursorScope;
}

/** A page of visible products: the ids by an index, and with them what is shown, already written out. */
@Injectable()
export class ProductListQuery {
  /** Queries are few and asked again and again, each with one and the same filter object. */
  private readonly plans = new WeakMap<ProductFilter, Plan>();

  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly pages: PageReader,
  ) {}

  async page(filter: ProductFilter, request: PageRequest): Promise<Page<ListedProduct>> {
    const plan = this.planOf(filter, request.sort);
    const rows = await this.rows(plan, filter.currency, request);
    const total = request.withTotal ? await this.count(filter) : undefined;
    return pageOf(rows, request.limit, ({ position, id }) => this.cursors.encode(positionOf(position, id), plan.scope), total);
  }

  private rows({ order, walked, selection, scope }: Plan, currency: string, request: PageRequest): Promise<ListedProduct[]> {
    const { from, where } = selection;
    const { cursor } = request;
    const condition = cursor === undefined ? where : joinSql([where, after(order, this.cursors.decode(cursor, scope))], ' AND ');
    const kind = { currency, locale: request.locale };
    const limit = request.limit + 1;
    if (walked) return this.pages.walk({ order, from, where: condition, limit }, kind);
    const sql = `SELECT ${order.id} AS id, ${order.column} AS position ${from.sql} WHERE ${condition.sql} ${orderBy(order)} LIMIT ?`;
    return this.pages.list({ select: { sql, params: [...from.params, ...condition.params, limit] }, descending: order.descending }, kind);
  }

  private planOf(filter: ProductFilter, sort: ProductSort | undefined): Plan {
    const known = this.plans.get(filter);
    if (known && known.sort === sort) return known;
    const order = orderOf(sort, filter);
    const walked = isWalked(order, filter);
    const selection = selectProducts(filter, undefined, order.source, walked ? indexOf(order, filter) : undefined);
    const plan = { sort, order, walked, selection, scope: new CursorScope({ list: 'products', filter, sort: sort ?? null }) };
    this.plans.set(filter, plan);
    return plan;
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
