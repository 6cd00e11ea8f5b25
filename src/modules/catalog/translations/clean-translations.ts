import { LOCALE } from '../../../platform/http';
import { InvalidProduct } from '../catalog.errors';
import { cleanHtml } from '../description-html';
import type { Translation, Translations } from './translation';

const LONGEST = { title: 255, description: 100_000, seoTitle: 255, seoDescription: 1000 } as const;

/** The words of a product as they will be stored. @throws InvalidProduct */
export function cleanTranslations(translations: Translations): Translations {
  const cleaned = Object.entries(translations).map(([locale, words]): [string, Translation] => {
    if (!LOCALE.test(locale)) throw new InvalidProduct(`"${locale.slice(0, 40)}" is no language such as de or de-AT.`);
    const line = (field: 'title' | 'seoTitle' | 'seoDescription'): string | null => checked(locale, field, words[field])?.trim() || null;
    const html = checked(locale, 'description', words.description);
    const description = html === null ? null : cleanHtml(html);
    const texts = { title: line('title'), description, seoTitle: line('seoTitle'), seoDescription: line('seoDescription') };
    return [locale, { ...texts, options: {} }];
  });
  return Object.fromEntries(cleaned.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function checked(locale: string, field: keyof typeof LONGEST, text: string | null): string | null {
  if (text !== null && [...text].length > LONGEST[field]) {
    throw new InvalidProduct(`The ${field} in "${locale}" has at most ${LONGEST[field]} characters.`);
  }
  return text?.normalize('NFC') ?? null;
}
