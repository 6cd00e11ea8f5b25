import type { Money } from '../../../platform/money';
import type { ProductOption, VariantDraft } from '../catalog-draft';
import {
  attributeColumns,
  COLUMN,
  compareAtIn,
  isModelled,
  isVariantColumn,
  LIMIT,
  MODELLED_VARIANT_COLUMNS,
  namesOptions,
  OPTION_NUMBERS,
  optionName,
  optionValue,
  priceIn,
} from './shopify-columns';
import type { ShopifyRow } from './shopify-row';

/** What of the shop a file speaks of. */
export interface FileTerms {
  /** The currency of the plain price columns; Shopify's format names none. */
  readonly main: string;
  /** The currencies that have price columns of their own. */
  readonly others: readonly string[];
  /** The keys of the shop's attributes: metafields of these names are theirs. */
  readonly attributes?: ReadonlySet<string>;
}

const currencyColumns = (terms: FileTerms): readonly string[] =>
  terms.others.flatMap((currency) => [priceIn(currency), compareAtIn(currency)]);

interface MoreColumns {
  /** Those that go to `extra`. */
  readonly foreign: readonly string[];
  /** By the column, the key of the attribute. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** By the columns of a file, which all its rows share. */
const known = new WeakMap<readonly string[], MoreColumns>();

export function moreColumns(columns: readonly string[], terms: FileTerms): MoreColumns {
  const earlier = known.get(columns);
  if (earlier) return earlier;
  const prices = currencyColumns(terms);
  const attributes = attributeColumns(columns, terms.attributes ?? new Set());
  const isForeign = (column: string): boolean =>
    column !== '' && !isModelled(column) && !prices.includes(column) && !attributes.has(column);
  const found = { attributes, foreign: columns.filter(isForeign) };
  known.set(columns, found);
  return found;
}

export function foreignCells(row: ShopifyRow, terms: FileTerms, wanted: (column: string) => boolean): [string, string][] {
  return moreColumns(row.columns(), terms)
    .foreign.filter((column) => row.has(column) && wanted(column))
    .map((column) => [column, row.verbatim(column, LIMIT.foreign)]);
}

/** A row after the first may hold a variant, an image, or both. */
export const holdsVariant = (row: ShopifyRow, terms: FileTerms): boolean =>
  MODELLED_VARIANT_COLUMNS.some((column) => row.has(column)) || currencyColumns(terms).some((column) => row.has(column));

/** The names of the product's options, from its first row. "Title" with the one value "Default Title" is Shopify's way to say: no options. */
export function readOptionNames(first: ShopifyRow, variantRows: readonly ShopifyRow[]): readonly string[] {
  const names = OPTION_NUMBERS.map((number) => first.text(optionName(number), LIMIT.optionName));
  const used = names.filter((name) => name !== '');
  if (names.slice(0, used.length).includes('')) {
    first.refuse(`Option names must start at ${optionName(1)} without a gap. Move the names and their values to the left.`);
  }
  if (new Set(used).size < used.length) first.refuse('Two options have the same name. Give each option its own name.');
  const isDefault =
    used.length === 1 && used[0] === 'Title' && variantRows.length === 1 && first.text(optionValue(1), 20) === 'Default Title';
  return isDefault ? [] : used;
}

function readOptionValues(row: ShopifyRow, names: readonly string[]): Record<string, string> {
  for (const number of OPTION_NUMBERS.slice(names.length)) {
    const isDefault = names.length === 0 && row.raw(optionValue(number)).trim() === 'Default Title';
    if (row.has(optionValue(number)) && !isDefault) {
      row.refuse(`${optionValue(number)} has a value, but the product's first row has no ${optionName(number)}. Name the option there.`);
    }
  }
  return Object.fromEntries(
    names.map((name, index) => {
      const column = optionValue(index + 1);
      if (!row.has(column)) row.refuse(`${column} is empty. Write this variant's ${name}.`);
      return [name, row.text(column, LIMIT.optionValue)];
    }),
  );
}

function readPrices(row: ShopifyRow, terms: FileTerms): Pick<VariantDraft, 'prices' | 'compareAt'> {
  const columns = [
    { price: COLUMN.price as string, compareAt: COLUMN.compareAt as string, currency: terms.main },
    ...terms.others.map((currency) => ({ price: priceIn(currency), compareAt: compareAtIn(currency), currency })),
  ];
  const prices: Money[] = [];
  const compareAt: Money[] = [];
  for (const { price, compareAt: was, currency } of columns) {
    const now = row.price(price, currency);
    const before = row.price(was, currency);
    if (now) prices.push(now);
    if (before && !now && !row.has(price)) row.refuse(`${was} has an amount, but ${price} is empty. Write the price too.`);
    // 0 is how some tools say: not reduced.
    if (before && !before.isZero()) compareAt.push(before);
  }
  if (!columns.some((column) => row.has(column.price)) && !row.flag(COLUMN.notSold)) {
    row.refuse(`${COLUMN.price} is empty. Write a price; 0 for something that is free.`);
  }
  return { prices, compareAt };
}

const QUANTITY_ADVICE = `Write a whole number from 0 to ${LIMIT.quantity}, without separators; 0 for a product that is oversold, or leave the cell empty.`;

function readWeight(row: ShopifyRow): { readonly grams: number | null; readonly kept: readonly [string, string][] } {
  const cell = row.raw(COLUMN.grams).trim();
  if (cell === '') return { grams: null, kept: [] };
  const grams = /^\d+(\.\d+)?$/.test(cell) ? Math.round(Number(cell)) : Number.NaN;
  if (!(grams <= LIMIT.grams)) {
    row.refuse(`${COLUMN.grams} is "${cell.slice(0, 40)}". Write the weight in grams as a number, such as 250.`);
    return { grams: null, kept: [] };
  }
  return { grams, kept: String(grams) === cell ? [] : [[COLUMN.grams, cell]] };
}

/** On the first row a foreign column belongs to the variant only when its name says so; on later rows every foreign column does. */
export function readVariant(row: ShopifyRow, isFirst: boolean, names: readonly string[], terms: FileTerms): VariantDraft {
  const weight = readWeight(row);
  const onHand = row.integer(COLUMN.quantity, LIMIT.quantity, QUANTITY_ADVICE);
  return {
    sku: row.textOrNull(COLUMN.sku, LIMIT.sku),
    options: readOptionValues(row, names),
    ...readPrices(row, terms),
    barcode: row.textOrNull(COLUMN.barcode, LIMIT.barcode),
    weightGrams: weight.grams,
    requiresShipping: row.flag(COLUMN.requiresShipping) ?? true,
    taxable: row.flag(COLUMN.taxable) ?? true,
    ...(onHand === undefined ? {} : { onHand }),
    imageUrl: row.webAddress(COLUMN.variantImage),
    extra: Object.fromEntries([...foreignCells(row, terms, (column) => !isFirst || isVariantColumn(column)), ...weight.kept]),
  };
}

/** Refuses a variant that an earlier row of the product has: its combination of values, or its SKU where the file names no options. */
export function refuseRepeatedCombinations(rows: readonly ShopifyRow[], variants: readonly VariantDraft[]): void {
  const seen = new Map<string, number>();
  variants.forEach((variant, index) => {
    const row = rows[index];
    if (!row) return;
    const key = JSON.stringify(namesOptions(row.told) ? Object.values(variant.options) : variant.sku);
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, row.line);
    else
      row.refuse(
        `Line ${earlier} has the same variant (${Object.values(variant.options).join(' / ') || 'no options'}). Give it another option value or remove the row.`,
      );
  });
}

/** The values in the order in which the rows bring them up, unless our own column tells another order. */
export function collectOptions(
  names: readonly string[],
  variants: readonly VariantDraft[],
  told: readonly (readonly string[])[],
): ProductOption[] {
  return names.map((name, index) => {
    const found = [...new Set(variants.map((variant) => variant.options[name] ?? ''))];
    const order = told[index] ?? [];
    return { name, values: [...new Set([...order, ...found])] };
  });
}
