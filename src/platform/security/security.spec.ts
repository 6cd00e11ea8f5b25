import { Config } from '../config';
import { FieldCipher, findCardNumber, maskCardNumbers, sourceOf } from '.';
import { holdsCardNumber, passesLuhn } from './card-numbers';

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const cipherWith = (keys: string) => new FieldCipher(new Config({ FIELD_KEYS: keys }));

describe('field encryption', () => {
  const cipher = cipherWith(`k1:${key(1)}`);

  it('opens what it sealed, and never seals twice alike', () => {
    const sealed = cipher.seal('Grüner Weg 1 😀');
    expect(cipher.open(sealed)).toBe('Grüner Weg 1 😀');
    expect(sealed).toMatch(/^k1\.[\w-]+$/);
    expect(sealed).not.toContain('Weg');
    expect(cipher.seal('Grüner Weg 1 😀')).not.toBe(sealed);
    expect(cipher.open(cipher.seal(''))).toBe('');
  });

  it('goes on opening after a new key came to the front', () => {
    const sealed = cipher.seal('secret');
    const rotated = cipherWith(`k2:${key(2)},k1:${key(1)}`);
    expect(rotated.open(sealed)).toBe('secret');
    expect(rotated.isStale(sealed)).toBe(true);
    expect(rotated.seal('secret')).toMatch(/^k2\./);
  });

  it('refuses what was changed, cut short, or sealed with another key', () => {
    const [id, payload = ''] = cipher.seal('secret').split('.');
    const bytes = Buffer.from(payload, 'base64url');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => cipher.open(`${id}.${bytes.toString('base64url')}`)).toThrow();
    expect(() => cipher.open(`${id}.${payload.slice(0, 10)}`)).toThrow();
    expect(() => cipher.open(`k9.${payload}`)).toThrow('No field key');
    expect(() => cipherWith(`k1:${key(2)}`).open(`${id}.${payload}`)).toThrow();
    expect(() => cipherWith(`k1:${key(1)},k3:${key(1)}`).open(`k3.${payload}`)).toThrow();
  });
});

describe('card numbers', () => {
  it.each([
    '4242424242424242',
    '4242 4242 4242 4242',
    '4242-4242-4242-4242',
    'my card is 5555555555554444, thanks',
    '378282246310005',
    '6011111111111117',
    '2223003122003222',
  ])('are found in %s', (text) => {
    expect(holdsCardNumber(text)).toBe(true);
    expect(maskCardNumbers(text)).not.toMatch(/\d{4}/);
  });

  it.each([
    '4242424242424241',
    '1234567890123456',
    '0000000000000000',
    '424242424242',
    'pm_4242424242424242',
    'ord_4242424242424242424242',
    '42424242424242424242',
    '4242.4242.4242.4242',
    '+4242424242424242',
  ])('are not seen in %s', (text) => {
    expect(holdsCardNumber(text)).toBe(false);
    expect(maskCardNumbers(text)).toBe(text);
  });

  it('are found deep inside, but not where long digits are at home', () => {
    expect(findCardNumber({ lines: [{ note: 'x' }, { note: '4242 4242 4242 4242' }] })).toEqual(['lines', '1', 'note']);
    expect(
      findCardNumber({ phone: '4242424242424242', variants: [{ barcode: '4242424242424242', sku: '4242424242424242' }] }),
    ).toBeUndefined();
  });

  it('have a check digit', () => {
    expect(passesLuhn('79927398713')).toBe(true);
    expect(passesLuhn('79927398710')).toBe(false);
  });
});

describe('sources', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (ip, source) => {
    expect(sourceOf(ip)).toBe(source);
  });
});
