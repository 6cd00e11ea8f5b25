import { chainOf } from '../../../platform/http';

/** Words in another language; null where the language behind it has the say. */
export interface Translation {
  readonly title: string | null;
  readonly description: string | null;
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
  /** Of an attribute: the labels of its options, by their values. */
  readonly options: Readonly<Record<string, string>>;
}

export type Translations = Readonly<Record<string, Translation>>;

/** The first words along the chain: `de-AT`, `de`, and at its end the thing's own. */
export function translated<T>(
  translations: Translations,
  locale: string,
  read: (translation: Translation) => T | null | undefined,
): T | undefined {
  for (const step of chainOf(locale)) {
    const own = translations[step];
    const found = own && read(own);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** The language that the title is in; undefined for the thing's own. */
export function languageOf(translations: Translations, locale: string): string | undefined {
  return chainOf(locale).find((step) => (translations[step]?.title ?? null) !== null);
}

/** What has been said in some language. */
export interface Spoken {
  /** That of its title; undefined for the thing's own. */
  readonly language?: string | undefined;
}
