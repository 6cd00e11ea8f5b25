import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { CursorCodec, pageOf } from '../../platform/http';
import type { Page } from '../../platform/http';
import { toInteger } from '../../platform/money';
import type { ProductStatus } from './catalog-draft';
import { ProductSearch } from './search/product-search';
import { joinSql } from './sql';
import type { Sql } from './sql';
import { VISIBLE } from './schedule/visibility';
import type { ShownStatus } from './schedule/visibility';
import { after, orderBy, orderOf, positionOf } from './product-order';

export interface ListedAdminProduct {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly status: ProductStatus;
  readonly publishAt: Date | null;
  readonly unpublishAt: Date | null;
  readonly vendor: string;
  readonly inStock: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface AdminListRequest {
  readonly status?: ShownStatus;
  readonly q?: string;
  readonly sort?: 'createdAt' | '-createdAt';
  readonly limit: number;
  readonly cursor?: string;
  readonly withTotal: boolean;
}

interface Row {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly status: ProductStatus;
  readonly publish_at: Date | null;
  readonly unpublish_at: Date | null;
  readonly vendor: string;
  readonly in_stock: number;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const OVER = "p.status = 'published' AND p.unpublish_at <= UTC_TIMESTAMP(3)";
/** As `shownStatus` says it, by the clock of the database. */
const SHOWN_AS: Readonly<Record<ShownStatus, string>> = {
  draft: "p.status = 'draft'",
  scheduled: `p.status = 'published' AND p.publish_at > UTC_TIMESTAMP(3) AND NOT (p.unpublish_at IS NOT NULL AND ${OVER})`,
  published: VISIBLE,
  archived: `(p.status = 'archived' OR ${OVER})`,
};

/** All products in any state, for staff. */
@Injectable()
export class AdminProductListQuery {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly search: ProductSearch,
  ) {}

  async page({ status, q, sort, limit, cursor, withTotal }: AdminListRequest): Promise<Page<ListedAdminProduct>> {
    const scope = { list: 'admin-products', status: status ?? null, q: q ?? null, sort: sort ?? null };
    const order = orderOf(sort ?? '-createdAt', {});
    const last = cursor === undefined ? undefined : this.cursors.decode(cursor, scope);
    const read = q === undefined ? undefined : await this.search.read(q, last && String(last[2]));
    const hits = read?.select(false);
    const from: Sql = {
      sql: `FROM catalog_product p ${hits ? `JOIN (${hits.sql}) hit ON hit.product_id = p.id` : ''}`,
      params: hits?.params ?? [],
    };
    const where: Sql = { sql: status === undefined ? 'TRUE' : SHOWN_AS[status], params: [] };
    const beyond: Sql[] = last === undefined ? [] : [after(order, last)];
    const shown = joinSql([from, joinSql([where, ...beyond], ' AND ')], ' WHERE ');
    const rows = await this.database.query<Row>(
      `SELECT p.id, p.slug, p.title, p.status, p.publish_at, p.unpublish_at, p.vendor, p.in_stock, p.version, p.created_at, p.updated_at ${shown.sql} ${orderBy(order)} LIMIT ?`,
      [...shown.params, limit + 1],
    );
    const reading = read ? [read.reading] : [];
    const cursorOf = ({ createdAt, id }: ListedAdminProduct): string =>
      this.cursors.encode([...positionOf(createdAt, id), ...reading], scope);
    const total = withTotal ? await this.count(joinSql([from, where], ' WHERE ')) : undefined;
    return pageOf(rows.map(listed), limit, cursorOf, total);
  }

  private async count({ sql, params }: Sql): Promise<number> {
    const rows = await this.database.query<{ total: unknown }>(`SELECT COUNT(*) AS total ${sql}`, params);
    return toInteger(rows[0]?.total);
  }
}

function listed({
  id,
  slug,
  title,
  status,
  publish_at,
  unpublish_at,
  vendor,
  in_stock,
  version,
  created_at,
  updated_at,
}: Row): ListedAdminProduct {
  return {
    id,
    slug,
    title,
    status,
    publishAt: publish_at,
    unpublishAt: unpublish_at,
    vendor,
    inStock: in_stock === 1,
    version,
    createdAt: created_at,
    updatedAt: updated_at,
  };
}
