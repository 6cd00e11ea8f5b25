import { Injectable } from '@nestjs/common';
import { BASE_LOCALE } from '../pages/base-locale';
import { translated } from './translation';
import type { Translations } from './translation';
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

  async titled<T extends Titled>(things: readonly T[], locale: string): Promise<T[]> {
    const words = await this.of(things, locale);
    return things.map((thing) => ({ ...thing, title: titleIn(words.get(thing.id) ?? NONE, locale) ?? thing.title }));
  }

  async described<T extends Described>(thing: T, locale: string): Promise<T> {
    const own = (await this.of([thing], locale)).get(thing.id) ?? NONE;
    return {
      ...thing,
      title: titleIn(own, locale) ?? thing.title,
      description: translated(own, locale, (words) => words.description) ?? thing.description,
      seoTitle: translated(own, locale, (words) => words.seoTitle) ?? thing.seoTitle,
      seoDescription: translated(own, locale, (words) => words.seoDescription) ?? thing.seoDescription,
    };
  }

  private async of(things: readonly Titled[], locale: string): Promise<ReadonlyMap<string, Translations>> {
    return locale === BASE_LOCALE ? new Map() : this.translations.of(things.map(({ id }) => id));
  }
}

function titleIn(words: Translations, locale: string): string | undefined {
  return translated(words, locale, ({ title }) => title);
}
