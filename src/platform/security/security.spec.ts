import { randomBytes, randomUUID } from 'node:crypto';
import { Config } from '../config';
import { newId } from '../ids';
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
    '4242 4242-4242 4242',
    '4242.4242.4242.4242',
    '4242  4242  4242  4242',
    '4242\u00a04242\u00a04242\u00a04242',
    '4242\u20134242\u20134242\u20134242',
    '4242\n4242\n4242\n4242',
    '42424242 42424242',
    '4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2',
    '\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12',
    'my card is 5555555555554444, thanks',
    'please charge 4242424242424242 12/29 123',
    'please charge 4242 4242 4242 4242 12 29',
    '2 x 4242 4242 4242 4242',
    'flat 7-5555-5555-5555-4444',
    'Visa4242424242424242',
    'card:4242424242424242;',
    '(4242424242424242)',
    '+4242424242424242',
    '4111111111111111',
    '378282246310005',
    '3782 822463 10005',
    '30569309025904',
    '6011111111111117',
    '2223003122003222',
    '3566002020360505',
    '6200000000000005',
    '6759649826438453',
  ])('are found in %s', (text) => {
    expect(holdsCardNumber(text)).toBe(true);
    expect(maskCardNumbers(text)).not.toMatch(/\d{4}|(\d .*){9}/);
    expect(maskCardNumbers(text)).toContain('[card]');
  });

  it.each([
    '4242424242424241',
    '1234567890123456',
    '0000000000000000',
    '424242424242',
    'pm_4242424242424242',
    'ord_4242424242424242424242',
    '42424242424242424242',
    'a1b4242424242424242',
    '4242424242424242b7',
    '+49 4242 4242 420',
    '+424242424242420',
    '2026-11-21T03:04:05.123Z',
    '45.00 45.10 45.20 45.30',
    'sizes 36 37 38 39 40 41 42 43 44 45',
    '44136fa3-5555-4555-8555-555555554444',
    'P-7K3M9QXZ',
  ])('are not seen in %s', (text) => {
    expect(holdsCardNumber(text)).toBe(false);
    expect(maskCardNumbers(text)).toBe(text);
  });

  it('are all masked where there are several', () => {
    expect(maskCardNumbers('a 4242424242424242, b 5555-5555-5555-4444 or 4111.1111.1111.1111')).toBe('a [card], b [card] or [card]');
  });

  it('are found deep inside, in texts, numbers and names', () => {
    expect(findCardNumber({ lines: [{ note: 'x' }, { note: '4242 4242 4242 4242' }] })).toEqual(['lines', '1', 'note']);
    expect(findCardNumber({ price: { amount: 4111111111111111 } })).toEqual(['price', 'amount']);
    expect(findCardNumber({ meta: { '4242424242424242': true } })).toEqual(['meta']);
    expect(findCardNumber(['4242424242424242'])).toEqual(['0']);
    expect(findCardNumber('4242424242424242')).toEqual([]);
  });

  it('are not seen where shorter digits are at home, but what is too long for home is', () => {
    const gtin = '4006381333931';
    expect(passesLuhn('4222222222222') && passesLuhn('30569309025904')).toBe(true);
    expect(
      findCardNumber({ phone: '4222222222222', variants: [{ barcode: '30569309025904', sku: gtin }], phones: ['4222222222222'] }),
    ).toBeUndefined();
    expect(findCardNumber({ trackingNumber: '4242424242424242' })).toBeUndefined();
    expect(findCardNumber({ phone: '4242 4242 4242 4242' })).toEqual(['phone']);
    expect(findCardNumber({ sku: '4242424242424242' })).toEqual(['sku']);
    expect(findCardNumber({ cleaning: '4222222222222' })).toEqual(['cleaning']);
  });

  it('are seen in no amount, quantity, time, id or key of ours', () => {
    for (let amount = 1; amount <= 999_999_999_999; amount = amount * 3 + 7) expect(findCardNumber({ amount })).toBeUndefined();
    for (let round = 0; round < 5_000; round += 1) {
      expect(
        findCardNumber({
          id: newId('ord'),
          key: randomUUID(),
          token: randomBytes(32).toString('base64url'),
          at: new Date(round * 1e9).toISOString(),
        }),
      ).toBeUndefined();
    }
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
