import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';

/**
 * Copies what moves without the product being edited (stock, sales) to the tables whose indexes lists walk. Whoever changes it on
 * `catalog_product` calls this in the same transaction, with the product's row locked.
 */
@Injectable()
export class ProductStanding {
  constructor(private readonly database: Database) {}

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
}
