import { Injectable } from '@nestjs/common';
import { Changes } from '../../../platform/changes';
import { Database } from '../../../platform/database';
import { Every } from '../../../platform/jobs';
import { LISTS } from '../catalog.topics';

const BATCH = 200;

/**
 * Copies what moves without the product being edited (stock, sales) to the tables whose indexes lists walk. Whoever changes it on
 * `catalog_product` calls this in the same transaction, with the product's row locked.
 */
@Injectable()
export class ProductStanding {
  constructor(
    private readonly database: Database,
    private readonly changes: Changes,
  ) {}

  async copy(productIds: readonly string[]): Promise<void> {
    this.database.requireTransaction();
    if (productIds.length === 0) return;
    await this.database.execute(
      'UPDATE catalog_price_range r JOIN catalog_product p ON p.id = r.product_id SET r.in_stock = p.in_stock WHERE r.product_id IN (?) AND r.in_stock <> p.in_stock',
      [productIds],
    );
    await this.database.execute(
      `UPDATE catalog_category_listing l JOIN catalog_product p ON p.id = l.product_id SET l.in_stock = p.in_stock, l.sold = p.sold
        WHERE l.product_id IN (?) AND (l.in_stock <> p.in_stock OR l.sold <> p.sold)`,
      [productIds],
    );
  }

  /** What an older release has written during a rolling restart, or a category that was moved while its products sold out. */
  @Every({ name: 'catalog.standing', everyMs: 600_000 })
  async mend(): Promise<void> {
    for (let wrong = await this.wrong(); wrong.length > 0; wrong = await this.wrong()) {
      await this.database.transaction(async () => {
        await this.database.query('SELECT id FROM catalog_product WHERE id IN (?) ORDER BY id FOR UPDATE', [wrong]);
        await this.copy(wrong);
        this.changes.announce([LISTS]);
      });
    }
  }

  private async wrong(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `(SELECT p.id FROM catalog_price_range r JOIN catalog_product p ON p.id = r.product_id WHERE r.in_stock <> p.in_stock LIMIT ?)
       UNION (SELECT p.id FROM catalog_category_listing l JOIN catalog_product p ON p.id = l.product_id
               WHERE l.in_stock <> p.in_stock OR l.sold <> p.sold LIMIT ?)`,
      [BATCH, BATCH],
    );
    return rows.map(({ id }) => id).sort();
  }
}
