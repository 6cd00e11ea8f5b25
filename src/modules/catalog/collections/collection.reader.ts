import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { CursorCodec, NotFound, pageOf, pageSize } from '../../../platform/http';
import type { Page, PageQuery } from '../../../platform/http';
import { isId } from '../../../platform/ids';
import { toInteger } from '../../../platform/money';
import { VISIBLE } from '../schedule/visibility';
import { SlugHistory } from '../slugs/slug-history';

export interface ListedCollection {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly productCount: number;
}

export interface CollectionPage extends ListedCollection {
  readonly description: string;
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
}

type Row<T> = Omit<T, 'productCount'> & { readonly products: unknown };

const PRODUCTS = `(SELECT COUNT(*) FROM catalog_collection_product m JOIN catalog_product p ON p.id = m.product_id
                    WHERE m.collection_id = c.id AND ${VISIBLE}) AS products`;

/** Collections as shoppers see them. */
@Injectable()
export class CollectionReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly slugs: SlugHistory,
  ) {}

  /** The newest first. */
  async page(query: PageQuery): Promise<Page<ListedCollection>> {
    const limit = pageSize(query);
    const scope = { list: 'collections' };
    const [before = '~'] = query.cursor === undefined ? [] : this.cursors.decode(query.cursor, scope);
    const rows = await this.database.query<Row<ListedCollection>>(
      `SELECT c.id, c.slug, c.title, ${PRODUCTS} FROM catalog_collection c
        WHERE c.id < ? AND c.status = 'published' ORDER BY c.id DESC LIMIT ?`,
      [String(before), limit + 1],
    );
    const page = pageOf(rows, limit, (last) => this.cursors.encode([last.id], scope));
    return { ...page, data: page.data.map(({ products, ...collection }) => ({ ...collection, productCount: toInteger(products) })) };
  }

  read(idOrSlug: string): Promise<CollectionPage> {
    return this.slugs.follow('collection', idOrSlug, () => this.find(idOrSlug));
  }

  private async find(idOrSlug: string): Promise<CollectionPage> {
    const column = isId('coll', idOrSlug) ? 'id' : 'slug';
    const [row] = await this.database.query<Row<CollectionPage>>(
      `SELECT c.id, c.slug, c.title, c.description, c.seo_title AS seoTitle, c.seo_description AS seoDescription, ${PRODUCTS}
         FROM catalog_collection c WHERE c.${column} = ? AND c.status = 'published'`,
      [idOrSlug],
    );
    if (!row) throw new NotFound('collection');
    const { products, ...collection } = row;
    return { ...collection, productCount: toInteger(products) };
  }
}
