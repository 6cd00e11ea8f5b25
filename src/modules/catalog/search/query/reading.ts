import type { Slot } from './plan';
import type { Mode } from './term-lookup';

const LETTERS: Readonly<Record<Mode, string>> = { typed: 't', corrected: 'c', split: 's', unknown: 'u' };
const MODES: Readonly<Record<string, Mode>> = { t: 'typed', c: 'corrected', s: 'split', u: 'unknown' };

export interface Baked {
  readonly mode: Mode;
  readonly rarity: number;
}

/** How each word was read, and how rare it was then: what later pages need to go on in the same order, whatever is written meanwhile. */
export function readingOf(slots: readonly Slot[]): string {
  return slots.map(({ mode, rarity }) => `${LETTERS[mode]}${rarity}`).join('');
}

export function modesOf(reading: string): Baked[] {
  return [...reading.matchAll(/([tcsu])([1-8])/g)].map(([, letter = '', rarity]) => ({
    mode: MODES[letter] ?? 'typed',
    rarity: Number(rarity),
  }));
}
