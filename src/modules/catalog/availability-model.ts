import { Injectable } from '@nestjs/common';
import { Changes } from '../../platform/changes';
import { Database } from '../../platform/database';
import { LISTS, productTopic } from './catalog.topics';
import { ProductStanding } from './pages/product-standing';

export interface AvailabilityLevel {
  readonly variantId: string;
  readonly available: number;
  /** Rises with every change of the variant's stock. */
  readonly version: number;
}

/** A level that is newer than what the variant's product says. */
interface News extends AvailabilityLevel {
  readonly productId: string;
}

/** So many levels go in one statement. */
const AT_ONCE = 500;

/** The copy of inventory's numbers that product pages and filters read. */
@Injectable()
export class AvailabilityModel {
  constructor(
    private readonly database: Database,
    private readonly changes: Changes,
    private readonly standing: ProductStanding,
  ) {}

  /**
   * Levels may arrive twice and in any order: the newest one stays. Variants that are gone are passed over, and so is what is known already:
   * versions only rise, so old news stays old and needs no lock.
   */
  async remember(levels: readonly AvailabilityLevel[]): Promise<void> {
    if (levels.length === 0) return;
    await this.database.transaction(async () => {
      const news = await this.newsAmong(newestOf(levels));
      if (news.length === 0) return;
      const products = await this.lockProducts([...new Set(news.map(({ productId }) => productId))]);
      if (products.length === 0) return;
      for (let start = 0; start < news.length; start += AT_ONCE) await this.take(news.slice(start, start + AT_ONCE));
      const turned = await this.database.execute(
        `UPDATE catalog_product p SET in_stock = NOT p.in_stock
          WHERE p.id IN (?) AND p.in_stock <> EXISTS (SELECT 1 FROM catalog_variant v WHERE v.product_id = p.id AND v.available > 0)`,
        [products],
      );
      if (turned > 0) await this.standing.copy(products);
      this.changes.announce([...products.map(productTopic), ...(turned > 0 ? [LISTS] : [])]);
    });
  }

  private async newsAmong(levels: ReadonlyMap<string, AvailabilityLevel>): Promise<News[]> {
    const rows = await this.database.query<{ id: string; productId: string; version: number }>(
      'SELECT id, product_id AS productId, stock_version AS version FROM catalog_variant WHERE id IN (?)',
      [[...levels.keys()]],
    );
    return rows.flatMap(({ id, productId, version }) => {
      const level = levels.get(id);
      return level && level.version > version ? [{ ...level, productId }] : [];
    });
  }

  private async take(news: readonly News[]): Promise<void> {
    const given = news.map((_, index) => (index === 0 ? 'SELECT ? AS id, ? AS available, ? AS version' : 'SELECT ?, ?, ?'));
    await this.database.execute(
      `UPDATE catalog_variant v JOIN (${given.join(' UNION ALL ')}) given ON v.id = CONVERT(given.id USING ascii) COLLATE ascii_bin
          SET v.available = given.available, v.stock_version = given.version WHERE v.stock_version < given.version`,
      news.flatMap(({ variantId, available, version }) => [variantId, available, version]),
    );
  }

  /**
   * Without the lock, two variants selling out at once would each still see the other one in stock. By their own index, so that all who lock
   * several take them in one order.
   */
  private async lockProducts(ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT id FROM catalog_product FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE',
      [ids],
    );
    return rows.map(({ id }) => id);
  }
}

/** Several events may speak of one variant. */
function newestOf(levels: readonly AvailabilityLevel[]): ReadonlyMap<string, AvailabilityLevel> {
  const newest = new Map<string, AvailabilityLevel>();
  for (const level of levels) if ((newest.get(level.variantId)?.version ?? -1) < level.version) newest.set(level.variantId, level);
  return newest;
}
