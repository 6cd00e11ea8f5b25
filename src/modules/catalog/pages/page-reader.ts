import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
import { isId } from '../../../platform/ids';
import { inOrder } from '../../../platform/in-order';
import { ProductLoader } from '../product-loader';
import { isTextual, orderBy } from '../product-order';
import type { ProductOrder } from '../product-order';
import type { Sql } from '../sql';
import { VISIBLE } from '../schedule/visibility';
import { PageBuilder } from './page-builder';
import type { PageTexts } from './page-builder';
import { BASE_LOCALE } from './base-locale';
import { PageVersion } from './page-version';
import { fillText } from './page-text';

/** In which of its pages a product is read. */
export interface PageKind {
  readonly currency: string;
  readonly locale?: string;
}

/** Products found by a statement: their ids and what they are ordered by. */
export interface Hits {
  /** Selects `id` and `position`. */
  readonly select: Sql;
  readonly order: ProductOrder;
}

/** A part of an index: visible products in its order. */
export interface Walk {
  readonly order: ProductOrder;
  readonly from: Sql;
  readonly where: Sql;
  readonly limit: number;
}

export interface ListedProduct {
  readonly id: string;
  readonly position: unknown;
  /** Its JSON. */
  readonly summary: string;
}

export interface ReadProduct {
  readonly id: string;
  readonly detail: string;
}

interface ListRow {
  readonly id: string;
  readonly position: unknown;
  readonly in_stock: number;
  readonly page: string | null;
}

interface DetailRow {
  readonly id: string;
  readonly known: string | null;
  readonly page: string | null;
  readonly levels: unknown;
}

/** Reads products as they were written out, and makes those anew whose page is missing or outdated. */
@Injectable()
export class PageReader {
  /** A page counts when it is of the product's present version and nothing that it shows has changed elsewhere. */
  private readonly isShown: string;

  constructor(
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly builder: PageBuilder,
    version: PageVersion,
  ) {
    this.isShown = `g.product_id = p.id AND g.currency = ? AND g.locale = ? AND ${version.isPresent} AND g.outdated = 0`;
  }

  /** Along an index, as far as the page reaches: the texts are read with the rows that the index leads to. */
  async walk({ order, from, where, limit }: Walk, kind: PageKind): Promise<ListedProduct[]> {
    const rows = await this.database.query<ListRow>(
      `SELECT ${order.id} AS id, ${order.column} AS position, p.in_stock, g.summary AS page
         ${from.sql} LEFT JOIN catalog_page g ON ${this.isShown} WHERE ${where.sql} ${orderBy(order)} LIMIT ?`,
      [...from.params, ...keyOf(kind), ...where.params, limit],
    );
    return this.complete(rows, kind);
  }

  /** In the order of the hits, in one statement: what had to be sorted was sorted without the texts. */
  async list({ select, order }: Hits, kind: PageKind): Promise<ListedProduct[]> {
    // Only the server knows the order of texts; sorting anything else there would at times move the pages through a table on its disk.
    const sorted = isTextual(order) ? orderBy({ ...order, column: 'hit.position', id: 'hit.id' }) : '';
    const rows = await this.database.query<ListRow>(
      `SELECT STRAIGHT_JOIN hit.id, hit.position, p.in_stock, g.summary AS page
         FROM (${select.sql}) hit JOIN catalog_product p ON p.id = hit.id LEFT JOIN catalog_page g ON ${this.isShown} ${sorted}`,
      [...select.params, ...keyOf(kind)],
    );
    return this.complete(isTextual(order) ? rows : byNumber(rows, order), kind);
  }

  /** In the order of the ids; those that are not visible are left out. */
  async byIds(ids: readonly string[], kind: PageKind): Promise<ListedProduct[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<ListRow>(
      `SELECT p.id, NULL AS position, p.in_stock, g.summary AS page FROM catalog_product p LEFT JOIN catalog_page g ON ${this.isShown}
        WHERE p.id IN (?) AND ${VISIBLE}`,
      [...keyOf(kind), ids],
    );
    const listed = new Map((await this.complete(rows, kind)).map((product) => [product.id, product]));
    return ids.flatMap((id) => listed.get(id) ?? []);
  }

  /** Undefined for a product that is not published, or not sold in the currency. */
  async detail(idOrSlug: string, kind: PageKind): Promise<ReadProduct | undefined> {
    const column = isId('prod', idOrSlug) ? 'id' : 'slug';
    const [row] = await this.database.query<DetailRow>(
      `SELECT p.id, g.product_id AS known, g.detail AS page,
              (SELECT JSON_OBJECTAGG(v.id, v.available) FROM catalog_variant v WHERE v.product_id = p.id) AS levels
         FROM catalog_product p LEFT JOIN catalog_page g ON ${this.isShown}
        WHERE p.${column} = ? AND ${VISIBLE}`,
      [...keyOf(kind), idOrSlug],
    );
    if (!row) return undefined;
    const text = row.known === null ? (await this.made([row.id], kind)).get(row.id)?.detail : row.page;
    if (text === null || text === undefined) return undefined;
    const levels = jsonValue<Readonly<Record<string, number>>>(row.levels ?? '{}');
    return { id: row.id, detail: fillText(text, (variantId) => levels[variantId] ?? 0) };
  }

  private async complete(rows: readonly ListRow[], kind: PageKind): Promise<ListedProduct[]> {
    const missing = rows.filter(({ page }) => page === null).map(({ id }) => id);
    const made = missing.length > 0 ? await this.made(missing, kind) : undefined;
    return rows.flatMap(({ id, position, in_stock, page }) => {
      const text = page ?? made?.get(id)?.summary;
      return text === undefined ? [] : [{ id, position, summary: fillText(text, () => in_stock === 1) }];
    });
  }

  private async made(ids: readonly string[], { currency, locale = BASE_LOCALE }: PageKind): Promise<ReadonlyMap<string, PageTexts>> {
    const pages = await this.builder.build(await this.loader.byIds(ids), '');
    const own = pages.filter((page) => page.currency === currency && page.locale === locale);
    return new Map(own.flatMap(({ productId, texts }) => (texts ? [[productId, texts]] : [])));
  }
}

/** Positions are amounts, moments or scores, the wide ones as text. */
function byNumber(rows: readonly ListRow[], { descending }: ProductOrder): ListRow[] {
  const byId = inOrder(rows, ({ id }) => id);
  const rising = inOrder(byId, ({ position }) => Number(position));
  return descending ? rising.reverse() : rising;
}

function keyOf({ currency, locale = BASE_LOCALE }: PageKind): readonly string[] {
  return [currency, locale];
}
