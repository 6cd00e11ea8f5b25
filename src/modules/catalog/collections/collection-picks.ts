import { Injectable } from '@nestjs/common';
import { Changes } from '../../../platform/changes';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { LISTS } from '../catalog.topics';

interface Pick {
  readonly collection: string;
  readonly product: string;
}

/** A product and the collections that it should be in. */
export interface Picked {
  readonly productId: string;
  readonly collectionIds: readonly string[];
}

/** Collections picked by hand, as products tell them. */
@Injectable()
export class CollectionPicks {
  constructor(
    private readonly database: Database,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  /** The slugs of the collections of each product. */
  async of(productIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, string[]>();
    if (productIds.length === 0) return found;
    const rows = await this.database.query<Pick>(
      `SELECT c.slug AS collection, m.product_id AS product FROM catalog_collection_product m JOIN catalog_collection c ON c.id = m.collection_id
        WHERE m.product_id IN (?) AND c.kind = 'manual' ORDER BY c.slug`,
      [productIds],
    );
    for (const { collection, product } of rows) found.set(product, [...(found.get(product) ?? []), collection]);
    return found;
  }

  /** Their ids by slug, locked until the transaction ends, in the order of the keys; those picked by rule are left out. */
  async lock(slugs: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (slugs.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; slug: string }>(
      "SELECT id, slug FROM catalog_collection WHERE slug IN (?) AND kind = 'manual' ORDER BY id FOR UPDATE",
      [[...new Set(slugs)]],
    );
    return new Map(rows.map(({ id, slug }) => [slug, id]));
  }

  /** Puts products at the end of the collections that they are not in yet, and takes them out of the others. Answers which have moved. */
  async follow(picked: readonly Picked[]): Promise<ReadonlySet<string>> {
    if (picked.length === 0) return new Set();
    const stored = await this.stored(picked.map(({ productId }) => productId));
    const wanted = picked.flatMap(({ productId, collectionIds }) =>
      collectionIds.map((collection) => ({ collection, product: productId })),
    );
    const gone = without(stored, wanted);
    const added = without(wanted, stored);
    if (gone.length > 0) {
      const pairs = gone.map(({ collection, product }) => [collection, product]);
      await this.database.execute('DELETE FROM catalog_collection_product WHERE (collection_id, product_id) IN (?)', [pairs]);
    }
    if (added.length > 0) await this.append(added);
    await this.raise([...new Set([...gone, ...added].map(({ collection }) => collection))]);
    return new Set([...gone, ...added].map(({ product }) => product));
  }

  private stored(productIds: readonly string[]): Promise<Pick[]> {
    return this.database.query<Pick>(
      `SELECT m.collection_id AS collection, m.product_id AS product FROM catalog_collection_product m
         JOIN catalog_collection c ON c.id = m.collection_id WHERE m.product_id IN (?) AND c.kind = 'manual'`,
      [productIds],
    );
  }

  private async append(added: readonly Pick[]): Promise<void> {
    const ends = await this.database.query<{ id: string; last: number }>(
      'SELECT collection_id AS id, MAX(position) AS last FROM catalog_collection_product WHERE collection_id IN (?) GROUP BY collection_id',
      [[...new Set(added.map(({ collection }) => collection))]],
    );
    const last = new Map(ends.map((end) => [end.id, Number(end.last)]));
    const rows = added.map(({ collection, product }) => {
      const position = (last.get(collection) ?? 0) + 1;
      last.set(collection, position);
      return [collection, product, position];
    });
    await this.database.insertRows({ table: 'catalog_collection_product', columns: ['collection_id', 'product_id', 'position'], rows });
  }

  private async raise(collectionIds: readonly string[]): Promise<void> {
    if (collectionIds.length === 0) return;
    await this.database.execute('UPDATE catalog_collection SET version = version + 1, updated_at = ? WHERE id IN (?)', [
      this.clock.now(),
      collectionIds,
    ]);
    this.changes.announce([LISTS]);
  }
}

const keyOf = ({ collection, product }: Pick): string => `${collection}/${product}`;

function without(picks: readonly Pick[], others: readonly Pick[]): Pick[] {
  const known = new Set(others.map(keyOf));
  return picks.filter((pick) => !known.has(keyOf(pick)));
}
