import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { LOCALE, NotFound, PreconditionFailed, ValidationFailed } from '../../../platform/http';
import { cleanHtml } from '../description-html';
import { PageStore } from '../pages/page-store';
import { ProductEditor } from '../product-editor';
import type { Translation, Translations } from './translation';
import type { AttributeTranslationRequest, TranslationRequest } from './translation.dto';
import { TranslationStore } from './translation-store';

export interface Translated {
  readonly version: number;
  readonly translations: Translations;
}

const TARGETS = {
  category: {
    table: 'catalog_category',
    pages: `SELECT pc.product_id FROM catalog_category root
        JOIN catalog_category c ON c.path >= root.path AND c.path < CONCAT(root.path, '~')
        JOIN catalog_product_category pc ON pc.category_id = c.id
       WHERE root.id = ?`,
  },
  attribute: { table: 'catalog_attribute', pages: 'SELECT product_id FROM catalog_product_attribute WHERE attribute_id = ?' },
  brand: { table: 'catalog_brand', pages: 'SELECT id AS product_id FROM catalog_product WHERE brand_id = ?' },
  // Products do not name their collections.
  collection: { table: 'catalog_collection', pages: undefined },
} as const;
export type Target = 'product' | keyof typeof TARGETS;

/** What staff do to the words of other languages. They are part of the thing that they translate, and raise its version. */
@Injectable()
export class AdminTranslationsService {
  constructor(
    private readonly database: Database,
    private readonly products: ProductEditor,
    private readonly store: TranslationStore,
    private readonly pages: PageStore,
    private readonly clock: Clock,
  ) {}

  async of(target: Target, id: string): Promise<Translated> {
    if (target === 'product') return this.products.get(id);
    const [row] = await this.database.query<{ version: number }>(`SELECT version FROM ${TARGETS[target].table} WHERE id = ?`, [id]);
    if (!row) throw new NotFound(target);
    return { version: row.version, translations: (await this.store.of([id])).get(id) ?? {} };
  }

  async put(target: Target, id: string, version: number | undefined, locale: string, words: Translation): Promise<Translated> {
    const key = checkedLocale(locale);
    if (target === 'product')
      return this.products.edit(id, version, (stored) => ({ ...stored, translations: { ...stored.translations, [key]: words } }));
    return this.change(target, id, version, () => this.store.put(target, id, key, words));
  }

  async remove(target: Target, id: string, version: number | undefined, locale: string): Promise<void> {
    if (target === 'product') return this.removeFromProduct(id, version, locale);
    await this.change(target, id, version, async () => {
      if ((await this.store.remove(id, [locale])) === 0) throw new NotFound('translation');
    });
  }

  private async removeFromProduct(id: string, version: number | undefined, locale: string): Promise<void> {
    await this.products.edit(id, version, (stored) => {
      const { [locale]: gone, ...translations } = stored.translations;
      if (!gone) throw new NotFound('translation');
      return { ...stored, translations };
    });
  }

  private async change(
    target: keyof typeof TARGETS,
    id: string,
    expected: number | undefined,
    write: () => Promise<void>,
  ): Promise<Translated> {
    const { table, pages } = TARGETS[target];
    return this.database.transaction(async () => {
      const [row] = await this.database.query<{ version: number }>(`SELECT version FROM ${table} WHERE id = ? FOR UPDATE`, [id]);
      if (!row) throw new NotFound(target);
      if (expected !== undefined && expected !== row.version) throw new PreconditionFailed();
      await write();
      await this.database.execute(`UPDATE ${table} SET version = version + 1, updated_at = ? WHERE id = ?`, [this.clock.now(), id]);
      if (pages !== undefined) await this.pages.outdate({ sql: pages, params: [id] });
      return this.of(target, id);
    });
  }
}

export function wordsOf({ title, description, seoTitle, seoDescription }: TranslationRequest): Translation {
  const html = description === undefined || description === null ? null : cleanHtml(description);
  return { title: title ?? null, description: html, seoTitle: seoTitle ?? null, seoDescription: seoDescription ?? null, options: {} };
}

export function labelsOf({ label, options = [] }: AttributeTranslationRequest): Translation {
  const labels = Object.fromEntries(options.map(({ value, label: shown }) => [value, shown]));
  return { title: label, description: null, seoTitle: null, seoDescription: null, options: labels };
}

function checkedLocale(locale: string): string {
  if (!LOCALE.test(locale)) throw ValidationFailed.at(':locale', 'locale', 'must be a language such as de or de-AT');
  return locale;
}
