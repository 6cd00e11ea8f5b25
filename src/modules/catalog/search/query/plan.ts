import { distance, errorsIn } from '../text/typing-errors';
import { stemOf } from '../text/stem';
import { cutsOf } from './term-lookup';
import type { Baked } from './reading';
import type { Plan, Reading, Slot } from './slot';
import type { FoundTerm } from './term-lookup';
import type { TypedText, TypedWord } from './typed-words';

const AS_TYPED = 10;
const OTHER_FORM = 9;
const TOGETHER = 9;
const SYNONYM = 8;
const BEGINNING = 8;
/** Where the word is one already, what it may be the beginning of matters less. */
const BEGINNING_OF_WORD = 4;
const ONE_ERROR = 7;
const TWO_ERRORS = 5;
const PIECES = 7;
const MOST_CORRECTIONS = 3;
const RAREST = 8;

type Chosen = Pick<Slot, 'mode' | 'readings' | 'instead'> & { readonly used: readonly FoundTerm[] };
const NOTHING: Chosen = { mode: 'unknown', readings: [], instead: [], used: [] };

export function planOf(text: TypedText, found: readonly FoundTerm[], baked?: readonly Baked[]): Plan {
  const numbers = found.filter(({ kind }) => kind === 'number');
  const exact = [...new Set(numbers.filter(({ part }) => part === 1).map(({ id }) => id))];
  const alike = [...new Set(numbers.filter(({ id }) => !exact.includes(id)).map(({ id }) => id))];
  const synonyms = synonymsOf(text, found);
  const slots = text.words.map((word, index) => {
    const own = found.filter(({ kind, slot }) => slot === index && kind !== 'synonym' && kind !== 'number');
    return slotOf(word, own, synonyms[index] ?? [], baked?.[index]);
  });
  return { slots, exact, alike };
}

function slotOf(word: TypedWord, own: readonly FoundTerm[], synonyms: readonly Synonym[], baked: Baked | undefined): Slot {
  const { used, ...chosen } = baked && baked.mode !== 'typed' ? { ...NOTHING, ...baked } : choose(word, own, synonyms);
  const forms = used.filter(({ kind }) => kind === 'form');
  const telling = forms.length > 0 ? forms : used;
  return {
    ...chosen,
    rarity: baked?.rarity ?? Math.min(RAREST, ...telling.map(({ rarity }) => rarity)),
    products: used.reduce((sum, { products }) => sum + products, 0),
    beginnings: own.filter(({ kind }) => kind === 'beginning'),
  };
}

function choose(word: TypedWord, own: readonly FoundTerm[], synonyms: readonly Synonym[]): Chosen {
  const typed = asTyped(word, own, synonyms);
  if (typed.used.length > 0) return typed;
  const corrected = correctedBy(word, own);
  const split = splitBy(word, own);
  const near = corrected.readings.some(({ closeness }) => closeness >= ONE_ERROR - 1);
  return near || split.used.length === 0 ? corrected : split;
}

function asTyped({ term }: TypedWord, own: readonly FoundTerm[], synonyms: readonly Synonym[]): Chosen {
  const forms = own.filter(({ kind }) => kind === 'form');
  const joined = own.filter(({ kind }) => kind === 'joined');
  const beginnings = own.filter(({ kind }) => kind === 'beginning');
  const whole = forms.length + synonyms.length > 0;
  const readings = [
    ...forms.map((form) => one(form, form.term === term ? AS_TYPED : OTHER_FORM)),
    ...joined.map((word) => one(word, TOGETHER)),
    ...synonyms.map(({ all }) => ({ all, closeness: SYNONYM })),
    ...beginnings.map((word) => one(word, whole ? BEGINNING_OF_WORD : BEGINNING)),
  ];
  const used = [...forms, ...joined, ...synonyms.flatMap(({ terms }) => terms), ...beginnings];
  return { mode: 'typed', readings, instead: [], used };
}

function correctedBy({ term, last }: TypedWord, own: readonly FoundTerm[]): Chosen {
  const most = errorsIn(term);
  const near = own.filter(({ kind }) => kind === 'error');
  const candidates = near.flatMap((word) => {
    const whole = distance(term, word.term, false);
    const errors = whole > most && last ? distance(term, word.term, true) : whole;
    return errors <= most ? [{ word, errors, closeness: (errors > 1 ? TWO_ERRORS : ONE_ERROR) - Number(errors < whole) }] : [];
  });
  const least = Math.min(...candidates.map(({ errors }) => errors));
  const sameStart = (word: FoundTerm): number => Number(word.term.startsWith(term.slice(0, 1)));
  const best = candidates
    .filter(({ errors }) => errors === least)
    .sort((a, b) => b.closeness - a.closeness || sameStart(b.word) - sameStart(a.word) || b.word.products - a.word.products)
    .slice(0, MOST_CORRECTIONS);
  if (best.length === 0) return NOTHING;
  const words = best.map(({ word }) => word);
  const forms = near
    .filter((form) => !words.includes(form))
    .flatMap((form) => {
      const meant = best.find(({ word }) => stemOf(word.term) === stemOf(form.term));
      return meant ? [{ word: form, closeness: meant.closeness + OTHER_FORM - AS_TYPED }] : [];
    });
  const readings = [...best, ...forms].map(({ word, closeness }) => one(word, closeness));
  return { mode: 'corrected', readings, instead: words, used: [...words, ...forms.map(({ word }) => word)] };
}

function splitBy({ term }: TypedWord, own: readonly FoundTerm[]): Chosen {
  const pieces = own.filter(({ kind }) => kind === 'piece');
  const known = (piece: string): FoundTerm[] => pieces.filter((word) => stemOf(word.term) === stemOf(piece));
  const cuts = cutsOf(term).flatMap(([a, b]) => {
    const [first, second] = [known(a), known(b)];
    return first.length > 0 && second.length > 0 ? [{ first, second }] : [];
  });
  if (cuts.length === 0) return NOTHING;
  const readings = cuts.map(({ first, second }) => ({ all: [idsOf(first), idsOf(second)], closeness: PIECES }));
  const [best] = cuts;
  const together = best?.first[0] && best.second[0];
  const spelling = `${best?.first[0]?.spelling ?? ''} ${best?.second[0]?.spelling ?? ''}`;
  const used = cuts.flatMap(({ first, second }) => [...first, ...second]);
  return { mode: 'split', readings, instead: together ? [{ ...together, spelling }] : [], used };
}

interface Synonym {
  readonly all: readonly (readonly number[])[];
  readonly terms: readonly FoundTerm[];
}

/** By typed word: what the phrases that it is part of have as synonyms. One of which some word is in no product says nothing. */
function synonymsOf({ phrases, words }: TypedText, found: readonly FoundTerm[]): Synonym[][] {
  const typed = [...new Set(phrases.map((phrase) => phrase.typed))];
  const groups = new Map<string, FoundTerm[]>();
  for (const term of found) {
    if (term.kind !== 'synonym') continue;
    const key = `${term.slot} ${term.reading}`;
    groups.set(key, [...(groups.get(key) ?? []), term]);
  }
  const slots = words.map((): Synonym[] => []);
  for (const terms of groups.values()) {
    const { slot = 0, parts = 1 } = terms[0] ?? {};
    const all = Array.from({ length: Number(parts) }, (_, part) => idsOf(terms.filter((term) => Number(term.part) === part)));
    if (all.some((ids) => ids.length === 0)) continue;
    for (const phrase of phrases.filter((each) => each.typed === typed[slot])) {
      for (let index = phrase.from; index <= phrase.to; index += 1) slots[index]?.push({ all, terms });
    }
  }
  return slots;
}

const one = ({ id }: FoundTerm, closeness: number): Reading => ({ all: [[id]], closeness });
const idsOf = (terms: readonly FoundTerm[]): number[] => [...new Set(terms.map(({ id }) => id))];
