import { KeysSeen } from './keys-seen';

/** What must be unique in a whole file: a product stands in one place, and a SKU names one variant. */
export class SeenInFile {
  private readonly products = new KeysSeen();
  private readonly skus = new KeysSeen();

  /** The line on which the product stood before, if it did. */
  product(slug: string, line: number): number | undefined {
    return this.products.note(slug, line);
  }

  sku(sku: string, line: number): number | undefined {
    return this.skus.note(sku, line);
  }
}
