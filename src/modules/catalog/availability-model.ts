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

  /** Levels may arrive twice and in any order: the newest one stays. Variants that are gone are passed over. */
  async remember(levels: readonly AvailabilityLevel[]): Promise<void> {
    if (levels.length === 0) return;
    await this.database.transaction(async () => {
      const products = await this.lockProducts(levels.map(({ variantId }) => variantId));
      if (products.length === 0) return;
      for (let start = 0; start < levels.length; start += AT_ONCE) await this.take(levels.slice(start, start + AT_ONCE));
      const turned = await this.database.execute(
        `UPDATE catalog_product p SET in_stock = NOT p.in_stock
          WHERE p.id IN (?) AND p.in_stock <> EXISTS (SELECT 1 FROM catalog_variant v WHERE v.product_id = p.id AND v.available > 0)`,
        [products],
      );
      if (turned > 0) await this.standing.copy(products);
      this.changes.announce([...products.map(productTopic), ...(turned > 0 ? [LISTS] : [])]);
    });
  }

  /** One list may name a variant twice: its newest level is taken. */
  private async take(levels: readonly AvailabilityLevel[]): Promise<void> {
    const newest = new Map<string, AvailabilityLevel>();
    for (const level of levels) if ((newest.get(level.variantId)?.version ?? -1) < level.version) newest.set(level.variantId, level);
    const rows = [...newest.values()];
    const given = rows.map((_, index) => (index === 0 ? 'SELECT ? AS id, ? AS available, ? AS version' : 'SELECT ?, ?, ?'));
    await this.database.execute(
      `UPDATE catalog_variant v JOIN (${given.join(' UNION ALL ')}) given ON v.id = CONVERT(given.id USING ascii) COLLATE ascii_bin
          SET v.available = given.available, v.stock_version = given.version WHERE v.stock_version < given.version`,
      rows.flatMap(({ variantId, available, version }) => [variantId, available, version]),
    );
  }

  /** Without the lock, two variants selling out at once would each still see the other one in stock. */
  private async lockProducts(variantIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM catalog_product WHERE id IN (SELECT product_id FROM catalog_variant WHERE id IN (?)) ORDER BY id FOR UPDATE`,
      [variantIds],
    );
    return rows.map(({ id }) => id);
  }
}
