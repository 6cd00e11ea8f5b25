import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { NotFound, chainOf } from '../../platform/http';
import { toInteger } from '../../platform/money';
import { BASE_LOCALE } from './pages/base-locale';
import { HIDDEN_FOR_NOW } from './schedule/visibility';
import { describedIn, titledIn } from './translations/link-words';
import type { Spoken, Translations } from './translations/translation';
import { TranslationStore } from './translations/translation-store';

export interface CategoryNode extends Spoken {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly productCount: number;
  readonly children: readonly CategoryNode[];
}

interface CategoryText {
  readonly description: string;
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
}

export interface CategoryPage extends CategoryNode, CategoryText {
  /** From the root down to the parent. */
  readonly breadcrumbs: readonly { readonly id: string; readonly slug: string; readonly title: string }[];
}

interface CategoryRow extends Spoken {
  readonly id: string;
  readonly parent_id: string | null;
  readonly slug: string;
  readonly title: string;
  readonly path: string;
}

/** The tree with the number of products that a shopper would find in each category, those further down included. */
@Injectable()
export class CategoryTreeReader {
  constructor(
    private readonly database: Database,
    private readonly translations: TranslationStore,
  ) {}

  async tree(currency: string, locale: string): Promise<CategoryNode[]> {
    const { rows } = await this.rows(locale);
    return nodesBelow(null, childrenOf(rows), await this.counts(currency, rows));
  }

  async page(idOrSlug: string, currency: string, locale: string): Promise<CategoryPage> {
    const { rows, words } = await this.rows(locale);
    const row = rows.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
    if (!row) throw new NotFound('category');
    const below = rows.filter(({ path }) => path.startsWith(row.path));
    const counts = await this.counts(currency, below);
    const [text] = await this.database.query<CategoryText>(
      'SELECT description, seo_title AS seoTitle, seo_description AS seoDescription FROM catalog_category WHERE id = ?',
      [row.id],
    );
    if (!text) throw new NotFound('category');
    const { id, slug, title, language, ...said } = describedIn({ ...text, ...row }, words.get(row.id) ?? {}, locale);
    const { description, seoTitle, seoDescription } = said;
    const byId = new Map(rows.map((category) => [category.id, category]));
    const above = row.path.split('/').filter((step) => step !== '' && step !== id);
    return {
      ...{ id, slug, title, language, description, seoTitle, seoDescription, productCount: counts.get(id) ?? 0 },
      breadcrumbs: above.flatMap((step) => {
        const category = byId.get(step);
        return category ? [{ id: step, slug: category.slug, title: category.title }] : [];
      }),
      children: nodesBelow(id, childrenOf(rows), counts),
    };
  }

  /** With their titles in the language. */
  private async rows(locale: string): Promise<{ readonly rows: CategoryRow[]; readonly words: ReadonlyMap<string, Translations> }> {
    const rows = await this.database.query<CategoryRow>(
      'SELECT id, parent_id, slug, title, path FROM catalog_category ORDER BY position, id',
    );
    if (locale === BASE_LOCALE) return { rows, words: new Map() };
    const words = await this.translations.all('category', chainOf(locale));
    return { rows: rows.map((row) => titledIn(row, words.get(row.id) ?? {}, locale)), words };
  }

  /** A product in two categories of one subtree counts once in it: the listing that pages are read from holds it once. */
  private async counts(currency: string, categories: readonly CategoryRow[]): Promise<ReadonlyMap<string, number>> {
    if (categories.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; products: unknown }>(
      `SELECT category_id AS id, COUNT(*) AS products FROM catalog_category_listing
        WHERE category_id IN (?) AND currency = ? AND product_id NOT IN (${HIDDEN_FOR_NOW}) GROUP BY category_id`,
      [categories.map(({ id }) => id), currency],
    );
    return new Map(rows.map(({ id, products }) => [id, toInteger(products)]));
  }
}

function childrenOf(rows: readonly CategoryRow[]): ReadonlyMap<string | null, readonly CategoryRow[]> {
  const groups = new Map<string | null, CategoryRow[]>();
  for (const row of rows) groups.set(row.parent_id, [...(groups.get(row.parent_id) ?? []), row]);
  return groups;
}

function nodesBelow(
  parentId: string | null,
  children: ReadonlyMap<string | null, readonly CategoryRow[]>,
  counts: ReadonlyMap<string, number>,
): CategoryNode[] {
  return (children.get(parentId) ?? []).map(({ id, slug, title, language }) => {
    return { id, slug, title, language, productCount: counts.get(id) ?? 0, children: nodesBelow(id, children, counts) };
  });
}
