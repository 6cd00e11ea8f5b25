/** What is wrong with a query string; it stands in place of the parameters until a hook turns it into an answer. */
export class BadQuery {
  constructor(
    readonly name: string,
    readonly code: string,
    readonly detail: string,
  ) {}
}

const MAX_PARAMETERS = 50;

/**
 * Reads `a=1&b=2` strictly: each name once, valid percent-encoding and UTF-8, no NUL. Lists are comma-separated by convention, so a
 * repeated name is a mistake, and two parsers in a row could disagree about it. It never throws: the router calls it outside any handler.
 */
export function parseStrictQuery(text: string): Record<string, string> | BadQuery {
  const query: Record<string, string> = {};
  const pairs = text === '' ? [] : text.split('&');
  if (pairs.length > MAX_PARAMETERS) return new BadQuery('', 'too_many', `must have at most ${MAX_PARAMETERS} parameters`);
  for (const pair of pairs) {
    const [rawName = '', rawValue = ''] = splitOnce(pair);
    const name = decode(rawName);
    const value = decode(rawValue);
    if (name === undefined || value === undefined) return new BadQuery(printable(rawName), 'encoding', 'must be percent-encoded UTF-8');
    if (name === '') return new BadQuery('', 'name', 'a parameter has no name');
    if (name in Object.prototype || name === 'prototype') return new BadQuery(name, 'forbidden_name', 'is not allowed');
    if (Object.hasOwn(query, name)) return new BadQuery(name, 'duplicate_name', 'must be there only once');
    if (name.includes('\0') || value.includes('\0')) return new BadQuery(printable(rawName), 'nul', 'must not hold the character NUL');
    query[name] = value;
  }
  return query;
}

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
