import type { AttributeOption } from '../attributes/attribute-value';
import { languageOf, translated } from './translation';
import type { Spoken, Translations } from './translation';

interface Labelled {
  readonly label: string;
  readonly options: readonly AttributeOption[];
}

/** An attribute in the language; an option that a translation leaves out is said in the language behind it. */
export function labelledIn<T extends Labelled>(attribute: T, words: Translations, locale: string): T & Spoken {
  const options = attribute.options.map(({ value, label }) => {
    const said = translated(words, locale, (own) => (Object.hasOwn(own.options, value) ? own.options[value] : undefined));
    return { value, label: said ?? label };
  });
  const label = translated(words, locale, ({ title }) => title) ?? attribute.label;
  return { ...attribute, label, options, language: languageOf(words, locale) };
}
