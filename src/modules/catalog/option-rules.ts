import { createHash } from 'node:crypto';
import type { ProductOption } from './catalog-draft';
import { DuplicateCombination, InvalidProduct, OptionMismatch } from './catalog.errors';
import { textKey } from './text-key';

const MAX_OPTIONS = 5;
const MAX_VALUES = 200;
const MAX_NAME = 100;
const MAX_VALUE = 255;

type Combination = Readonly<Record<string, string>>;
interface WithOptions {
  readonly options: Combination;
}

/** Equal for two spellings of one combination; the order of the options does not matter. */
export function combinationText(combination: Combination): string {
  const pairs = Object.entries(combination).map(([name, value]) => [textKey(name), textKey(value)]);
  pairs.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return JSON.stringify(pairs);
}

/** The hash by which a combination exists once in a product. */
export function combinationKey(combination: Combination): string {
  return createHash('sha256').update(combinationText(combination)).digest('hex');
}

export function combinationTitle(combination: Combination): string {
  return Object.values(combination).join(' / ').slice(0, 1000);
}

/** Options read off the variants, in order of appearance: for whoever lists variants only. */
export function optionsOf(variants: readonly WithOptions[]): ProductOption[] {
  const found = new Map<string, string[]>();
  for (const { options } of variants) {
    for (const [name, value] of Object.entries(options)) {
      const values = found.get(name) ?? [];
      if (!values.includes(value)) values.push(value);
      found.set(name, values);
    }
  }
  return [...found].map(([name, values]) => ({ name, values }));
}

/** Trimmed, bounded, and without two names or values that mean the same. */
export function cleanOptions(options: readonly ProductOption[]): ProductOption[] {
  if (options.length > MAX_OPTIONS) throw new InvalidProduct(`A product has at most ${MAX_OPTIONS} options.`);
  const cleaned = options.map(({ name, values }) => ({
    name: cleanText(name, MAX_NAME),
    values: values.map((value) => cleanText(value, MAX_VALUE)),
  }));
  refuseTwice(
    cleaned.map(({ name }) => name),
    'option',
  );
  for (const { name, values } of cleaned) {
    if (values.length === 0 || values.length > MAX_VALUES) throw new InvalidProduct(`Option "${name}" needs 1 to ${MAX_VALUES} values.`);
    refuseTwice(values, `value of option "${name}"`);
  }
  return cleaned;
}

/** The variant's values in the product's own spelling and order. */
export function matchOptions(options: readonly ProductOption[], combination: Combination): Record<string, string> {
  const given = new Map(Object.entries(combination).map(([name, value]) => [textKey(name), textKey(value)]));
  const names = new Set(options.map(({ name }) => textKey(name)));
  const foreign = Object.keys(combination).filter((name) => !names.has(textKey(name)));
  if (foreign.length > 0) throw new OptionMismatch(`The product has no option "${foreign.join('", "')}".`);
  return Object.fromEntries(
    options.map(({ name, values }) => {
      const key = given.get(textKey(name));
      if (key === undefined) throw new OptionMismatch(`A variant has no value for option "${name}".`);
      const value = values.find((candidate) => textKey(candidate) === key);
      if (value === undefined) throw new OptionMismatch(`"${key}" is not a value of option "${name}".`);
      return [name, value];
    }),
  );
}

export function refuseDuplicateCombinations(variants: readonly WithOptions[]): void {
  const seen = new Set<string>();
  for (const { options } of variants) {
    const key = combinationText(options);
    if (seen.has(key)) throw new DuplicateCombination(combinationTitle(options) || 'without options');
    seen.add(key);
  }
}

function cleanText(text: string, max: number): string {
  const cleaned = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (cleaned === '' || cleaned.length > max || textKey(cleaned).length > max) {
    throw new InvalidProduct(`Names of options have 1 to ${MAX_NAME} characters, their values 1 to ${MAX_VALUE}.`);
  }
  return cleaned;
}

function refuseTwice(texts: readonly string[], what: string): void {
  const keys = texts.map(textKey);
  const twice = texts.find((_, index) => keys.indexOf(keys[index] ?? '') !== index);
  if (twice !== undefined) throw new InvalidProduct(`"${twice}" stands twice as ${what}.`);
}
