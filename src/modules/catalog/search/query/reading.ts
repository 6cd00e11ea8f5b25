import type { Reading, Slot } from './slot';
import type { Mode } from './term-lookup';

const LETTERS: Readonly<Record<Mode, string>> = { typed: 't', corrected: 'c', split: 's', unknown: 'u' };
const MODES: Readonly<Record<string, Mode>> = { t: 'typed', c: 'corrected', s: 'split', u: 'unknown' };
const WORD = /([tcsu])([1-8])(?:\[([^\]]*)\])?/g;

/** A word as it was read for the first page. */
export interface Baked {
  readonly mode: Mode;
  readonly rarity: number;
  /** Of one that was not read as typed: what it was read as. */
  readonly readings: readonly Reading[];
}

/**
 * How each word was read, and how rare it was then: what later pages need to go on in the same order, whatever is written meanwhile. What a
 * word was read as is named by number, because a better guess may turn up: `t3c8[7*12,7*55]`.
 */
export function readingOf(slots: readonly Slot[]): string {
  return slots
    .map(({ mode, rarity, readings }) => {
      const guessed = mode === 'corrected' || mode === 'split' ? `[${readings.map(written).join(',')}]` : '';
      return `${LETTERS[mode]}${rarity}${guessed}`;
    })
    .join('');
}

export function bakedIn(reading: string): Baked[] {
  return [...reading.matchAll(WORD)].map(([, letter = '', rarity, guessed = '']) => ({
    mode: MODES[letter] ?? 'typed',
    rarity: Number(rarity),
    readings: guessed === '' ? [] : guessed.split(',').map(readBack),
  }));
}

function written({ closeness, all }: Reading): string {
  return `${closeness}*${all.map((ids) => ids.join('.')).join('+')}`;
}

function readBack(text: string): Reading {
  const [closeness, sets = ''] = text.split('*');
  return { closeness: Number(closeness), all: sets.split('+').map((ids) => ids.split('.').map(Number)) };
}
