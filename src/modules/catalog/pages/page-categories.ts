import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { groupBy } from '../../../platform/group-by';
import type { CategoryReference } from '../product.dto';
import { PageContributor } from './page-contributor';
import type { PageDraft, PageLock } from './page-contributor';

interface CategoryRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
}

interface MemberRow extends CategoryRow {
  readonly product_id: string;
  readonly path: string;
}

/** The categories that a product is shown in, in the order of the tree, and the way down to the deepest of them. */
@Injectable()
export class PageCategories extends PageContributor {
  constructor(private readonly database: Database) {
    super();
  }

  async load(productIds: readonly string[], lock: PageLock): Promise<(draft: PageDraft) => PageDraft> {
    const rows = await this.database.query<MemberRow>(
      `SELECT pc.product_id, c.id, c.slug, c.title, c.path FROM catalog_product_category pc FORCE INDEX (PRIMARY) STRAIGHT_JOIN catalog_category c ON c.id = pc.category_id
        WHERE pc.product_id IN (?) ORDER BY c.path ${lock}`,
      [productIds],
    );
    const byProduct = groupBy(rows, (row) => row.product_id);
    const named = await this.named(rows, lock);
    return (draft) => {
      const own = byProduct.get(draft.product.id) ?? [];
      const categories = own.map(reference);
      const breadcrumbs = stepsOf(deepest(own)?.path ?? '').flatMap((id) => named.get(id) ?? []);
      return { ...draft, detail: { ...draft.detail, categories, breadcrumbs } };
    };
  }

  /** The categories and all above them. */
  private async named(rows: readonly MemberRow[], lock: PageLock): Promise<ReadonlyMap<string, CategoryReference>> {
    const known = new Map(rows.map((row) => [row.id, reference(row)]));
    const above = [...new Set(rows.flatMap(({ path }) => stepsOf(path)))].filter((id) => !known.has(id)).sort();
    if (above.length === 0) return known;
    const found = await this.database.query<CategoryRow>(`SELECT id, slug, title FROM catalog_category WHERE id IN (?) ${lock}`, [above]);
    return new Map([...known, ...found.map((row) => [row.id, reference(row)] as const)]);
  }
}

const stepsOf = (path: string): string[] => path.split('/').filter(Boolean);

function deepest(rows: readonly MemberRow[]): MemberRow | undefined {
  return rows.reduce<MemberRow | undefined>(
    (best, row) => (best && stepsOf(best.path).length >= stepsOf(row.path).length ? best : row),
    undefined,
  );
}

function reference({ id, slug, title }: CategoryRow): CategoryReference {
  return { id, slug, title };
}
