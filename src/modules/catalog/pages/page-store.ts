import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Changes } from '../../../platform/changes';
import { LISTS, MANY_PRODUCTS, productTopic } from '../catalog.topics';
import type { Sql } from '../sql';
import type { StoredProduct } from '../product-content';
import { ProductLoader } from '../product-loader';
import { CategoryListings } from './category-listings';
import { PageBuilder } from './page-builder';
import type { BuiltPage } from './page-builder';
import { ProductStanding } from './product-standing';

const COLUMNS = ['product_id', 'currency', 'locale', 'version', 'outdated', 'summary', 'detail'];
const RENEWED = 'version = VALUES(version), outdated = 0, summary = VALUES(summary), detail = VALUES(detail)';

/** A product that has changed, by its id, or one that is new. */
type Touched = string | StoredProduct;

/** Keeps the pages of products true. Whoever changes something that pages show says so here, in the transaction of the change. */
@Injectable()
export class PageStore {
  private readonly writeTouched = (touched: readonly Touched[]): Promise<void> => this.writeAll(touched);

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
    for (const id of productIds) this.database.beforeCommit<Touched>(id, this.writeTouched);
  }

  /** The same for products that this transaction has made: what they are need not be read. */
  touchNew(products: readonly StoredProduct[]): void {
    for (const product of products) this.database.beforeCommit<Touched>(product, this.writeTouched);
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
    await this.writePages(products, RENEWED);
    await this.listings.write(products);
    await this.standing.copy(productIds);
    this.changes.announce([LISTS, ...productIds.map(productTopic)]);
  }

  /** A product that was made and then changed is read like any other. */
  private async writeAll(touched: readonly Touched[]): Promise<void> {
    const changed = new Set(touched.filter((one) => typeof one === 'string'));
    const made = touched.filter((one) => typeof one !== 'string' && !changed.has(one.id)) as readonly StoredProduct[];
    if (changed.size > 0) await this.write([...changed]);
    if (made.length === 0) return;
    await this.writePages(made);
    await this.listings.insert(made);
    // Nobody can have kept an answer about one of them.
    this.changes.announce([LISTS]);
  }

  private async writePages(products: readonly StoredProduct[], onDuplicate?: string): Promise<void> {
    const pages = await this.builder.build(products, 'LOCK IN SHARE MODE');
    await this.database.insertRows({ table: 'catalog_page', columns: COLUMNS, rows: pages.map(columnsOf), onDuplicate });
  }
}

function columnsOf({ productId, currency, locale, version, texts }: BuiltPage): readonly unknown[] {
  return [productId, currency, locale, version, 0, texts?.summary ?? null, texts?.detail ?? null];
}
