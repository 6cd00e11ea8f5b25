import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_TOLERANCE_SECONDS = 300;
const MAX_SIGNATURES = 16;
const HEX_SHA256 = /^[0-9a-f]{64}$/;

function digest(secret: string, timestamp: number, raw: Buffer): Buffer {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest();
}

/** `t=<unix seconds>,v1=<hex of HMAC-SHA-256 over "<t>.<raw body>">` */
export function signWebhook(secret: string, raw: Buffer, at: Date): string {
  const timestamp = Math.floor(at.getTime() / 1000);
  return `t=${timestamp},v1=${digest(secret, timestamp, raw).toString('hex')}`;
}

export type SignatureVerdict = 'valid' | 'missing' | 'malformed' | 'stale' | 'forged';

export function checkSignature(secret: string, raw: Buffer, header: string | undefined, now: Date): SignatureVerdict {
  if (header === undefined || header === '') return 'missing';
  const parts = header.split(',').map((part) => part.trim());
  const times = parts.filter((part) => part.startsWith('t=')).map((part) => part.slice(2));
  const signatures = parts.filter((part) => part.startsWith('v1=')).map((part) => part.slice(3));
  const [time] = times;
  if (times.length !== 1 || time === undefined || !/^\d{1,12}$/.test(time)) return 'malformed';
  if (signatures.length === 0 || signatures.length > MAX_SIGNATURES) return 'malformed';
  const expected = digest(secret, Number(time), raw);
  // Every signature is compared, so the time taken does not tell which one was right.
  const matches = signatures.filter((signature) => HEX_SHA256.test(signature) && timingSafeEqual(Buffer.from(signature, 'hex'), expected));
  if (matches.length === 0) return 'forged';
  return Math.abs(now.getTime() / 1000 - Number(time)) > SIGNATURE_TOLERANCE_SECONDS ? 'stale' : 'valid';
}
