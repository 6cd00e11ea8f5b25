import { plainText } from '../description-html';
import type { ProductContent } from '../product-content';
import { charactersOf, groupsOf, isShort, isStopWord, isUnspaced, joinedNeighbours } from './text/words';
import type { Group, Word } from './text/words';

/** A product as the index gets it. */
export interface SearchableProduct extends ProductContent {
  readonly id: string;
}

/** What a product is called by others: its brand, and the categories that it lies in with all above them. */
export interface Surroundings {
  readonly brand: string;
  readonly categories: readonly string[];
}

/** How well a word stands for a product, and how it was written. */
export interface WeighedWord {
  readonly spelling: string;
  readonly weight: number;
}

/** Raised whenever the words or weights of a text change: products that were indexed by older rules are indexed anew. */
export const INDEX_VERSION = 1;

const TITLE = 100;
const HEAD = 25;
const FIRST = 15;
/** What each word beyond the third takes off a title's. */
const LONG_TITLE = 3;
const SHORT_TITLE = 3;
const LONGEST_LOSS = 15;
const TRANSLATED_TITLE = 90;
const TYPE = 50;
const BRAND = 50;
const TAG = 25;
const OPTION = 20;
const ATTRIBUTE = 20;
const CATEGORY = 15;
const TEXT = 8;
const AGAIN = 2;
const MOST_AGAIN = 6;
/** A word that weighs no more than this stands in running text only, not in anything that names the product or sorts it. */
export const MOST_OF_TEXT = TEXT + MOST_AGAIN;
/** Far above what any description has; the rest of a longer one is not looked into. */
const MOST_WORDS = 1_500;
/** What a title says after these words tells more about its thing, and is not it. */
const ASIDE = /[,(/\u2013|:]|\s-\s|\s(?:with|in|for|of|from|mit|aus|f\u00fcr|von|avec|pour|de)\s/iu;

/** Everything that makes a product found: two products that agree in it have the same words. */
export function searchFacts(product: ProductContent): string {
  const { title, description, vendor, brandId, productType, tags, categoryIds, attributes = {}, translations = {}, variants } = product;
  const words = Object.values(translations).map((own) => [own.title, own.description]);
  return JSON.stringify([title, description, vendor, brandId, productType, tags, categoryIds, attributes, words, valuesOf(variants)]);
}

/** The words of a product by how they are looked up. A word counts once in each part of the product that has it. */
export function searchWordsOf(product: SearchableProduct, { brand, categories }: Surroundings): ReadonlyMap<string, WeighedWord> {
  const words = new Weights();
  words.addTitle(product.title);
  words.add([product.productType], TYPE);
  words.add([...new Set([product.vendor, brand])], BRAND);
  words.add(product.tags, TAG);
  words.add(valuesOf(product.variants), OPTION);
  words.add(Object.values(product.attributes ?? {}).filter(isText), ATTRIBUTE);
  words.add(categories, CATEGORY);
  const translations = Object.values(product.translations ?? {});
  words.add(
    translations.flatMap(({ title }) => title ?? []),
    TRANSLATED_TITLE,
  );
  words.addText([product.description, ...translations.flatMap(({ description }) => description ?? [])]);
  return words.found;
}

class Weights {
  readonly found = new Map<string, { spelling: string; weight: number }>();

  addTitle(title: string): void {
    const groups = [...groupsOf(title)];
    const head = [...groupsOf(title.split(ASIDE)[0] ?? '')].length - 1;
    const loss = Math.min(LONGEST_LOSS, LONG_TITLE * Math.max(0, groups.length - SHORT_TITLE));
    const own = new Map<string, { spelling: string; weight: number }>();
    for (const [index, words] of wordsOf(groups).entries()) {
      const weight = TITLE - loss + (index === head ? HEAD : 0) + (index === 0 ? FIRST : 0);
      for (const { term, spelling } of words) if (weight > (own.get(term)?.weight ?? 0)) own.set(term, { spelling, weight });
    }
    this.join(own);
  }

  /** Short texts, in which every word is meant. */
  add(texts: readonly string[], weight: number): void {
    const words = texts.flatMap((text) => wordsOf([...groupsOf(text)]).flat());
    this.join(new Map(words.map(({ term, spelling }) => [term, { spelling, weight }])));
  }

  /** Running text: its words count little, a little more when it keeps saying them. */
  addText(texts: readonly string[]): void {
    const own = new Map<string, { spelling: string; weight: number }>();
    let left = MOST_WORDS;
    for (const text of texts) {
      for (const group of groupsOf(plainText(text))) {
        if ((left -= 1) < 0) break;
        for (const { term, spelling } of indexedOf(group)) {
          if (isStopWord(term)) continue;
          const weight = Math.min(MOST_OF_TEXT, (own.get(term)?.weight ?? TEXT - AGAIN) + AGAIN);
          own.set(term, { spelling, weight });
        }
      }
    }
    this.join(own);
  }

  private join(words: ReadonlyMap<string, WeighedWord>): void {
    for (const [term, { spelling, weight }] of words) {
      const known = this.found.get(term);
      this.found.set(term, { spelling: known?.spelling ?? spelling, weight: weight + (known?.weight ?? 0) });
    }
  }
}

/** The words of each group, with those that it makes together with its neighbour. */
function wordsOf(groups: readonly Group[]): Word[][] {
  return groups.map((group, index) => {
    const next = groups[index + 1];
    const together = next && (isShort(group) || isShort(next)) ? joinedNeighbours(group, next) : undefined;
    return [...indexedOf(group), ...(together ? [together] : [])];
  });
}

function indexedOf({ words, joined }: Group): Word[] {
  const found = words.flatMap((word) => (isUnspaced(word.term) ? charactersOf(word, true) : [word]));
  return joined ? [...found, joined] : found;
}

function valuesOf(variants: ProductContent['variants']): string[] {
  return [...new Set(variants.flatMap(({ options }) => Object.values(options)))];
}

const isText = (value: unknown): value is string => typeof value === 'string';
