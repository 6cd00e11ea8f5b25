import { createPrivateKey } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

/** What several settings have the form of. */

export const onOff = (initial: 'on' | 'off') => z.enum(['on', 'off']).default(initial);

export const whole = (minimum: number, maximum: number, initial: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'is not a whole number')
    .default(String(initial))
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));

const itemsOf = (text: string): string[] => text.split(',').map((item) => item.trim());

/** Comma-separated; none when it is not set. */
export const list = z
  .string()
  .default('')
  .transform((text) => itemsOf(text).filter(Boolean));

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
export const origins = list.refine((items) => items.every(isOrigin), 'is not a list of origins such as https://shop.example.com');

/** At least one, each once. */
export const someOf = (item: z.ZodString, initial: string) =>
  z
    .string()
    .default(initial)
    .transform(itemsOf)
    .pipe(z.array(item).min(1))
    .refine((items) => new Set(items).size === items.length, 'names something twice');

const WEB = { protocol: /^https?$/ };
export const webUrl = z.url({ ...WEB, error: 'is not an http or https address' });

/** To which paths are appended. */
export const baseUrl = webUrl.refine((text) => {
  const { search, hash, username } = URL.canParse(text) ? new URL(text) : { search: '', hash: '', username: '' };
  return `${search}${hash}${username}` === '' && !/[?#]$/.test(text);
}, 'is not an address without query, fragment and account');

const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** An address, or a range of addresses (RFC 4632): its prefix, or as a mask of IPv4. */
function isNetwork(text: string): boolean {
  const [address = '', range, ...more] = text.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  if (bits === undefined || more.length > 0) return NETWORKS.includes(text);
  if (range === undefined) return true;
  return isIPv4(address) && isIPv4(range) ? true : /^\d{1,3}$/.test(range) && Number(range) <= bits;
}

export const networks = list.refine((items) => items.every(isNetwork), 'is not a list of addresses or ranges such as 10.0.0.0/8');

/** RFC 7518 calls its use ES256. */
function isP256Key(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

export const signingKey = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .refine(isP256Key, 'is not a P-256 private key in PEM');

/** The id stands in front of what the key has sealed. */
export interface FieldKey {
  readonly id: string;
  readonly bytes: Buffer;
}

function fieldKeyOf(text: string): FieldKey {
  const [id = '', base64 = ''] = text.split(':');
  return { id, bytes: Buffer.from(base64, 'base64') };
}

/** `id:base64`, comma-separated; the first one seals. */
export const fieldKeys = (initial: string) =>
  z
    .string()
    .default(initial)
    .transform((text) => itemsOf(text).map(fieldKeyOf))
    .refine(
      (keys) => keys.every(({ id, bytes }) => /^[a-z0-9]{1,8}$/.test(id) && bytes.length === 32),
      'each key is id:base64 with an id of 1-8 lower-case letters or digits and 32 bytes of key',
    )
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'gives two keys the same id');

/** Whether the first of both is the same key, whatever it is called. */
export function sealAlike([one]: readonly FieldKey[], [other]: readonly FieldKey[]): boolean {
  return one !== undefined && other !== undefined && one.bytes.equals(other.bytes);
}
