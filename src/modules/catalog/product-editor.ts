import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { NotFound, PreconditionFailed } from '../../platform/http';
import type { ProductContent, StoredProduct } from './product-content';
import { ProductLoader } from './product-loader';
import { cleanProduct } from './product-rules';
import { ProductStore } from './product-store';

/** Turns a locked product into what it should be, and answers the product as it is then. */
export type ProductChange = (stored: StoredProduct) => ProductContent;

/** Every change that staff make to a product goes through here: the product is one thing with one version. */
@Injectable()
export class ProductEditor {
  constructor(
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly store: ProductStore,
  ) {}

  async get(id: string): Promise<StoredProduct> {
    const [product] = await this.loader.byIds([id]);
    if (!product) throw new NotFound('product');
    return product;
  }

  async edit(id: string, expectedVersion: number | undefined, change: ProductChange): Promise<StoredProduct> {
    return this.database.transaction(async () => {
      const stored = await this.loader.lock('id', id);
      if (!stored) throw new NotFound('product');
      if (expectedVersion !== undefined && expectedVersion !== stored.version) throw new PreconditionFailed();
      await this.store.update(stored, cleanProduct(change(stored)));
      return this.get(id);
    });
  }

  /** The same, for whoever knows only the id of a variant. */
  async editVariant(variantId: string, expectedVersion: number | undefined, change: ProductChange): Promise<StoredProduct> {
    const [row] = await this.database.query<{ product_id: string }>('SELECT product_id FROM catalog_variant WHERE id = ?', [variantId]);
    if (!row) throw new NotFound('variant');
    return this.edit(row.product_id, expectedVersion, (stored) => {
      if (!stored.variants.some(({ id }) => id === variantId)) throw new NotFound('variant');
      return change(stored);
    });
  }
}
