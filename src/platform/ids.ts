import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 } from 'uuid';

/** Every kind of thing that has an id of its own; the prefix says which. */
export const ID_PREFIXES = [
  ...['prod', 'var', 'cat', 'img', 'imp', 'brand', 'attr', 'coll'],
  ...['cart', 'line'],
  ...['ord', 'ful', 'hist'],
  ...['pay', 'att', 'cap', 'ref', 'dsp', 'hook', 'chal', 'call', 'fact', 'chrg', 'rec', 'dif'],
  ...['cus', 'addr', 'ses', 'tok'],
  ...['promo', 'ship', 'tax', 'rate'],
  ...['res', 'mov', 'evt', 'mail', 'req', 'idem'],
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
  return chosen.getStore()?.get(prefix)?.shift() ?? `${prefix}_${base62(v7(undefined, new Uint8Array(16)))}`;
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

export function idPattern(prefix: IdPrefix): RegExp {
  return new RegExp(`^${prefix}_[0-9A-Za-z]{${BODY_LENGTH}}$`);
}

function base62(bytes: Uint8Array): string {
  let value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let text = '';
  for (let i = 0; i < BODY_LENGTH; i += 1) {
    text = ALPHABET.charAt(Number(value % 62n)) + text;
    value /= 62n;
  }
  return text;
}
