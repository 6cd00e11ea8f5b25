import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { CursorCodec, CursorScope, pageOf } from '../../platform/http';
import type { CursorPosition, Page } from '../../platform/http';
import { toInteger } from '../../platform/money';
import { PageReader } from './pages/page-reader';
import type { ListedProduct } from './pages/page-reader';
import { selectProducts } from './product-filter';
import type { ProductFilter, Selection } from './product-filter';
import { ProductSearch } from './search/product-search';
import type { LooserReading } from './search/product-search';
import { joinSql } from './sql';
import { after, indexOf, isWalked, orderBy, orderOf, positionOf } from './product-order';
import type { ProductOrder, ProductSort } from './product-order';

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

/** What follows from filter and sort alone. */
interface Plan {
  readonly sort: ProductSort | undefined;
  readonly order: ProductOrder;
  readonly walked: boolean;
  readonly selection: Selection;
}

interface Written {
  readonly rows: ListedProduct[];
  readonly request: PageRequest;
  readonly scope: CursorScope;
  readonly total: number | undefined;
  /** How the text was read, for the pages that follow. */
  readonly reading: readonly string[];
}

/** A page of visible products: the ids by an index, and with them what is shown, already written out. */
@Injectable()
export class ProductListQuery {
  /** Queries are few and asked again and again, each with one and the same filter object. */
  private readonly plans = new WeakMap<ProductFilter, Plan>();
  private readonly scopes = new WeakMap<ProductFilter, { readonly sort: ProductSort | undefined; readonly scope: CursorScope }>();

  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly pages: PageReader,
    private readonly search: ProductSearch,
  ) {}

  async page(filter: ProductFilter, request: PageRequest): Promise<FoundPage> {
    if (filter.q !== undefined) return this.searched(filter, filter.q, request);
    const plan = this.planOf(filter, request.sort);
    const scope = this.scopeOf(filter, request.sort);
    const rows = await this.rows(plan, filter.currency, request, this.lastOf(request, scope));
    const total = request.withTotal ? await this.count(filter) : undefined;
    return { page: this.pageOf({ rows, request, scope, total, reading: [] }), filter };
  }

  /** The text is read as it was for the first page. When nothing has all of its words, those are taken that say most. */
  private async searched(filter: ProductFilter, text: string, request: PageRequest): Promise<FoundPage> {
    const scope = this.scopeOf(filter, request.sort);
    const last = this.lastOf(request, scope);
    const asked = { ...filter, hits: await this.search.read(text, last && String(last[2])) };
    const first = await this.rowsOf(asked, request, last);
    const looser = first.length === 0 && last === undefined && !request.strict ? asked.hits.looser : undefined;
    const loosened = looser && (await this.loosened(asked, looser));
    const found = loosened?.filter ?? asked;
    const rows = loosened ? await this.rowsOf(found, request, last) : first;
    const total = request.withTotal ? (loosened?.total ?? (await this.count(found))) : undefined;
    const reading = found.hits ? [found.hits.reading] : [];
    return { page: this.pageOf({ rows, request, scope, total, reading }), filter: found };
  }

  private lastOf({ cursor }: PageRequest, scope: CursorScope): CursorPosition | undefined {
    return cursor === undefined ? undefined : this.cursors.decode(cursor, scope);
  }

  private pageOf({ rows, request, scope, total, reading }: Written): Page<ListedProduct> {
    const cursorOf = ({ position, id }: ListedProduct): string => this.cursors.encode([...positionOf(position, id), ...reading], scope);
    return pageOf(rows, request.limit, cursorOf, total);
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

  private rowsOf(filter: ProductFilter, request: PageRequest, last: CursorPosition | undefined): Promise<ListedProduct[]> {
    return this.rows(this.planOf(filter, request.sort), filter.currency, request, last);
  }

  private rows(
    { order, walked, selection }: Plan,
    currency: string,
    request: PageRequest,
    last: CursorPosition | undefined,
  ): Promise<ListedProduct[]> {
    const { from, where } = selection;
    const condition = last === undefined ? where : joinSql([where, after(order, last)], ' AND ');
    const kind = { currency, locale: request.locale };
    const limit = request.limit + 1;
    if (walked) return this.pages.walk({ order, from, where: condition, limit }, kind);
    const sql = `SELECT ${order.id} AS id, ${order.column} AS position ${from.sql} WHERE ${condition.sql} ${orderBy(order)} LIMIT ?`;
    return this.pages.list({ select: { sql, params: [...from.params, ...condition.params, limit] }, order }, kind);
  }

  private scopeOf(filter: ProductFilter, sort: ProductSort | undefined): CursorScope {
    const known = this.scopes.get(filter);
    if (known && known.sort === sort) return known.scope;
    const scope = new CursorScope({ list: 'products', filter, sort: sort ?? null });
    this.scopes.set(filter, { sort, scope });
    return scope;
  }

  private planOf(filter: ProductFilter, sort: ProductSort | undefined): Plan {
    const known = this.plans.get(filter);
    if (known && known.sort === sort) return known;
    const order = orderOf(sort, filter);
    const walked = isWalked(order, filter);
    const selection = selectProducts(filter, undefined, order.source, walked ? indexOf(order, filter) : undefined);
    const plan = { sort, order, walked, selection };
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
