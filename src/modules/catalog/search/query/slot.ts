import type { FoundTerm, Mode } from './term-lookup';

/** One thing that a word may mean: words of the vocabulary, one of each set. */
export interface Reading {
  readonly all: readonly (readonly number[])[];
  /** How close it is to what was typed, up to 10. */
  readonly closeness: number;
}

/** A typed word with all that it may mean. */
export interface Slot {
  readonly mode: Mode;
  readonly readings: readonly Reading[];
  readonly rarity: number;
  /** About how many products it has. */
  readonly products: number;
  /** What it was read as, the likeliest first, when it was not read as typed. */
  readonly instead: readonly FoundTerm[];
  /** Words that begin like it. */
  readonly beginnings: readonly FoundTerm[];
}

export interface Plan {
  readonly slots: readonly Slot[];
  /** Products whose SKU or barcode was typed, and those whose SKU begins so. */
  readonly exact: readonly number[];
  readonly alike: readonly number[];
}
