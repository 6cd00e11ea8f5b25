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
import { Brand } from './brand.entity';

export interface ListedBrand extends Spoken {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly logoUrl: string | null;
  readonly productCount: number;
}

export interface BrandPage extends ListedBrand {
  readonly description: string;
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
}

type Row<T> = Omit<T, 'productCount'> & { readonly products: unknown };

/** As many as the list of products has in a currency. */
const PRODUCTS = `(SELECT COUNT(*) FROM catalog_product p STRAIGHT_JOIN catalog_price_range r ON r.product_id = p.id
                    WHERE p.brand_id = b.id AND r.currency = ? AND ${VISIBLE}) AS products`;

/** Brands as shoppers see them. */
@Injectable()
export class BrandReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
    private readonly slugs: SlugHistory,
    private readonly words: LinkWords,
  ) {}

  /** By its own name, in every language: the order of the pages must not depend on who reads them. */
  async page(query: PageQuery, currency: string, locale = BASE_LOCALE): Promise<Page<ListedBrand>> {
    const limit = pageSize(query);
    const scope = { list: 'brands' };
    const [after = ''] = query.cursor === undefined ? [] : this.cursors.decode(query.cursor, scope);
    const rows = await this.database.query<Row<ListedBrand> & { readonly nameKey: string }>(
      `SELECT b.id, b.slug, b.name, b.name_key AS nameKey, b.logo_url AS logoUrl, ${PRODUCTS}
         FROM catalog_brand b WHERE b.name_key > ? ORDER BY b.name_key LIMIT ?`,
      [currency, String(after), limit + 1],
    );
    const total = wantsTotal(query) ? await this.database.repository(Brand).count() : undefined;
    const page = pageOf(rows, limit, (last) => this.cursors.encode([last.nameKey], scope), total);
    const shown = page.data.map(({ products, ...brand }) => ({ ...brand, title: brand.name, productCount: toInteger(products) }));
    return { ...page, data: (await this.words.titled(shown, locale)).map(({ title, ...brand }) => ({ ...brand, name: title })) };
  }

  async read(idOrSlug: string, currency: string, locale = BASE_LOCALE): Promise<BrandPage> {
    const brand = await this.slugs.follow('brand', idOrSlug, () => this.find(idOrSlug, currency));
    const { title, ...said } = await this.words.described({ ...brand, title: brand.name }, locale);
    return { ...said, name: title };
  }

  private async find(idOrSlug: string, currency: string): Promise<BrandPage> {
    const column = isId('brand', idOrSlug) ? 'id' : 'slug';
    const [row] = await this.database.query<Row<BrandPage>>(
      `SELECT b.id, b.slug, b.name, b.logo_url AS logoUrl, b.description, b.seo_title AS seoTitle, b.seo_description AS seoDescription, ${PRODUCTS}
         FROM catalog_brand b WHERE b.${column} = ?`,
      [currency, idOrSlug],
    );
    if (!row) throw new NotFound('brand');
    const { products, ...brand } = row;
    return { ...brand, productCount: toInteger(products) };
  }
}
