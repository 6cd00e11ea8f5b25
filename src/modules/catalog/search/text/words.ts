import { fold } from './fold';

/** No word is longer; what is, is known by its beginning. */
const MAX_WORD = 40;

/** A word as it is looked up. */
export interface Word {
  readonly term: string;
  /** As it was written, in lower case. */
  readonly spelling: string;
}

/** What stands between two blanks: `T-Shirt` has two words, and is one when it is written together. */
export interface Group {
  readonly words: readonly Word[];
  readonly joined: Word | undefined;
}

const CHARACTER = '[\\p{L}\\p{M}\\p{N}]';
const GROUPS = new RegExp(`${CHARACTER}+(?:(?:[-‐‑'’._]|(?<=\\p{N}),(?=\\p{N}))${CHARACTER}+)*`, 'gu');
const PARTS = /\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}]+/gu;
const POSSESSIVE = /['\u2019]s(?!\p{L})/gu;
/** Scripts without blanks between words. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
const RUNS = new RegExp(`[${UNSPACED}ー\\p{M}]+|[^${UNSPACED}]+`, 'gu');
const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u');
const MOST_JOINED = 4;

const STOP_WORDS = new Set(
  [
    'a an and are as at be by for from in is it of on or that the this to was with without your you our',
    'der die das den dem des ein eine einen einem und oder mit von zu zum zur im',
    'le la les un une et ou avec du de en el los las y',
  ]
    .join(' ')
    .split(' '),
);

/** Words that stand in every text; a query is about its other words. */
export const isStopWord = (term: string): boolean => STOP_WORDS.has(term);
export const isUnspaced = (term: string): boolean => IS_UNSPACED.test(term);

/** The text's groups of words, in their order. */
export function* groupsOf(text: string): Generator<Group> {
  const lower = text.normalize('NFC').toLowerCase().replace(POSSESSIVE, '');
  for (const [group] of lower.matchAll(GROUPS)) {
    const parts = group.match(PARTS)?.flatMap((part) => (isUnspaced(part) ? (part.match(RUNS) ?? []) : [part])) ?? [];
    const words = parts.map(wordOf).filter(({ term }) => term !== '');
    if (words.length > 0) yield { words, joined: joinedOf(words) };
  }
}

/** Two neighbours of which one is short may be written together: `t shirt`, `500 ml`. */
export function joinedNeighbours(before: Group, after: Group): Word | undefined {
  const [a, b] = [before.joined ?? before.words[0], after.joined ?? after.words[0]];
  if (!a || !b || (before.words.length > 1 && !before.joined) || (after.words.length > 1 && !after.joined)) return undefined;
  return joinedOf([a, b]);
}

export const isShort = ({ words }: Group): boolean => words.length === 1 && (words[0]?.term.length ?? 0) <= 2;

/** Pairs of characters for a script without blanks, and the single ones for whoever looks for one. */
export function charactersOf({ term }: Word, singles: boolean): Word[] {
  const letters = [...term];
  const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  const found = singles || pairs.length === 0 ? [...letters, ...pairs] : pairs;
  return [...new Set(found)].map((text) => ({ term: text, spelling: text }));
}

function wordOf(part: string): Word {
  return { term: cut(fold(part).replaceAll(',', '.')), spelling: cut(part) };
}

function joinedOf(words: readonly Word[]): Word | undefined {
  if (words.length < 2 || words.length > MOST_JOINED || words.every(({ term }) => /^[\p{N}.]+$/u.test(term))) return undefined;
  if (words.some(({ term }) => isUnspaced(term) || isStopWord(term))) return undefined;
  const term = words.map((word) => word.term).join('');
  return term.length > MAX_WORD ? undefined : { term, spelling: cut(words.map(({ spelling }) => spelling).join('')) };
}

function cut(text: string): string {
  return text.length <= MAX_WORD ? text : text.slice(0, MAX_WORD).replace(/[\ud800-\udbff]$/, '');
}
