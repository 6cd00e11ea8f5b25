import { isEmail, isISO31661Alpha2 } from 'class-validator';
import { idPattern, isId } from '../../ids';
import type { IdPrefix } from '../../ids';
import type { Check, Fault } from './field';

const fault = (code: string, detail: string): Fault => ({ code, detail });

export function integerBetween(minimum: number, maximum: number): Check {
  const rule = `must be a whole number from ${minimum} to ${maximum}`;
  return (value) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return fault('integer', rule);
    return value < minimum || value > maximum ? fault('out_of_range', rule) : undefined;
  };
}

const CONTROL = /[\p{Cc}\p{Cs}]/u;
const CONTROL_BUT_LINES = /[^\P{Cc}\n\t]|\p{Cs}/u;

/** Half of a surrogate pair is no character, and counts as a control character. Texts of several lines may have `\n` and tabs. */
export function withoutControls(multiline: boolean): Check {
  const control = multiline ? CONTROL_BUT_LINES : CONTROL;
  return (value) =>
    typeof value === 'string' && control.test(value) ? fault('control_characters', 'must not contain control characters') : undefined;
}

export function textOfLength(minimum: number, maximum: number, multiline: boolean): Check {
  const controls = withoutControls(multiline);
  return (value) => {
    if (typeof value !== 'string') return fault('text', 'must be a text');
    const length = [...value].length;
    if (length < minimum) return fault('too_short', minimum === 1 ? 'must not be empty' : `must have at least ${minimum} characters`);
    if (length > maximum) return fault('too_long', `must have at most ${maximum} characters`);
    return controls(value);
  };
}

export const isFlag: Check = (value) => (typeof value === 'boolean' ? undefined : fault('boolean', 'must be true or false'));

export function oneOf(values: readonly (string | number)[]): Check {
  return (value) => (values.some((allowed) => allowed === value) ? undefined : fault('one_of', `must be one of ${values.join(', ')}`));
}

export function idOf(prefix: IdPrefix): Check {
  return (value) => (isId(prefix, value) ? undefined : fault('id', `must be an id that starts with ${prefix}_`));
}

export const idSource = (prefix: IdPrefix): string => idPattern(prefix).source;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
export const isCurrency: Check = (value) =>
  typeof value === 'string' && CURRENCIES.has(value) ? undefined : fault('currency', 'must be an ISO 4217 currency code such as EUR');

export const isCountry: Check = (value) =>
  typeof value === 'string' && /^[A-Z]{2}$/.test(value) && isISO31661Alpha2(value)
    ? undefined
    : fault('country', 'must be an ISO 3166 alpha-2 country code such as DE');

export const MAX_EMAIL = 254;
export const isEmailAddress: Check = (value) =>
  typeof value === 'string' && value.length <= MAX_EMAIL && isEmail(value) ? undefined : fault('email', 'must be an e-mail address');

export const MAX_URL = 2048;
export const isWebUrl: Check = (value) => {
  const rule = fault('url', 'must be an http or https address without credentials');
  if (typeof value !== 'string' || value.length > MAX_URL || !URL.canParse(value) || /[\s\p{Cc}\p{Cs}]/u.test(value)) return rule;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? undefined : rule;
};

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** The instant that an RFC 3339 text names, or undefined for anything else; 31 February is nothing. */
export function parseInstant(text: unknown): Date | undefined {
  const match = typeof text === 'string' ? RFC3339.exec(text) : null;
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const calendar = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  const real = calendar.getUTCDate() === day && (hour ?? 24) < 24 && (minute ?? 60) < 60 && (second ?? 60) < 60 && (year ?? 0) >= 1000;
  const instant = new Date(match[0]);
  return real && !Number.isNaN(instant.getTime()) ? instant : undefined;
}

export const isInstant: Check = (value) =>
  value instanceof Date ? undefined : fault('instant', 'must be an RFC 3339 time such as 2026-11-20T10:00:00.000Z');

/** Plain objects only: class-validator's own nested check lets an array of objects through. */
export const isObject: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : fault('object', 'must be an object');

export function listOf(minimum: number, maximum: number, item?: Check, distinct = false): Check {
  return (value) => {
    if (!Array.isArray(value)) return fault('list', 'must be a list');
    const items: readonly unknown[] = value;
    if (items.length < minimum) return fault('too_few', `must have at least ${minimum} ${minimum === 1 ? 'entry' : 'entries'}`);
    if (items.length > maximum) return fault('too_many', `must have at most ${maximum} entries`);
    if (distinct && new Set(items).size < items.length) return fault('duplicate', 'must not name the same entry twice');
    return item === undefined ? undefined : firstFault(items, item);
  };
}

function firstFault(items: readonly unknown[], check: Check): Fault | undefined {
  for (const [index, item] of items.entries()) {
    const found = check(item);
    if (found) return fault(found.code, `entry ${index + 1} ${found.detail}`);
  }
  return undefined;
}
