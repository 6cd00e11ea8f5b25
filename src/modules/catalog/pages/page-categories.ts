import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { groupBy } from '../../../platform/group-by';
import { PageContributor } from './page-contributor';
import type { PageDraft, PageLock } from './page-contributor';

interface CategoryRow {
  readonly product_id: string;
  readonly id: string;
  readonly slug: string;
  readonly title: string;
}

/** The categories that a product is shown in, from the root of the tree on. */
@Injectable()
export class PageCategories extends PageContributor {
  constructor(private readonly database: Database) {
    super();
  }

  async load(productIds: readonly string[], lock: PageLock): Promise<(draft: PageDraft) => PageDraft> {
    const rows = await this.database.query<CategoryRow>(
      `SELECT pc.product_id, c.id, c.slug, c.title FROM catalog_product_category pc JOIN catalog_category c ON c.id = pc.category_id
        WHERE pc.product_id IN (?) ORDER BY c.path ${lock}`,
      [productIds],
    );
    const byProduct = groupBy(rows, (row) => row.product_id);
    return (draft) => {
      const categories = (byProduct.get(draft.product.id) ?? []).map(({ id, slug, title }) => ({ id, slug, title }));
      return { ...draft, detail: { ...draft.detail, categories } };
    };
  }
}
