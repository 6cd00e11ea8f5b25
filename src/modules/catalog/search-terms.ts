/** What a search text becomes: an expression for MATCH ... AGAINST, or beginnings of title words when no word is long enough for it. */
export interface SearchTerms {
  /** Every operator in it is ours; null when no word can be looked up in the full-text index. */
  readonly boolean: string | null;
  /** LIKE patterns for titles, all of which must hold; only without `boolean`. */
  readonly titleWords: readonly string[];
  /** The text as it was typed, for an exact SKU. */
  readonly exact: string;
}

const MAX_WORDS = 10;
const MIN_TOKEN = 3;
/** InnoDB indexes no longer tokens. */
const MAX_TOKEN = 84;

/** InnoDB's own list. These words are not in the index, so a search that requires one would find nothing. */
const STOPWORDS = new Set(
  'a about an are as at be by com de en for from how i in is it la of on or that the this to was what when where who will with und www'.split(
    ' ',
  ),
);
/** Scripts without blanks between words: the index holds whole phrases, so only a look inside the title finds a word. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/**
 * Words are what InnoDB's parser takes for words: letters, digits and underscores. Everything else, all operators of the boolean mode
 * included, only separates. Each word must occur, as the beginning of an indexed word.
 */
export function searchTerms(text: string): SearchTerms {
  const exact = text.normalize('NFC').trim();
  const words = [...new Set(exact.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [])].slice(0, MAX_WORDS);
  const indexed = words.filter(isIndexed);
  if (indexed.length > 0) return { boolean: indexed.map((word) => `+${word}*`).join(' '), titleWords: [], exact };
  return { boolean: null, titleWords: words.map((word) => (UNSPACED.test(word) ? `%${likeText(word)}%` : `${likeText(word)}%`)), exact };
}

/** Makes `%`, `_` and `\` mean themselves. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

function isIndexed(word: string): boolean {
  const length = [...word].length;
  return length >= MIN_TOKEN && length <= MAX_TOKEN && !STOPWORDS.has(word) && !UNSPACED.test(word) && /[\p{L}\p{N}]/u.test(word);
}
