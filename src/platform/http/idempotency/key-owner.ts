import { hashToken } from '../../random';

/** What the access guard tells of a caller. */
export interface KnownCaller {
  readonly accountId?: string;
  readonly cartToken?: string;
  readonly orderToken?: string;
  readonly source: string;
}

export const OWNER_KINDS = ['account', 'cart_token', 'order_token', 'anonymous'] as const;

/** Whose key it is: the same key of two callers is two keys. */
export interface KeyOwner {
  readonly kind: (typeof OWNER_KINDS)[number];
  readonly accountId: string | null;
  /** Part of the hashed scope, stored nowhere by itself. */
  readonly identity: string;
}

export function ownerOf({ accountId, cartToken, orderToken, source = '' }: Partial<KnownCaller> = {}): KeyOwner {
  if (accountId) return { kind: 'account', accountId, identity: accountId };
  if (cartToken) return { kind: 'cart_token', accountId: null, identity: hashToken(cartToken) };
  if (orderToken) return { kind: 'order_token', accountId: null, identity: hashToken(orderToken) };
  return { kind: 'anonymous', accountId: null, identity: `anonymous ${source}` };
}

/** The forms that random keys come in, with or without a prefix: a UUID, 64 bits or more in hex, or 21 letters and digits of all kinds. */
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const HEX = /[0-9a-f]{16,}$/i;
const MIXED = /^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[\w+/=-]{21,}$/;
const DISTINCT = 8;

/**
 * Whether holding the key proves something. Callers without account or token are told apart by their network alone, which many share;
 * to them an answer's secrets are repeated only under a key that nobody could guess.
 */
export function provesOwnership(owner: KeyOwner, key: string): boolean {
  if (owner.kind !== 'anonymous') return true;
  return new Set(key).size >= DISTINCT && [UUID, HEX, MIXED].some((form) => form.test(key));
}
