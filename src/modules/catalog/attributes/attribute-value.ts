import { InvalidProduct } from '../catalog.errors';
import { textKey } from '../text-key';

export const ATTRIBUTE_TYPES = ['text', 'number', 'boolean', 'select', 'date'] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** Numbers are texts, because fractions do not survive in every client; whole ones may come as numbers. */
export type AttributeValue = string | number | boolean;
/** Values by the key of the attribute. */
export type AttributeRecord = Readonly<Record<string, AttributeValue>>;

export interface AttributeOption {
  readonly value: string;
  readonly label: string;
}

export interface AttributeKind {
  readonly key: string;
  readonly type: AttributeType;
  readonly options: readonly AttributeOption[];
}

/** How a value stands in the table. */
export interface StoredValue {
  readonly value: string;
  readonly valueKey: string;
  readonly rank: number | null;
}

/** In lower case, so that `capacityGte` in an address can only mean the range of `capacity`. */
export const ATTRIBUTE_KEY = /^[a-z][a-z0-9_]{0,63}$/;
export const MAX_TEXT = 1000;
export const MAX_NUMBER = 1_000_000_000;
const MILLIONTHS = 1_000_000;
const MAX_KEY = 255;
const DAY_MS = 86_400_000;

/** Without what makes no difference; whether the values fit their attributes is checked where those are known. */
export function cleanAttributes(attributes: AttributeRecord): AttributeRecord {
  const cleaned = Object.entries(attributes).map(([key, value]): [string, AttributeValue] => {
    return [key, typeof value === 'string' ? value.normalize('NFC').trim() : value];
  });
  return Object.fromEntries(cleaned.filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @throws InvalidProduct for a value that is not of the attribute's type */
export function storedValue({ key, type, options }: AttributeKind, value: AttributeValue): StoredValue {
  const rank = rankOf(type, value);
  const fits = {
    text: typeof value === 'string' && [...value].length <= MAX_TEXT,
    number: rank !== null && typeof value !== 'boolean',
    boolean: typeof value === 'boolean',
    select: options.some((option) => option.value === value),
    date: rank !== null && typeof value === 'string',
  };
  if (!fits[type]) throw new InvalidProduct(`The attribute "${key}" is ${WANTED[type]}.`);
  const text = type === 'number' ? String(Number(value)) : String(value);
  return { value: text, valueKey: type === 'text' ? textKey(text).slice(0, MAX_KEY) : text, rank };
}

/** A value as it was before it was stored. */
export function valueOf(type: AttributeType, text: string): AttributeValue {
  return type === 'boolean' ? text === 'true' : text;
}

/** The key that a filter's text looks for in attributes of a type. `1.0` is the number 1, but not the text "1". */
export function keyOf(type: AttributeType, text: string): string {
  if (type === 'text') return textKey(text).slice(0, MAX_KEY);
  if (type === 'number') return rankOf('number', text.trim()) === null ? '' : String(Number(text));
  return text.trim();
}

/** What a text would have to be to be compared with values of a type; undefined when it is. */
export function misfit(type: AttributeType, text: string): string | undefined {
  const fits = type === 'boolean' ? /^(true|false)$/i.test(text) : !isOrdered(type) || rankOf(type, text) !== null;
  return fits ? undefined : WANTED[type];
}

/** Whether values of a type can be more or less than another. */
export const isOrdered = (type: AttributeType): boolean => type === 'number' || type === 'date';

/** Where a bound of a range stands, and for which type of attribute; undefined for what is neither a number nor a date. */
export function boundOf(text: string): { readonly type: 'number' | 'date'; readonly rank: number } | undefined {
  const day = rankOf('date', text);
  if (day !== null) return { type: 'date', rank: day };
  const rank = rankOf('number', text);
  return rank === null ? undefined : { type: 'number', rank };
}

/** The value that stands at a rank: the other way round. */
export function textOfRank(type: AttributeType, rank: number): string {
  return type === 'date' ? new Date(rank * DAY_MS).toISOString().slice(0, 10) : String(rank / MILLIONTHS);
}

const WANTED: Readonly<Record<AttributeType, string>> = {
  text: `a text of at most ${MAX_TEXT} characters`,
  number: `a number up to ${MAX_NUMBER} with at most six decimals, such as "0.3"`,
  boolean: 'true or false',
  select: 'one of the values of its options',
  date: 'a day such as 2026-11-20',
};

const DECIMAL = /^-?\d{1,10}(\.\d{1,6})?$/;

function rankOf(type: AttributeType, value: AttributeValue): number | null {
  if (type === 'number') {
    const fits = typeof value !== 'boolean' && DECIMAL.test(String(value)) && Math.abs(Number(value)) <= MAX_NUMBER;
    return fits ? Math.round(Number(value) * MILLIONTHS) : null;
  }
  if (type !== 'date' || typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) ? day.getTime() / DAY_MS : null;
}
