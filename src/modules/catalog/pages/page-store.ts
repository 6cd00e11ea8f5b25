import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Changes } from '../../../platform/changes';
import { LISTS, MANY_PRODUCTS, productTopic } from '../catalog.topics';
import type { Sql } from '../sql';
import { ProductLoader } from '../product-loader';
import { CategoryListings } from './category-listings';
import { PageBuilder } from './page-builder';
import type { BuiltPage } from './page-builder';
import { ProductStanding } from './product-standing';

const UPSERT = `
  INSERT INTO catalog_page (product_id, currency, locale, version, outdated, summary, detail) VALUES ?
  ON DUPLICATE KEY UPDATE version = VALUES(version), outdated = 0, summary = VALUES(summary), detail = VALUES(detail)`;

/** Keeps the pages of products true. Whoever changes something that pages show says so here, in the transaction of the change. */
@Injectable()
export class PageStore {
  private readonly writeTouched = (productIds: readonly string[]): Promise<void> => this.write([...new Set(productIds)]);

  constructor(
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly builder: PageBuilder,
    private readonly listings: CategoryListings,
    private readonly standing: ProductStanding,
    private readonly changes: Changes,
  ) {}

  /** The pages of these products are written at the end of the transaction, once, however often and by whomever they are named. */
  touch(productIds: readonly string[]): void {
    for (const id of productIds) this.database.beforeCommit(id, this.writeTouched);
  }

  /**
   * For a change that shows on many pages: from now on they are made when they are read, until the keeper has written them anew. The
   * statement selects `product_id`.
   */
  async outdate(products: Sql): Promise<void> {
    this.database.requireTransaction();
    this.changes.announce([MANY_PRODUCTS]);
    await this.database.execute(
      `UPDATE catalog_page g JOIN (${products.sql}) many ON many.product_id = g.product_id SET g.outdated = 1 WHERE g.outdated = 0`,
      products.params,
    );
  }

  /** The products are locked first: of two writers of a page the later one has read the later state. */
  async write(productIds: readonly string[]): Promise<void> {
    this.database.requireTransaction();
    const products = await this.loader.lockAll(productIds);
    const pages = await this.builder.build(products, 'LOCK IN SHARE MODE');
    if (pages.length > 0) await this.database.execute(UPSERT, [pages.map(columnsOf)]);
    await this.listings.write(products);
    await this.standing.copy(productIds);
    this.changes.announce([LISTS, ...productIds.map(productTopic)]);
  }
}

function columnsOf({ productId, currency, locale, version, texts }: BuiltPage): readonly unknown[] {
  return [productId, currency, locale, version, 0, texts?.summary ?? null, texts?.detail ?? null];
}
