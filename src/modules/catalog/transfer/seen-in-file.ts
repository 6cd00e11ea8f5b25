/** What must be unique in a whole file: a product stands in one place, and a SKU names one variant. Keeps keys and lines only. */
export class SeenInFile {
  private readonly products = new Map<string, number>();
  private readonly skus = new Map<string, number>();

  /** The line on which the product stood before, if it did. */
  product(slug: string, line: number): number | undefined {
    return seen(this.products, slug, line);
  }

  sku(sku: string, line: number): number | undefined {
    return seen(this.skus, sku, line);
  }
}

function seen(known: Map<string, number>, key: string, line: number): number | undefined {
  const earlier = known.get(key);
  if (earlier === undefined) known.set(key, line);
  return earlier;
}
