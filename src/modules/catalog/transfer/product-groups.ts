import type { FileProduct } from './parsed-product';

/** So many products share a transaction: beyond it a group gains little, and holds its locks longer. */
const MAX_PRODUCTS = 200;
const MAX_SIZE = 2_000_000;

/** The products of a file in groups, in their order; one group is in memory at a time. */
export async function* inGroups(products: AsyncIterable<FileProduct>): AsyncGenerator<readonly FileProduct[]> {
  let group: FileProduct[] = [];
  let size = 0;
  for await (const product of products) {
    group.push(product);
    size += product.kind === 'product' ? product.size : 0;
    if (group.length < MAX_PRODUCTS && size < MAX_SIZE) continue;
    yield group;
    [group, size] = [[], 0];
  }
  if (group.length > 0) yield group;
}
