import { hash } from 'node:crypto';
import { IdempotencyKeyInvalid, IdempotencyKeyMissing } from './idempotency.errors';

const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;
const PRINTABLE = /^[\x20-\x7e]{1,255}$/;

/**
 * The key of a request; the quoted form (a structured-field string, RFC 8941, as draft-ietf-httpapi-idempotency-key-header has it) and
 * the bare form are the same key.
 */
export function readKey(header: string | readonly string[] | undefined, required: boolean): string | undefined {
  if (header === undefined) {
    if (required) throw new IdempotencyKeyMissing();
    return undefined;
  }
  if (typeof header !== 'string') throw new IdempotencyKeyInvalid();
  const quoted = QUOTED.exec(header)?.[1];
  const key = quoted === undefined ? header : quoted.replace(/\\(["\\])/g, '$1');
  if (!PRINTABLE.test(key)) throw new IdempotencyKeyInvalid();
  return key;
}

/** SHA-256 over what makes two requests the same: the path with its query, and the body whatever the order of its members. */
export function fingerprintOf(url: string, body: unknown): string {
  return sha256(`${url}\n${canonical(body)}`);
}

/** SHA-256 over who uses the key, and where. */
export function scopeOf(caller: string, method: string, route: string, key: string): string {
  return sha256([caller, method, route, key].join('\n'));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

function sha256(text: string): string {
  return hash('sha256', text);
}
