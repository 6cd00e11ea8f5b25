import { Injectable } from '@nestjs/common';
import { BASE_LOCALE } from '../pages/base-locale';
import { languageOf, translated } from './translation';
import type { Spoken, Translations } from './translation';
import { TranslationStore } from './translation-store';

interface Titled {
  readonly id: string;
  readonly title: string;
}

interface Described extends Titled {
  readonly description: string;
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
}

const NONE: Translations = {};

/** Says brands and collections in the language of whoever asks; one statement for any number, none for the shop's own language. */
@Injectable()
export class LinkWords {
  constructor(private readonly translations: TranslationStore) {}

  async titled<T extends Titled>(things: readonly T[], locale: string): Promise<(T & Spoken)[]> {
    const words = await this.of(things, locale);
    return things.map((thing) => titledIn(thing, words.get(thing.id) ?? NONE, locale));
  }

  async described<T extends Described>(thing: T, locale: string): Promise<T & Spoken> {
    return describedIn(thing, (await this.of([thing], locale)).get(thing.id) ?? NONE, locale);
  }

  private async of(things: readonly Titled[], locale: string): Promise<ReadonlyMap<string, Translations>> {
    return locale === BASE_LOCALE ? new Map() : this.translations.of(things.map(({ id }) => id));
  }
}

export function describedIn<T extends Described>(thing: T, words: Translations, locale: string): T & Spoken {
  return {
    ...titledIn(thing, words, locale),
    description: translated(words, locale, (own) => own.description) ?? thing.description,
    seoTitle: translated(words, locale, (own) => own.seoTitle) ?? thing.seoTitle,
    seoDescription: translated(words, locale, (own) => own.seoDescription) ?? thing.seoDescription,
  };
}

export function titledIn<T extends Titled>(thing: T, words: Translations, locale: string): T & Spoken {
  const title = translated(words, locale, (own) => own.title) ?? thing.title;
  return { ...thing, title, language: languageOf(words, locale) };
}
