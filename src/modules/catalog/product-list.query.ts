import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../platform/database';
import { CursorCodec, pageOf } from '../../platform/http';
import type { Page } from '../../platform/http';
import { Money, toInteger } from '../../platform/money';
import { joinSql, selectProducts } from './product-filter';
import type { ProductFilter, Sql } from './product-filter';
import { after, orderBy, orderOf, positionOf } from './product-order';
import type { ProductSort } from './product-order';

export interface ListedProduct {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly vendor: string;
  readonly productType: string;
  readonly tags: readonly string[];
  readonly inStock: boolean;
  readonly price: Money;
  readonly highestPrice: Money;
  readonly image: { readonly url: string; readonly alt: string | null } | null;
  readonly createdAt: Date;
}

interface IdRow {
  readonly id: string;
  readonly position: unknown;
  readonly min_amount: unknown;
  readonly max_amount: unknown;
}

interface DetailRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly vendor: string;
  readonly product_type: string;
  readonly tags: unknown;
  readonly in_stock: number;
  readonly created_at: Date;
  readonly image_url: string | null;
  readonly image_alt: string | null;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
  readonly sort?: ProductSort;
  readonly withTotal: boolean;
}

/** A page of visible products: the ids by an index first, then one flat query for what is shown. */
@Injectable()
export class ProductListQuery {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  async page(filter: ProductFilter, request: PageRequest): Promise<Page<ListedProduct>> {
    const scope = { list: 'products', filter, sort: request.sort ?? null };
    const rows = await this.ids(filter, request, scope);
    const total = request.withTotal ? await this.count(filter) : undefined;
    const cursorOf = (last: IdRow): string => this.cursors.encode(positionOf(last.position, last.id), scope);
    const page = pageOf(rows, request.limit, cursorOf, total);
    return { ...page, data: await this.details(page.data, filter.currency) };
  }

  private async ids(filter: ProductFilter, { limit, cursor, sort }: PageRequest, scope: unknown): Promise<IdRow[]> {
    const order = orderOf(sort, filter.q !== undefined);
    const { from, where } = selectProducts(filter, undefined, order.source);
    const beyond: Sql[] = cursor === undefined ? [] : [after(order, this.cursors.decode(cursor, scope))];
    const condition = joinSql([where, ...beyond], ' AND ');
    return this.database.query<IdRow>(
      `SELECT p.id, ${order.column} AS position, r.min_amount, r.max_amount ${from.sql} WHERE ${condition.sql} ${orderBy(order)} LIMIT ?`,
      [...from.params, ...condition.params, limit + 1],
    );
  }

  private async count(filter: ProductFilter): Promise<number> {
    const { from, where } = selectProducts(filter);
    const rows = await this.database.query<{ total: unknown }>(`SELECT COUNT(*) AS total ${from.sql} WHERE ${where.sql}`, [
      ...from.params,
      ...where.params,
    ]);
    return toInteger(rows[0]?.total);
  }

  private async details(ids: readonly IdRow[], currency: string): Promise<ListedProduct[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<DetailRow>(
      `SELECT p.id, p.slug, p.title, p.vendor, p.product_type, p.tags, p.in_stock, p.created_at, i.url AS image_url, i.alt AS image_alt
         FROM catalog_product p LEFT JOIN catalog_image i ON i.product_id = p.id AND i.position = 1
        WHERE p.id IN (?)`,
      [ids.map(({ id }) => id)],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((found) => {
      const row = byId.get(found.id);
      return row ? [listedProduct(row, found, currency)] : [];
    });
  }
}

function listedProduct(row: DetailRow, found: IdRow, currency: string): ListedProduct {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    vendor: row.vendor,
    productType: row.product_type,
    tags: jsonValue<readonly string[]>(row.tags),
    inStock: row.in_stock === 1,
    price: Money.of(toInteger(found.min_amount), currency),
    highestPrice: Money.of(toInteger(found.max_amount), currency),
    image: row.image_url === null ? null : { url: row.image_url, alt: row.image_alt },
    createdAt: row.created_at,
  };
}
