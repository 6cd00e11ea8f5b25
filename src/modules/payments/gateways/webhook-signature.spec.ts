import { checkSignature, signWebhook } from './webhook-signature';

const SECRET = 'a-secret-of-the-shop';
const NOW = new Date('2026-11-20T12:00:00Z');
const RAW = Buffer.from('{"id":"evt_1","text":"Grüße"}');
const header = signWebhook(SECRET, RAW, NOW);
const signature = header.split('v1=')[1] ?? '';
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

describe('the signature of a webhook', () => {
  it('is valid for the exact bytes, the right secret and a fresh time', () => {
    expect(checkSignature(SECRET, RAW, header, NOW)).toBe('valid');
  });

  it.each([
    ['another secret', 'another-secret', RAW],
    ['one changed byte', SECRET, Buffer.from('{"id":"evt_2","text":"Grüße"}')],
    ['the same JSON in other bytes', SECRET, Buffer.from('{ "id":"evt_1","text":"Grüße"}')],
    ['a truncated body', SECRET, RAW.subarray(0, -1)],
    ['an empty body', SECRET, Buffer.alloc(0)],
  ])('is forged with %s', (_, secret, raw) => {
    expect(checkSignature(secret, raw, header, NOW)).toBe('forged');
  });

  it('covers the time stamp too', () => {
    expect(checkSignature(SECRET, RAW, header.replace(/t=\d+/, `t=${NOW.getTime() / 1000 + 1}`), NOW)).toBe('forged');
  });

  it.each([
    [300, 'valid'],
    [-300, 'valid'],
    [301, 'stale'],
    [-301, 'stale'],
  ])('allows 300 seconds between the clocks: %i is %s', (seconds, verdict) => {
    expect(checkSignature(SECRET, RAW, header, at(seconds))).toBe(verdict);
  });

  it('does not tell a forger that a message is stale', () => {
    expect(checkSignature('another-secret', RAW, header, at(1000))).toBe('forged');
  });
});

describe('the header of a signature', () => {
  it('may be any one of several, as while a secret is changed', () => {
    const other = 'a'.repeat(64);
    expect(checkSignature(SECRET, RAW, `${header},v1=${other}`, NOW)).toBe('valid');
    expect(checkSignature(SECRET, RAW, header.replace('v1=', `v1=${other},v1=`), NOW)).toBe('valid');
    expect(checkSignature(SECRET, RAW, header.replace(/v1=.*/, `v1=${other},v1=${other}`), NOW)).toBe('forged');
  });

  it.each([
    ['a truncated signature', header.slice(0, -1), 'forged'],
    ['a longer signature', `${header}0`, 'forged'],
    ['capitals', header.replace(signature, signature.toUpperCase()), 'forged'],
    ['an older scheme', header.replace('v1=', 'v0='), 'malformed'],
    ['no time', `v1=${signature}`, 'malformed'],
    ['two times', `t=1,${header}`, 'malformed'],
    ['a time that is no number', `t=now,v1=${signature}`, 'malformed'],
    ['too many signatures', `${header}${',v1=x'.repeat(16)}`, 'malformed'],
    ['nothing', '', 'missing'],
    ['no header', undefined, 'missing'],
  ])('with %s is refused', (_, text, verdict) => {
    expect(checkSignature(SECRET, RAW, text, NOW)).toBe(verdict);
  });
});
