import { charactersOf, groupsOf, isStopWord, isUnspaced, joinedNeighbours } from '../text/words';
import type { Group } from '../text/words';
import { stemOf } from '../text/stem';

/** More words say nothing that the first ones have not said. */
const MOST_WORDS = 8;
const LONGEST_SYNONYM = 3;

/** A word of a search as it was typed. */
export interface TypedWord {
  readonly term: string;
  readonly stem: string;
  /** What it makes when it is written together with its neighbours. */
  readonly joined: readonly string[];
  /** It may not be finished. */
  readonly last: boolean;
  /** Of a script without blanks: neither forms nor errors. */
  readonly exact: boolean;
}

/** Neighbouring words that may have synonyms as a whole. */
export interface Phrase {
  readonly typed: string;
  readonly from: number;
  readonly to: number;
}

export interface TypedText {
  readonly text: string;
  readonly words: readonly TypedWord[];
  readonly phrases: readonly Phrase[];
}

interface Part {
  readonly term: string;
  readonly group: number;
}

/** The words of a text that was typed, without those that say nothing unless there are no others. */
export function typedText(text: string): TypedText {
  const groups = [...groupsOf(text)].slice(0, 4 * MOST_WORDS);
  const all = groups.flatMap(({ words }, group): Part[] =>
    words.flatMap((word) => (isUnspaced(word.term) ? charactersOf(word, false) : [word])).map(({ term }) => ({ term, group })),
  );
  const telling = all.filter(({ term }) => !isStopWord(term));
  const parts = telling.length > 0 ? telling : all;
  const once = parts.filter(({ term }, index) => parts.findIndex((part) => part.term === term) === index).slice(0, MOST_WORDS);
  const joined = joinedWords(groups);
  const last = parts.at(-1)?.term;
  const words = once.map(({ term, group }) => {
    const exact = isUnspaced(term);
    return { term, stem: stemOf(term), joined: joined.get(group) ?? [], last: term === last && !exact, exact };
  });
  return { text: text.normalize('NFC').trim(), words, phrases: phrasesOf(words) };
}

/** The stems that a synonym is looked up by. */
export function phraseOf(text: string): string[] {
  return typedText(text).words.map(({ stem }) => stem);
}

function joinedWords(groups: readonly Group[]): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  const note = (term: string, ...places: number[]): void =>
    places.forEach((place) => found.set(place, [...(found.get(place) ?? []), term]));
  groups.forEach((group, index) => {
    if (group.joined) note(group.joined.term, index);
    const next = groups[index + 1];
    const together = next && joinedNeighbours(group, next);
    if (together) note(together.term, index, index + 1);
  });
  return found;
}

function phrasesOf(words: readonly TypedWord[]): Phrase[] {
  return words.flatMap((_, from) =>
    Array.from({ length: Math.min(LONGEST_SYNONYM, words.length - from) }, (__, more) => ({
      ...{ from, to: from + more },
      typed: words
        .slice(from, from + more + 1)
        .map(({ stem }) => stem)
        .join(' '),
    })),
  );
}
