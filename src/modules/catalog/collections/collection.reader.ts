import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { CursorCodec, NotFound, pageOf, pageSize, wantsTotal } from '../../../platform/http';
import type { Page, PageQuery } from '../../../platform/http';
import { isId } from '../../../platform/ids';
import { toInteger } from '../../../platform/money';
import { VISIBLE } from '../schedule/visibility';
import { SlugHistory } from '../slugs/slug-history';
import { BASE_LOCALE } from '../pages/base-locale';
import { LinkWords } from '../translations/link-words';
import type { Spoken } from '../translations/translation';
import { Collection } from './collection.entity';

export interface ListedCollection extends Spoken {
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

/** As many as the list of products has in a currency. */
const PRODUCTS = `(SELECT COUNT(*) FROM catalog_collection_product m
                    STRAIGHT_JOIN catalog_product p ON p.id = m.product_id STRAIGHT_JOIN catalog_price_range r ON r.product_id = p.id
                    WHERE m.collection_id = c.id AND r.currency = ? AND ${VISIBLE}) AS products`;

/** Collections as shoppers see them. */
@Injectable()
export class CollectionReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly slugs: SlugHistory,
    private readonly words: LinkWords,
  ) {}

  /** The newest first. */
  async page(query: PageQuery, currency: string, locale = BASE_LOCALE): Promise<Page<ListedCollection>> {
    const limit = pageSize(query);
    const scope = { list: 'collections' };
    const [before = '~'] = query.cursor === undefined ? [] : this.cursors.decode(query.cursor, scope);
    const rows = await this.database.query<Row<ListedCollection>>(
      `SELECT c.id, c.slug, c.title, ${PRODUCTS} FROM catalog_collection c
        WHERE c.id < ? AND c.status = 'published' ORDER BY c.id DESC LIMIT ?`,
      [currency, String(before), limit + 1],
    );
    const total = wantsTotal(query) ? await this.database.repository(Collection).countBy({ status: 'published' }) : undefined;
    const page = pageOf(rows, limit, (last) => this.cursors.encode([last.id], scope), total);
    const shown = page.data.map(({ products, ...collection }) => ({ ...collection, productCount: toInteger(products) }));
    return { ...page, data: await this.words.titled(shown, locale) };
  }

  async read(idOrSlug: string, currency: string, locale = BASE_LOCALE): Promise<CollectionPage> {
    return this.words.described(await this.slugs.follow('collection', idOrSlug, () => this.find(idOrSlug, currency)), locale);
  }

  private async find(idOrSlug: string, currency: string): Promise<CollectionPage> {
    const column = isId('coll', idOrSlug) ? 'id' : 'slug';
    const [row] = await this.database.query<Row<CollectionPage>>(
      `SELECT c.id, c.slug, c.title, c.description, c.seo_title AS seoTitle, c.seo_description AS seoDescription, ${PRODUCTS}
         FROM catalog_collection c WHERE c.${column} = ? AND c.status = 'published'`,
      [currency, idOrSlug],
    );
    if (!row) throw new NotFound('collection');
    const { products, ...collection } = row;
    return { ...collection, productCount: toInteger(products) };
  }
}
