import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../../platform/database';
import type { Translation, Translations } from './translation';

export type TranslatedKind = 'product' | 'category' | 'attribute' | 'brand' | 'collection';

interface Row {
  readonly id: string;
  readonly locale: string;
  readonly title: string | null;
  readonly description: string | null;
  readonly seo_title: string | null;
  readonly seo_description: string | null;
  readonly options: unknown;
}

const SELECT = 'SELECT target_id AS id, locale, title, description, seo_title, seo_description, options FROM catalog_translation';
const COLUMNS = ['target_id', 'locale', 'kind', 'title', 'description', 'seo_title', 'seo_description', 'options'];

/** The one place that reads and writes words in other languages. */
@Injectable()
export class TranslationStore {
  constructor(private readonly database: Database) {}

  /** By id, then by locale. */
  async of(ids: readonly string[]): Promise<ReadonlyMap<string, Translations>> {
    if (ids.length === 0) return new Map();
    return grouped(await this.database.query<Row>(`${SELECT} WHERE target_id IN (?) ORDER BY target_id, locale`, [ids]));
  }

  /** Of everything of a kind in these locales; there are hundreds of categories and attributes, not millions. */
  async all(kind: TranslatedKind, locales: readonly string[], lock = ''): Promise<ReadonlyMap<string, Translations>> {
    return grouped(
      await this.database.query<Row>(`${SELECT} FORCE INDEX (catalog_translation_kind) WHERE kind = ? AND locale IN (?) ${lock}`, [
        kind,
        locales,
      ]),
    );
  }

  async put(kind: TranslatedKind, id: string, locale: string, words: Translation): Promise<void> {
    this.database.requireTransaction();
    await this.remove(id, [locale]);
    await this.insert(kind, [{ id, translations: { [locale]: words } }]);
  }

  async insert(kind: TranslatedKind, things: readonly { readonly id: string; readonly translations: Translations }[]): Promise<void> {
    const rows = things.flatMap(({ id, translations }) =>
      Object.entries(translations).map(([locale, { title, description, seoTitle, seoDescription, options }]) => {
        return [id, locale, kind, title, description, seoTitle, seoDescription, JSON.stringify(options)];
      }),
    );
    await this.database.insertRows({ table: 'catalog_translation', columns: COLUMNS, rows });
  }

  async remove(id: string, locales: readonly string[]): Promise<number> {
    if (locales.length === 0) return 0;
    return this.database.execute('DELETE FROM catalog_translation WHERE target_id = ? AND locale IN (?)', [id, locales]);
  }
}

function grouped(rows: readonly Row[]): ReadonlyMap<string, Translations> {
  const found = new Map<string, Record<string, Translation>>();
  for (const { id, locale, title, description, seo_title, seo_description, options } of rows) {
    const own = found.get(id) ?? {};
    const labels = jsonValue<Record<string, string>>(options);
    own[locale] = { title, description, seoTitle: seo_title, seoDescription: seo_description, options: labels };
    found.set(id, own);
  }
  return found;
}
