import { groupsOf } from '../text/words';
import { stemOf } from '../text/stem';
import { phraseOf } from '../query/typed-words';
import { InvalidSynonym } from './synonym.errors';

export const SYNONYM_KINDS = ['equivalent', 'one_way'] as const;
export type SynonymKind = (typeof SYNONYM_KINDS)[number];

export interface SynonymContent {
  readonly kind: SynonymKind;
  readonly from: string | null;
  readonly words: readonly string[];
}

/** How a synonym is looked up: whoever types the first finds each of the readings, whose words must all be there. */
export interface SynonymEntry {
  readonly typed: string;
  readonly readings: readonly (readonly string[])[];
}

const MOST_PARTS = 3;

/** @throws InvalidSynonym */
export function entriesOf({ kind, from, words }: SynonymContent): SynonymEntry[] {
  if ((kind === 'one_way') !== (from !== null)) throw new InvalidSynonym('A one-way synonym has a `from`, equivalent words have none.');
  const phrases = new Map(words.map((text) => [stemsOf(text).join(' '), text]));
  const readings = [...phrases].map(([typed, text]) => ({ typed, text, stems: stemsOf(text) }));
  if (from !== null) return spelledAs(from).map((typed) => ({ typed, readings: others(readings, stemsOf(from).join(' ')) }));
  if (readings.length < 2) throw new InvalidSynonym('Equivalent words are at least two that a search tells apart.');
  return together(readings.flatMap((one) => spelledAs(one.text).map((typed) => ({ typed, readings: others(readings, one.typed) }))));
}

/** `t-shirt` and `tshirt` are typed as the same: that is one entry, which finds what both of them find. */
function together(entries: readonly SynonymEntry[]): SynonymEntry[] {
  const found = new Map<string, Map<string, readonly string[]>>();
  for (const { typed, readings } of entries) {
    const own = found.get(typed) ?? new Map<string, readonly string[]>();
    for (const stems of readings) if (stems.join(' ') !== typed) own.set(stems.join(' '), stems);
    found.set(typed, own);
  }
  return [...found].map(([typed, readings]) => ({ typed, readings: [...readings.values()] }));
}

function others(readings: readonly { readonly typed: string; readonly stems: readonly string[] }[], typed: string): (readonly string[])[] {
  const found = readings.filter((reading) => reading.typed !== typed).map(({ stems }) => stems);
  if (found.length === 0) throw new InvalidSynonym('It finds nothing but itself.');
  return found;
}

/** `t-shirt` is typed as `tshirt` too. */
function spelledAs(text: string): string[] {
  const [first, ...more] = [...groupsOf(text)];
  const joined = first?.joined && more.length === 0 ? [stemOf(first.joined.term)] : [];
  return [...new Set([stemsOf(text).join(' '), ...joined])];
}

function stemsOf(text: string): string[] {
  const stems = phraseOf(text);
  if (stems.length === 0 || stems.length > MOST_PARTS) throw new InvalidSynonym(`"${text}" is not one to ${MOST_PARTS} words.`);
  return stems;
}
