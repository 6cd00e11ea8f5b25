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

/** `id:base64`, comma-separated; the first one seals. */
export const fieldKeys = z
  .string()
  .refine(
    (text) => itemsOf(text).every((key) => /^[a-z0-9]{1,8}:/.test(key) && keyBytes(key).length === 32),
    'each key is id:base64 with an id of 1-8 lower-case letters or digits and 32 bytes of key',
  )
  .refine((text) => new Set(itemsOf(text).map((key) => key.split(':')[0])).size === itemsOf(text).length, 'gives two keys the same id');

function keyBytes(key: string): Buffer {
  return Buffer.from(key.split(':')[1] ?? '', 'base64');
}

/** Whether both settings seal with the same key, whatever it is called. */
export function sealAlike(one: string, other: string): boolean {
  const [first = '', second = ''] = [itemsOf(one)[0], itemsOf(other)[0]];
  return keyBytes(first).equals(keyBytes(second));
}
