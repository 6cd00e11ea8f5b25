import type { FieldError } from './problems';

/** Stands among the parameters in place of them all when the query string is wrong, until a hook turns it into an answer. */
export const BAD_QUERY = Symbol('bad query');

export interface Query {
  [name: string]: unknown;
  [BAD_QUERY]?: FieldError;
}

const MAX_PARAMETERS = 50;

/**
 * Reads `a=1&b=2` strictly: each name once, valid percent-encoding and UTF-8, no NUL. Lists are comma-separated by convention, so a
 * repeated name is a mistake, and two parsers in a row could disagree about it. Members of a map (`option.size=M&option.size=L`) are the
 * exception: a value may hold commas. It never throws: the router calls it outside any handler.
 */
export function parseStrictQuery(text: string): Query {
  const query: Query = {};
  const pairs = text === '' ? [] : text.split('&');
  if (pairs.length > MAX_PARAMETERS) return bad('', 'too_many', `must have at most ${MAX_PARAMETERS} parameters`);
  for (const pair of pairs) {
    const [rawName = '', rawValue = ''] = splitOnce(pair);
    const name = decode(rawName);
    const value = decode(rawValue);
    if (name === undefined || value === undefined) return bad(printable(rawName), 'encoding', 'must be percent-encoded UTF-8');
    if (name === '') return bad('', 'name', 'a parameter has no name');
    if (name.split('.').some(isEveryObjects)) return bad(name, 'forbidden_name', 'is not allowed');
    if (Object.hasOwn(query, name) && !name.includes('.')) return bad(name, 'duplicate_name', 'must be there only once');
    if (name.includes('\0') || value.includes('\0')) return bad(printable(rawName), 'nul', 'must not hold the character NUL');
    query[name] = Object.hasOwn(query, name) ? [query[name], value].flat() : value;
  }
  return query;
}

/** Members of a map become names of an object, too. */
const isEveryObjects = (name: string): boolean => name in Object.prototype || name === 'prototype';
const bad = (name: string, code: string, detail: string): Query => ({ [BAD_QUERY]: { pointer: `?${name}`, code, detail } });

function splitOnce(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

function decode(text: string): string | undefined {
  if (/[^\x21-\x7e]/.test(text)) return undefined;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

const printable = (name: string): string => name.replace(/[^\x21-\x7e]/g, '?').slice(0, 64);
