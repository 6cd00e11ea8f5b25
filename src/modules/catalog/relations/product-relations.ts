import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { NotFound, PreconditionFailed } from '../../../platform/http';
import { isId } from '../../../platform/ids';
import { InvalidProduct } from '../catalog.errors';
import { UnknownProducts } from '../collections/collection.errors';
import { PageReader } from '../pages/page-reader';
import type { PageKind } from '../pages/page-reader';
import { ProductLoader } from '../product-loader';
import { ProductStore } from '../product-store';
import { VISIBLE } from '../schedule/visibility';
import { SlugHistory } from '../slugs/slug-history';
import type { RelationKind } from './relation.entity';

export interface StatedRelation {
  readonly kind: RelationKind;
  readonly productId: string;
}

export interface StatedRelations {
  readonly version: number;
  readonly relations: readonly StatedRelation[];
}

/** Products that staff want to be shown beside others. */
@Injectable()
export class ProductRelations {
  constructor(
    private readonly database: Database,
    private readonly loader: ProductLoader,
    private readonly products: ProductStore,
    private readonly pages: PageReader,
    private readonly slugs: SlugHistory,
  ) {}

  /** The JSON of the answer: what is visible of them, in two statements. */
  async shown(idOrSlug: string, page: PageKind, kind: RelationKind | undefined): Promise<string> {
    const stated = await this.slugs.follow('product', idOrSlug, () => this.statedOf(idOrSlug, kind), '/related');
    const listed = await this.pages.byIds([...new Set(stated.map(({ productId }) => productId))], page);
    const summaries = new Map(listed.map(({ id, summary }) => [id, summary]));
    const data = stated.flatMap(({ productId, kind: own }) => {
      const summary = summaries.get(productId);
      return summary === undefined ? [] : [`{"kind":"${own}","product":${summary}}`];
    });
    return `{"data":[${data.join(',')}],"page":{"nextCursor":null,"hasMore":false}}`;
  }

  /** Of a product that is visible. */
  private async statedOf(idOrSlug: string, kind: RelationKind | undefined): Promise<StatedRelation[]> {
    const column = isId('prod', idOrSlug) ? 'id' : 'slug';
    const rows = await this.database.query<{ id: string | null; kind: RelationKind }>(
      `SELECT r.related_id AS id, r.kind FROM catalog_product p
         LEFT JOIN catalog_product_relation r ON r.product_id = p.id AND (? IS NULL OR r.kind = ?)
        WHERE p.${column} = ? AND ${VISIBLE} ORDER BY r.kind, r.position`,
      [kind ?? null, kind ?? null, idOrSlug],
    );
    if (rows.length === 0) throw new NotFound('product');
    return rows.flatMap(({ id, kind: own }) => (id === null ? [] : [{ productId: id, kind: own }]));
  }

  async get(id: string): Promise<StatedRelations> {
    const [row] = await this.database.query<{ version: number }>('SELECT version FROM catalog_product WHERE id = ?', [id]);
    if (!row) throw new NotFound('product');
    const relations = await this.database.query<StatedRelation>(
      'SELECT kind, related_id AS productId FROM catalog_product_relation WHERE product_id = ? ORDER BY position',
      [id],
    );
    return { version: row.version, relations: relations.map(({ kind, productId }) => ({ kind, productId })) };
  }

  async set(id: string, expectedVersion: number | undefined, relations: readonly StatedRelation[]): Promise<StatedRelations> {
    return this.database.transaction(async () => {
      const stored = await this.loader.lock('id', id);
      if (!stored) throw new NotFound('product');
      if (expectedVersion !== undefined && expectedVersion !== stored.version) throw new PreconditionFailed();
      await this.check(id, relations);
      await this.database.execute('DELETE FROM catalog_product_relation WHERE product_id = ?', [id]);
      const rows = relations.map(({ kind, productId }, index) => [id, kind, productId, index + 1]);
      const columns = ['product_id', 'kind', 'related_id', 'position'];
      await this.database.insertRows({ table: 'catalog_product_relation', columns, rows });
      await this.products.raiseVersion(stored);
      return this.get(id);
    });
  }

  private async check(id: string, relations: readonly StatedRelation[]): Promise<void> {
    if (relations.some(({ productId }) => productId === id)) throw new InvalidProduct('A product is not related to itself.');
    const keys = new Set(relations.map(({ kind, productId }) => `${kind} ${productId}`));
    if (keys.size < relations.length) throw new InvalidProduct('A product is related to another one once in each kind.');
    const ids = [...new Set(relations.map(({ productId }) => productId))];
    if (ids.length === 0) return;
    const rows = await this.database.query<{ id: string }>('SELECT id FROM catalog_product WHERE id IN (?)', [ids]);
    const unknown = ids.filter((wanted) => !rows.some((row) => row.id === wanted));
    if (unknown.length > 0) throw new UnknownProducts(unknown);
  }
}
