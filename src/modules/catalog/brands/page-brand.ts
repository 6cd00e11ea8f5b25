import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { PageContributor } from '../pages/page-contributor';
import type { PageDraft, PageLock } from '../pages/page-contributor';

interface Row {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** The brand of a product, as a link to its page. */
@Injectable()
export class PageBrand extends PageContributor {
  constructor(private readonly database: Database) {
    super();
  }

  async load(productIds: readonly string[], lock: PageLock): Promise<(draft: PageDraft) => PageDraft> {
    const rows = await this.database.query<Row>(
      `SELECT b.id, b.slug, b.name FROM catalog_product p FORCE INDEX (PRIMARY) STRAIGHT_JOIN catalog_brand b ON b.id = p.brand_id WHERE p.id IN (?) ${lock}`,
      [productIds],
    );
    const brands = new Map(rows.map(({ id, slug, name }) => [id, { id, slug, name }]));
    return (draft) => ({ ...draft, detail: { ...draft.detail, brand: brands.get(draft.product.brandId ?? '') ?? null } });
  }
}
