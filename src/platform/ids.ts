import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 } from 'uuid';
import { freshBytes } from './random-bytes';

/** Every kind of thing that has an id of its own; the prefix says which. */
export const ID_PREFIXES = [
  ...['prod', 'var', 'cat', 'img', 'med', 'imp', 'exp', 'brand', 'attr', 'coll', 'syn'],
  ...['cart', 'line'],
  ...['ord', 'ful', 'hist'],
  ...['pay', 'att', 'cap', 'ref', 'dsp', 'hook', 'chal', 'call', 'fact', 'chrg', 'rec', 'dif'],
  ...['cus', 'addr', 'ses', 'tok'],
  ...['promo', 'ship', 'tax', 'rate'],
  ...['res', 'mov', 'evt', 'mail', 'req', 'idem', 'lse'],
] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BODY_LENGTH = 22;
export const ID_LENGTH = 30;

/**
 * A new id such as `cart_02ITLcBYoUJdzTUMCSHuv3`: a UUIDv7 (RFC 9562) in base 62. The digits sort in ASCII order as their values do,
 * so ids order by time in an `ascii_bin` column, and 74 random bits make them unguessable.
 */
export function newId(prefix: IdPrefix): string {
  return chosen.getStore()?.get(prefix)?.shift() ?? `${prefix}_${base62(nextUuid())}`;
}

/** Ids that somebody has chosen for the next things of a kind; the demo shop uses those that the API document shows. */
export type ChosenIds = Readonly<Partial<Record<IdPrefix, readonly string[]>>>;

const chosen = new AsyncLocalStorage<ReadonlyMap<string, string[]>>();

/** Whatever `work` makes gets these ids in turn, and new ones when they run out. */
export function withIds<T>(ids: ChosenIds, work: () => Promise<T>): Promise<T> {
  return chosen.run(new Map(Object.entries(ids).map(([prefix, list]) => [prefix, [...list]])), work);
}

/** Whether the text has the form of an id of that kind; it says nothing about existence. */
export function isId(prefix: IdPrefix, text: unknown): text is string {
  return typeof text === 'string' && idPattern(prefix).test(text);
}

const patterns = new Map<IdPrefix, RegExp>();

export function idPattern(prefix: IdPrefix): RegExp {
  const pattern = patterns.get(prefix) ?? new RegExp(`^${prefix}_[0-9A-Za-z]{${BODY_LENGTH}}$`);
  patterns.set(prefix, pattern);
  return pattern;
}

const PER_ID = 16;
/** Ids of one process and one millisecond are told apart, and sorted, by a counter that starts at a random number. */
let last = { msecs: 0, seq: 0 };

function nextUuid(): Uint8Array {
  const random = freshBytes(PER_ID);
  const now = Date.now();
  if (now > last.msecs) last = { msecs: now, seq: random.readUInt32BE(6) & 0x7fffffff };
  else last = last.seq === 0x7fffffff ? { msecs: last.msecs + 1, seq: 0 } : { msecs: last.msecs, seq: last.seq + 1 };
  return v7({ random, ...last }, new Uint8Array(PER_ID));
}

const DIGITS = 6;
const CHUNK = 62 ** DIGITS;
const words = new Uint16Array(8);
const letters: string[] = [];

/** Digits come off six at a time: sixteen bits and a remainder of six digits still fit a number exactly. */
function base62(bytes: Uint8Array): string {
  for (let at = 0; at < words.length; at += 1) words[at] = ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0);
  for (let digits = BODY_LENGTH; digits > 0; digits -= DIGITS) {
    let rest = 0;
    for (let at = 0; at < words.length; at += 1) {
      const value = rest * 65536 + (words[at] ?? 0);
      const quotient = Math.floor(value / CHUNK);
      words[at] = quotient;
      rest = value - quotient * CHUNK;
    }
    for (let at = digits - 1; at >= Math.max(0, digits - DIGITS); at -= 1) {
      letters[at] = ALPHABET.charAt(rest % 62);
      rest = Math.floor(rest / 62);
    }
  }
  return letters.join('');
}
