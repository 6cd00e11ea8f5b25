import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
import type { ProductContent, StoredProduct } from '../product-content';
import { priceRangesOf } from '../product-projections';
import { fulfils } from './collection-rule';
import type { CollectionRule, ProductFacts } from './collection-rule';

interface Ruled {
  readonly id: string;
  readonly rule: CollectionRule;
}

type PlacedProduct = ProductContent & Pick<StoredProduct, 'id' | 'createdAt' | 'brandId' | 'attributes'>;

const COLUMNS = ['collection_id', 'product_id', 'position'];

/** Keeps products in the collections whose rules they fulfil: in the transaction that writes them. */
@Injectable()
export class CollectionMembers {
  constructor(private readonly database: Database) {}

  /** The products must be locked, or new. */
  async place(products: readonly PlacedProduct[], areNew = false): Promise<void> {
    if (products.length === 0) return;
    // Held for sharing: a rule changes when no product is being written with the old one any more.
    const rows = await this.database.query<{ id: string; rule: unknown }>(
      "SELECT id, rule FROM catalog_collection FORCE INDEX (catalog_collection_kind) WHERE kind = 'rule' ORDER BY id LOCK IN SHARE MODE",
    );
    if (rows.length === 0) return;
    const rules = rows.map(({ id, rule }): Ruled => ({ id, rule: jsonValue<CollectionRule>(rule) }));
    const above = await this.categoriesAbove(products, rules);
    const wanted = new Set(
      products.flatMap((product) => {
        const facts = factsOf(product, above);
        return rules.filter(({ rule }) => fulfils(rule, facts)).map(({ id }) => keyOf(id, product.id));
      }),
    );
    await this.write(wanted, areNew ? new Set() : await this.stored(products, rules));
  }

  private async write(wanted: ReadonlySet<string>, stored: ReadonlySet<string>): Promise<void> {
    const gone = [...stored].filter((key) => !wanted.has(key)).map(pairOf);
    const added = [...wanted].filter((key) => !stored.has(key)).map((key) => [...pairOf(key), 0]);
    if (gone.length > 0)
      await this.database.execute('DELETE FROM catalog_collection_product WHERE (collection_id, product_id) IN (?)', [gone]);
    await this.database.insertRows({ table: 'catalog_collection_product', columns: COLUMNS, rows: added });
  }

  private async stored(products: readonly PlacedProduct[], rules: readonly Ruled[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ collection: string; product: string }>(
      'SELECT collection_id AS collection, product_id AS product FROM catalog_collection_product WHERE product_id IN (?) AND collection_id IN (?)',
      [products.map(({ id }) => id), rules.map(({ id }) => id)],
    );
    return new Set(rows.map(({ collection, product }) => keyOf(collection, product)));
  }

  /** The path of each category, when some rule asks for one. */
  private async categoriesAbove(products: readonly PlacedProduct[], rules: readonly Ruled[]): Promise<ReadonlyMap<string, string>> {
    const asked = rules.some(({ rule }) => rule.conditions.some(({ field }) => field === 'category'));
    const ids = asked ? [...new Set(products.flatMap(({ categoryIds }) => categoryIds))] : [];
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; path: string }>('SELECT id, path FROM catalog_category WHERE id IN (?)', [ids]);
    return new Map(rows.map(({ id, path }) => [id, path]));
  }
}

function factsOf(product: PlacedProduct, paths: ReadonlyMap<string, string>): ProductFacts {
  const categories = product.categoryIds.flatMap((id) => (paths.get(id) ?? id).split('/').filter(Boolean));
  return { ...product, categoryIds: new Set(categories), prices: priceRangesOf(product) };
}

const keyOf = (collectionId: string, productId: string): string => `${collectionId}/${productId}`;
const pairOf = (key: string): readonly string[] => key.split('/');
